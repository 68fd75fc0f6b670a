// "Laporan bulanan": one printable page for the coordinator, in the shape of the four roles of supervision: compliance, consultative,
// coordination, corrective. Counts and names of topics only; no word that anybody wrote.
import { html } from 'hono/html'
import { type Answer, type Html, type Route, route, sheet, type Seen as Visit } from '../visit.ts'
import { alone, type Cell, type Counted, suppressed } from './counts.ts'
import { monthsBack } from './figures.ts'
import type { Parts } from './parts.ts'
import { chartsOf, monthForm, monthIn, REST, shortened } from './statistics.ts'
import { cellText, dayOf, monthOf, topicOf } from './view.ts'

const TOPICS_NAMED = 3
const HASH_SHOWN = 16

export const reportRoutes = (parts: Parts): readonly Route[] => [
  route('report.see', 'GET', '/laporan', visit => reportPage(parts, visit)),
]

/** Unless another month is asked for it is the last one that is over. */
const reportedMonth = (visit: Visit, today: string): string =>
  visit.query.has('bulan') ? monthIn(visit, today) : (monthsBack(today, 2)[1] ?? today.slice(0, 7))

async function reportPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { words, cases, law, staffBook, today, office } = parts
  const { say } = words
  const month = reportedMonth(visit, today())
  const [{ figures, k }, teams, [latest]] = await Promise.all([chartsOf(parts, month), cases.teams(), staffBook.audit(null, 1)])
  const cell = (shown: Cell): string => cellText(say, shown, k)
  const part = (counts: readonly Counted[], label: string): string =>
    cell(suppressed(counts, k).find(row => row.label === label)?.cell ?? { kind: 'shown', n: 0 })
  const lone = (n: number): string => cell(alone(n, k))
  const leading = (counts: readonly Counted[]): string => {
    // the same parts as in the statistics: hidden otherwise, they would tell what is hidden there
    const rows = suppressed(shortened(counts), k).filter(row => row.label !== REST)
    const shown = rows.flatMap(row =>
      row.cell.kind === 'shown' && row.cell.n > 0 ? [`${topicOf(say, law, row.label)} (${cell(row.cell)})`] : [],
    )
    return shown.length === 0 ? say('report_none_shown') : shown.slice(0, TOPICS_NAMED).join('; ')
  }
  const active = teams.filter(t => t.isActive)
  return sheet(
    say('report_title', { month: monthOf(month) }),
    html`${monthForm(words, '/laporan', month, today())}
<p class="report-lead">${office === null ? '' : html`<strong class="printed">${office}.</strong> `}${say('report_lead', { from: monthOf(month), on: dayOf(today()), k })}</p>
<div class="report">
${roleOf(say('report_compliance'), say('report_compliance_means'), [
  [say('report_taken_kept'), part(figures.promises, 'kept')],
  [say('report_taken_missed'), part(figures.promises, 'missed')],
  [say('report_with_basis'), part(figures.answered, 'with')],
  [say('report_without_basis'), part(figures.answered, 'without')],
  [say('report_approved'), lone(figures.work.approved)],
])}
${roleOf(say('report_consultative'), say('report_consultative_means'), [
  [say('report_questions'), lone(figures.questions)],
  [say('report_topics'), leading(figures.topics)],
  [say('report_cases'), lone(total(figures.caseTopics))],
  [say('report_case_topics'), leading(figures.caseTopics)],
  [say('report_rated_good'), part(figures.ratings, 'good')],
])}
${roleOf(say('report_coordination'), say('report_coordination_means'), [
  [
    say('report_teams'),
    say('report_teams_are', {
      permanent: active.filter(t => t.kind === 'permanent').length,
      unit: active.filter(t => t.kind === 'unit').length,
    }),
  ],
  [say('report_moved'), lone(figures.work.moved)],
  [say('report_to_units'), lone(figures.work.toUnits)],
  [say('report_referred'), part(figures.closed, 'referred')],
  [say('report_not_ours'), part(figures.closed, 'not-ours')],
])}
${roleOf(say('report_corrective'), say('report_corrective_means'), [
  [say('report_abstained'), lone(total(figures.abstentions))],
  [say('report_abstained_topics'), leading(figures.abstentions)],
  [say('report_returned'), lone(figures.work.returned)],
  [say('report_rated_bad'), part(figures.ratings, 'bad')],
  [say('report_drafts'), lone(figures.work.drafts)],
])}
</div>
<p class="hint">${say('report_small', { k })}${latest === undefined ? '' : html` ${say('report_log', { hash: latest.hash.slice(0, HASH_SHOWN) })}`}</p>
<div class="sign-here"><p>${say('report_signed_on', { on: dayOf(today()) })}</p><p>${say('report_sign')}</p><p class="by">${say('report_signed_by')}</p></div>`,
    { menu: '/laporan' },
  )
}

const total = (counts: readonly Counted[]): number => counts.reduce((sum, c) => sum + c.n, 0)

const roleOf = (title: string, means: string, rows: readonly (readonly [string, string])[]): Html =>
  html`<section class="role"><h2>${title}</h2><p class="hint">${means}</p><table><tbody>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table></section>`
