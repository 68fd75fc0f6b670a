// A page with a form over one part of a draft's file: shown, searched, saved, saved by itself, and what happens when somebody else was faster.
import { html } from 'hono/html'
import type { Problem } from '../../knowledge/knowledge.ts'
import { type Draft, type DraftEdit, isSame, type Json, valueAt } from '../../publishing/publishing.ts'
import { form, primary } from '../form.ts'
import type { Parts } from '../pages/parts.ts'
import { type Answer, type Html, piece, refused, type Seen, to } from '../visit.ts'
import { found, nameOf, type Stock } from './choosers.ts'
import { type Drawing, drawn, type Field, idOf, placeList, type Shown, shownOf, shownTyped, typedIn } from './fields.ts'
import { afterwards, draftPath, draftSheet, edit, filePath, isWritable, refusalKey, versionIn, versionOf } from './frame.ts'
import { mendedAt, problemAt } from './problems.ts'
import { takenOver, takesQuestions } from './proposals.ts'

export type FormPage = {
  readonly title: string
  readonly file: string
  /** Where the form stands and is sent to. */
  readonly path: string
  /** Where to go once it is saved. */
  readonly next: string
  readonly fields: readonly Field[]
  /** Fields that are no part of the body by themselves, as the body fills them; `compose` makes parts of it again. */
  readonly initial: ReadonlyMap<string, readonly string[]>
  readonly compose: (values: Values) => Values
  /** The fields among other things of the page. */
  readonly layout: (draw: (at: string) => Html, shown: Shown) => Html
  /** What is compared with while the form is filled in; null: nothing. */
  readonly aside: Html | null
  /** Outside of the form. */
  readonly before: Html
  readonly after: Html
  /** What saving these values entails elsewhere. */
  readonly entails: (values: Values) => readonly DraftEdit[]
  /** What the check says of this page's part of the file. */
  readonly isMine: (problem: Problem) => boolean
}

export type Values = Readonly<Record<string, Json>>
/** A page of the draft as it is now; null: what it was about is gone. */
export type PageOf = (draft: Draft) => FormPage | null

type Trouble = {
  readonly faults: ReadonlyMap<string, string>
  /** What is to be known before the form is sent once more. */
  readonly told: Html | null
  readonly status: 200 | 409 | 422
}
/** Marks the way to a part that was just added. */
export const FRESH = 'baru'

const NONE: Trouble = { faults: new Map(), told: null, status: 200 }

export async function showForm(parts: Parts, visit: Seen, draft: Draft, pageOf: PageOf): Promise<Answer> {
  const page = pageOf(draft)
  return page === null ? refused('absent') : formSheet(parts, visit, draft, page, ofBody(parts, draft, page), NONE)
}

function ofBody({ law }: Parts, draft: Draft, { file, fields, initial }: FormPage): Shown {
  const shown = shownOf(draft.files[file]?.body ?? null, law, fields)
  return {
    ...shown,
    text: at => initial.get(at)?.[0] ?? shown.text(at),
    texts: at => initial.get(at) ?? shown.texts(at),
  }
}

async function formSheet(
  parts: Parts,
  visit: Seen,
  draft: Draft,
  page: FormPage,
  shown: Shown,
  { faults, told, status }: Trouble,
): Promise<Answer> {
  const { words, law } = parts
  const { say } = words
  // what was added this moment is empty: nobody has done anything wrong yet
  const checked = visit.query.has(FRESH) ? null : await parts.editor.check(draft.id)
  const problems = (checked?.problems ?? []).filter(p => p.file === page.file && page.isMine(p))
  const stock: Stock = { law, draft, on: parts.today(), words }
  const drawing: Drawing = {
    words,
    law,
    shown,
    faults,
    problems,
    path: page.path,
    finding: `${draftPath(draft.id)}/temuan`,
    nameOf: (from, id) => nameOf(stock, from, id),
    found: ({ from }, search) => found(stock, from, search),
  }
  const byAt = new Map(page.fields.map(f => [f.at, f]))
  const draw = (at: string): Html => {
    const field = byAt.get(at)
    if (field === undefined) throw new Error(`the form ${page.path} has no field ${at}`)
    return drawn(drawing, field)
  }
  const isOpen = isWritable(visit, draft)
  const fields = html`<fieldset class="whole"${isOpen ? '' : html` disabled`}>${page.layout(draw, shown)}</fieldset>`
  const hasPlaces = page.fields.some(f => f.kind === 'place')
  const sent = form(
    visit,
    page.path,
    html`${versionOf(draft)}<button class="away" tabindex="-1" aria-hidden="true">${say('save')}</button>${fields}<div class="saving">${primary(say('save'))}<p class="saved" role="status" data-autosave="${page.path}" data-saved="${say('ed_saved_at', { time: '{time}' })}" data-unsaved="${say('ed_saved_not')}"></p></div>`,
  )
  const filled = html`${told ?? ''}${faultSummary(parts, page, faults)}${problemsOf(parts, draft, problems)}${page.before}
${page.fields.length === 0 ? '' : isOpen ? sent : fields}${hasPlaces ? placeList(law) : ''}${page.after}`
  const main = page.aside === null ? filled : html`<div class="document">${page.aside}<div class="reading">${filled}</div></div>`
  return draftSheet(parts, visit, draft, { title: page.title, main, tab: null, status })
}

const faultSummary = ({ words: { say } }: Parts, page: FormPage, faults: ReadonlyMap<string, string>): Html =>
  faults.size === 0
    ? html``
    : html`<div class="flash care" role="alert"><p>${say('form_faults')}</p><ul>${[...faults].map(
        ([at, key]) =>
          html`<li><a href="#${idOf(at)}">${say(page.fields.find(f => f.at === at)?.label ?? key)}: ${say(key)}</a></li>`,
      )}</ul></div>
`

/** All that the check says of this part, before a long form: beside the fields it stands too, but not all of it has a field of its own. */
const problemsOf = ({ words }: Parts, draft: Draft, problems: readonly Problem[]): Html =>
  problems.length === 0
    ? html``
    : html`<section class="found-wrong"><h2>${words.say('ed_problems_here')}</h2><ul>${[...new Set(problems.map(p => problemAt(words, p, mendedAt(draft, p))))].map(t => html`<li>${t}</li>`)}</ul></section>
`

/** The form once more with everything that is typed in it, and what is to be told above it. */
export async function sameForm(
  parts: Parts,
  visit: Seen,
  draft: Draft,
  pageOf: PageOf,
  told: Html,
  status: Trouble['status'],
): Promise<Answer> {
  const page = pageOf(draft)
  if (page === null) return refused('absent')
  return formSheet(parts, visit, draft, page, shownTyped(visit.form), { ...NONE, told, status })
}

export async function saveForm(parts: Parts, visit: Seen, draft: Draft, pageOf: PageOf): Promise<Answer> {
  const { isPiece } = visit
  const posted = isPiece ? visit.form : takenOver(visit.form)
  const page = pageOf(draft)
  const body = page === null ? undefined : draft.files[page.file]?.body
  if (page === null || body === undefined) return refused('absent')
  const again = (trouble: Partial<Trouble>): Promise<Answer> =>
    formSheet(parts, visit, draft, page, shownTyped(posted), { ...NONE, ...trouble })
  if (posted.has('_cari')) return again({})
  const { values, faults } = typedIn(page.fields, posted, parts.law)
  if (faults.size > 0) return isPiece ? unsaved(parts, 'ed_saved_fault') : again({ faults, status: 422 })
  const changed = changedIn(body, page.compose(values))
  if (Object.keys(changed).length === 0 && versionIn(visit) === draft.version && !takesQuestions(visit))
    return isPiece ? saved(draft) : to(page.next, 'ed_done_saved')
  const edits: readonly DraftEdit[] = [{ kind: 'set-all', file: page.file, values: changed }, ...page.entails(values)]
  const acted = await edit(parts, visit, draft, edits)
  if (isPiece)
    return acted.kind === 'done' ? saved(acted.draft) : unsaved(parts, acted.kind === 'stale' ? 'ed_stale' : 'ed_saved_fault')
  if (acted.kind === 'stale') return overtaken(parts, visit, acted.draft, pageOf)
  if (acted.kind !== 'refused') return afterwards(acted, nextOf(draft, page, edits), 'ed_done_saved')
  const told = html`<div class="flash care" role="alert"><p>${parts.words.say(refusalKey(acted.why))}</p></div>`
  return again({ told, status: 409 })
}

/** A file that was saved under another name is gone on with under that. */
function nextOf({ id }: Draft, { next, file }: FormPage, edits: readonly DraftEdit[]): string {
  const now = edits.flatMap(e => (e.kind === 'rename-file' && e.file === file ? [e.to] : []))[0]
  return now === undefined ? next : next.replace(filePath(id, file), filePath(id, now))
}

const changedIn = (body: Json, values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([at, value]) => !isSame(valueAt(body, at), value)))

/** Somebody else saved first: what was typed stays in the fields, and beside it stands what they wrote. Sent once more, it takes its place. */
export function overtaken(parts: Parts, visit: Seen, now: Draft, pageOf: PageOf): Promise<Answer> | Answer {
  const page = pageOf(now)
  if (page === null) return refused('overtaken')
  const mine = shownTyped(visit.form)
  const told = otherOf(parts, page, ofBody(parts, now, page), mine)
  return formSheet(parts, visit, now, page, mine, { ...NONE, told, status: 409 })
}

/** Read by the script that saved: the version that its next form builds on. */
const saved = ({ version }: Draft): Answer => piece(html`<p data-version="${version}"></p>`)
const unsaved = ({ words }: Parts, key: 'ed_stale' | 'ed_saved_fault'): Answer =>
  piece(html`<p data-why="${key === 'ed_stale' ? 'stale' : 'fault'}">${words.say(key)}</p>`)

/** What the other wrote where it differs from what was typed here. */
function otherOf({ words: { say } }: Parts, { fields }: FormPage, theirs: Shown, mine: Shown): Html {
  const differing = fields.flatMap(field => {
    const other = valueShown(theirs, field)
    return other === valueShown(mine, field) ? [] : [{ label: say(field.label), other }]
  })
  return html`<div class="flash care" role="alert"><p>${say('ed_stale_form')}</p><dl class="facts-list">${differing.map(({ label, other }) => html`<div><dt>${label}</dt><dd>${other === '' ? say('ed_empty') : other}</dd></div>`)}</dl></div>
`
}

function valueShown(shown: Shown, { at, kind }: Field): string {
  if (kind === 'switch') return shown.isOn(at) ? '✓' : '–'
  return kind === 'many' || kind === 'lines' || kind === 'chooser'
    ? shown
        .texts(at)
        .filter(value => value.trim() !== '')
        .join('; ')
    : shown.text(at)
}
