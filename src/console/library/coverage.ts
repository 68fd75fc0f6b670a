// "Cakupan": to whom of which status, at which stage, how many rows speak. What nobody has written about stands out.
import { html } from 'hono/html'
import type { ActCoverage, TopicCoverage } from '../../publishing/publishing.ts'
import { STAGES, STATUSES, type Stage, type Status } from '../../vocabulary.ts'
import { type Answer, type Html, type Route, route, sheet, type Seen as Visit } from '../visit.ts'
import { asked, entryPath, type Parts, type Say } from './parts.ts'
import { stageName, statusName } from './view.ts'

const MENU = { menu: '/cakupan' } as const

export const coverageRoutes = (parts: Parts): readonly Route[] => [
  route('library.see', 'GET', '/cakupan', visit => coveragePage(parts, visit)),
]

/** How many rows speak: none is a gap, one hangs by a thread. */
type Level = 'none' | 'one' | 'many'
const levelOf = (rows: number): Level => (rows === 0 ? 'none' : rows === 1 ? 'one' : 'many')

async function coveragePage(parts: Parts, visit: Visit): Promise<Answer> {
  const { say } = parts.words
  const topics = (await parts.librarian.library()).coverage()
  const status = STATUSES.find(s => s === asked(visit, 'status')) ?? 'PNS'
  const topic = topics.find(t => t.id === asked(visit, 'topik')) ?? null
  return sheet(
    topic === null ? say('lib_coverage_title') : say('lib_coverage_topic', { topic: topic.name }),
    html`${topic === null ? '' : html`<p class="where"><a href="${pathOf(status, null)}">${say('lib_coverage_title')}</a></p>`}
<p>${say('lib_coverage_lead')}</p>
<nav class="choices" aria-label="${say('lib_coverage_status')}">${STATUSES.map(s => html`<a class="button" href="${pathOf(s, topic)}"${s === status ? html` aria-current="true"` : ''}>${statusName(say, s)}</a> `)}</nav>
${topic === null ? topicTable(say, topics, status) : actTable(say, topic, status)}
<p class="hint">${say('lib_coverage_key')}</p>`,
    MENU,
  )
}

const pathOf = (status: Status, topic: Pick<TopicCoverage, 'id'> | null): string =>
  `/cakupan?status=${encodeURIComponent(status)}${topic === null ? '' : `&topik=${encodeURIComponent(topic.id)}`}`

const table = (say: Say, caption: string, head: string, rows: readonly Html[]): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="grid"><caption class="away">${caption}</caption><thead><tr><th scope="col">${head}</th>${STAGES.map(stage => html`<th scope="col" class="narrow-head">${stageName(say, stage)}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`

const rowsAt = ({ cells }: ActCoverage, status: Status, stage: Stage) =>
  cells.find(c => c.status === status && c.stage === stage) ?? { rows: 0, own: 0 }

function topicTable(say: Say, topics: readonly TopicCoverage[], status: Status): Html {
  const rows = topics.map(topic => {
    const cells = STAGES.map(stage => {
      const missing = topic.acts.filter(act => rowsAt(act, status, stage).rows === 0).length
      const n = topic.acts.reduce((sum, act) => sum + rowsAt(act, status, stage).rows, 0)
      const label = missing === 0 ? say('lib_coverage_full') : say('lib_coverage_missing', { n: missing })
      return html`<td class="${missing === 0 ? 'many' : n === 0 ? 'none' : 'one'}"><a href="${pathOf(status, topic)}"><strong>${n}</strong> <span>${label}</span></a></td>`
    })
    return html`<tr><th scope="row"><a href="${pathOf(status, topic)}">${topic.name}</a><span class="under">${say('lib_coverage_acts', { n: topic.acts.length })}</span></th>${cells}</tr>`
  })
  return table(say, say('lib_coverage_caption', { status: statusName(say, status) }), say('lib_topic'), rows)
}

function actTable(say: Say, topic: TopicCoverage, status: Status): Html {
  const rows = topic.acts.map(act => {
    const cells = STAGES.map(stage => {
      const { rows, own } = rowsAt(act, status, stage)
      const level = levelOf(rows)
      return html`<td class="${level}"><a href="${entryPath(act.id)}"><strong>${rows}</strong> <span>${own > 0 ? say('lib_coverage_own', { n: own }) : say(`lib_coverage_${level}`)}</span></a></td>`
    })
    return html`<tr><th scope="row"><a href="${entryPath(act.id)}">${act.title}</a>${act.isPrinciple ? html`<span class="under">${say('lib_principle')}</span>` : ''}</th>${cells}</tr>`
  })
  return table(say, say('lib_coverage_caption', { status: statusName(say, status) }), say('lib_coverage_act'), rows)
}
