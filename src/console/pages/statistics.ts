// "Statistik": a month in bars, each with its table, and as a file. What is under k stands nowhere, neither drawn, nor printed, nor to be reckoned.
import { html } from 'hono/html'
import type { Law } from '../law.ts'
import { type Answer, type Html, type Route, route, sheet, type Seen as Visit } from '../visit.ts'
import type { Words } from '../words.ts'
import { type Counted, type ShownCount, suppressed } from './counts.ts'
import { type Figures, figuresOf, type Month, monthsBack } from './figures.ts'
import { type Names, namesOf, type Parts } from './parts.ts'
import { bars } from './plots.ts'
import { cellText, monthOf, topicOf } from './view.ts'

const MONTHS = 13
const TOPICS_MAX = 12

/** One thing that is counted: its name, its parts as a reader knows them. */
type Chart = { readonly id: string; readonly title: string; readonly rows: readonly ShownCount[] }

export const statisticsRoutes = (parts: Parts): readonly Route[] => [
  route('statistics.see', 'GET', '/statistik', visit => statisticsPage(parts, visit)),
  route('statistics.see', 'GET', '/statistik/unduh', visit => exported(parts, visit)),
]

/** The month asked for, else the present one. */
export const monthIn = ({ query }: Visit, today: string): Month =>
  monthsBack(today, MONTHS).find(month => month === query.get('bulan')) ?? today.slice(0, 7)

export async function chartsOf(
  parts: Parts,
  month: Month,
): Promise<{ readonly charts: readonly Chart[]; readonly figures: Figures; readonly k: number }> {
  const { words, law, staffBook, cases, today } = parts
  const [figures, office, names] = await Promise.all([figuresOf(staffBook, law, month, today()), cases.office(), namesOf(parts)])
  return { charts: listed(words, law, names, figures, office.k), figures, k: office.k }
}

function listed(words: Words, law: Law, names: Names, figures: Figures, k: number): readonly Chart[] {
  const { say } = words
  const chart = (id: string, parts: readonly Counted[], nameOf: (label: string) => string): Chart => ({
    id,
    title: say(`chart_${id}`),
    rows: suppressed(parts, k).map(row => ({ ...row, label: nameOf(row.label) })),
  })
  const topic = (label: string): string => (label === REST ? say('chart_rest') : topicOf(say, law, label))
  const named = (prefix: string) => (label: string) => say(`${prefix}_${label.replaceAll('-', '_')}`)
  return [
    chart('weeks', figures.weeks, label => say('chart_week', { from: label })),
    chart('outcomes', figures.outcomes, named('answer')),
    chart('topics', shortened(figures.topics), topic),
    chart('abstentions', shortened(figures.abstentions), topic),
    chart('places', shortened(figures.places), label =>
      label === REST ? say('chart_rest') : (law.places.find(p => p.id === label)?.name ?? say('region_none')),
    ),
    chart('feedback', figures.feedback, named('rated')),
    chart('case_teams', figures.caseTeams, label => names.team(label)),
    chart('case_topics', shortened(figures.caseTopics), topic),
    chart('waits', figures.waits, named('wait')),
    chart('promises', figures.promises, named('promise')),
    chart('answered', figures.answered, named('basis')),
    chart('closed', figures.closed, named('outcome')),
    chart('ratings', figures.ratings, named('rated')),
  ]
}

export const REST = '…'
/** The smallest together, or the list would not end. */
export const shortened = (parts: readonly Counted[]): readonly Counted[] =>
  parts.length <= TOPICS_MAX
    ? parts
    : [...parts.slice(0, TOPICS_MAX), { label: REST, n: parts.slice(TOPICS_MAX).reduce((sum, part) => sum + part.n, 0) }]

async function statisticsPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { words, today } = parts
  const { say } = words
  const month = monthIn(visit, today())
  const { charts, k } = await chartsOf(parts, month)
  return sheet(
    say('statistics_title'),
    html`${monthForm(words, '/statistik', month, today())}
<p class="hint">${say('statistics_hint', { k })}</p>
${charts.map(chart => chartOf(words, chart, k))}
<p><a href="/statistik/unduh?bulan=${month}">${say('statistics_export', { month: monthOf(month) })}</a></p>`,
    { menu: '/statistik' },
  )
}

export const monthForm = ({ say }: Words, path: string, month: Month, today: string): Html =>
  html`<form class="row month" method="get" action="${path}"><label for="bulan">${say('month_label')}</label><select id="bulan" name="bulan">${monthsBack(
    today,
    MONTHS,
  ).map(
    m => html`<option value="${m}"${m === month ? html` selected` : ''}>${monthOf(m)}</option>`,
  )}</select><button class="small">${say('month_show')}</button></form>`

function chartOf({ say }: Words, { id, title, rows }: Chart, k: number): Html {
  const text = (cell: ShownCount['cell']): string => cellText(say, cell, k)
  if (rows.every(row => row.cell.kind === 'shown' && row.cell.n === 0))
    return html`<section class="chart"><h2>${title}</h2><p class="empty">${say('chart_empty')}</p></section>`
  return html`<section class="chart"><h2 id="${id}">${title}</h2>${bars(rows, title, text)}
<details><summary>${say('chart_table')}</summary><table class="counts" aria-labelledby="${id}"><thead><tr><th scope="col">${say('chart_what')}</th><th scope="col" class="number">${say('chart_n')}</th></tr></thead><tbody>${rows.map(row => html`<tr><th scope="row">${row.label}</th><td class="number">${text(row.cell)}</td></tr>`)}</tbody></table></details></section>`
}

/** The same cells as on the page, for a spreadsheet. */
async function exported(parts: Parts, visit: Visit): Promise<Answer> {
  const { words, today } = parts
  const month = monthIn(visit, today())
  const { charts, k } = await chartsOf(parts, month)
  const head = [words.say('csv_month'), words.say('csv_chart'), words.say('chart_what'), words.say('chart_n')]
  const rows = charts.flatMap(({ title, rows: cells }) =>
    cells.map(({ label, cell }) => [month, title, label, cellText(words.say, cell, k)]),
  )
  return {
    kind: 'file',
    type: 'text/csv; charset=utf-8',
    name: `rambu-${month}.csv`,
    body: `\uFEFF${[head, ...rows].map(csvLine).join('\r\n')}\r\n`,
  }
}

/** A spreadsheet takes what begins with these signs for a formula. */
const FORMULA = /^[=+\-@\t\r]/
const csvLine = (cells: readonly string[]): string =>
  cells.map(cell => `"${(FORMULA.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(',')
