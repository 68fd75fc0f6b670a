// "Kalender": the stages of elections per place. What is changed here becomes a draft of the calendar, tried and approved like everything else.
import { html } from 'hono/html'
import {
  type Draft,
  type ElectionDates,
  electionsAtOnce,
  type Json,
  type Library,
  type PlaceName,
  type StageFault,
  stageFaults,
} from '../../publishing/publishing.ts'
import { STAGES, type Stage } from '../../vocabulary.ts'
import { type Faults, field, form, hidden, NO_FAULTS, options, primary, summary } from '../form.ts'
import { dayOf } from '../pages/view.ts'
import { type Answer, type Html, type Route, refused, route, sheet, to, type Seen as Visit } from '../visit.ts'
import { asked, draftPath, mayEdit, type Parts, refusalKey, type Say, whoOf } from './parts.ts'
import { stacked, stageName } from './view.ts'

const MENU = { menu: '/kalender' } as const
const FILE = 'calendar.yaml'
const NEW = 'baru'
const STAGES_LEAST = 6
const SPARE = 2
const STAGES_MAX = 20

export const calendarRoutes = (parts: Parts): readonly Route[] => [
  route('library.see', 'GET', '/kalender', visit => listPage(parts, visit)),
  route('draft.edit', 'GET', '/kalender/:id', visit => editPage(parts, visit)),
  route('draft.edit', 'POST', '/kalender/:id', visit => save(parts, visit)),
]

const pathOf = (id: string, draft: Draft | null): string =>
  `/kalender/${encodeURIComponent(id)}${draft === null ? '' : `?naskah=${encodeURIComponent(draft.id)}`}`

// ── All elections ──

async function listPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { say } = parts.words
  const [library, heads] = await Promise.all([parts.librarian.library(), parts.editor.drafts()])
  const elections = library.elections()
  const placeName = namesOf(library.places)
  const open = heads.filter(h => h.state === 'open' && h.files.includes(FILE))
  return sheet(
    say('lib_calendar_title'),
    html`<p>${say('lib_calendar_lead')}</p>
${dayForm(parts, visit, library)}
${open.map(h => html`<p class="note">${say('lib_calendar_open')} <a href="${draftPath(h.id)}">${h.title}</a></p>`)}
${elections.map(election => {
  const faults = stageFaults(election.stages)
  const atOnce = electionsAtOnce(election, elections)
  return html`<section class="card"><h2>${election.name}</h2><p class="under">${say(`lib_election_${election.kind}`)} · ${election.places.map(placeName).join(', ')}</p>
${
  election.stages.length === 0
    ? html`<p class="empty">${say('lib_calendar_no_stages')}</p>`
    : stacked(
        election.name,
        [say('lib_stage'), say('lib_from'), say('lib_to'), say('lib_sources')],
        election.stages.map((s, i) => [
          html`${stageName(say, s.stage)}${faults.filter(f => f.index === i).map(f => html` <span class="tag care">${faultText(say, f, election.stages)}</span>`)}`,
          html`${dayOf(s.from)}`,
          html`${dayOf(s.to)}`,
          html`${s.sources.join('; ')}`,
        ]),
      )
}
${atOnce.length === 0 ? '' : html`<p class="note">${say('lib_calendar_at_once', { others: atOnce.map(o => o.name).join(', '), first: elections.find(e => e === election || atOnce.includes(e))?.name ?? '' })}</p>`}
${election.notes === '' ? '' : html`<p class="hint">${election.notes}</p>`}
${mayEdit(visit) ? html`<p><a class="button" href="${pathOf(election.id, null)}">${say('lib_calendar_change')}</a></p>` : ''}</section>`
})}
${mayEdit(visit) ? html`<p><a class="button" href="/kalender/${NEW}">${say('lib_calendar_new')}</a></p>` : ''}`,
    MENU,
  )
}

/** What the bot takes a day for, in a place: the quickest way to see whether the calendar is right. */
function dayForm({ words, today }: Parts, visit: Visit, library: Library): Html {
  const { say } = words
  const name = asked(visit, 'wilayah')
  const on = isDate(asked(visit, 'tanggal')) ? asked(visit, 'tanggal') : today()
  const place = placeNamed(library.places, name)
  const found = place === null ? null : library.stageOn(place.code, on)
  const told =
    name === ''
      ? html``
      : place === null
        ? html`<p class="fault" role="status">${say('fault_place')}</p>`
        : html`<p class="note" role="status">${found === null ? say('lib_day_unknown', { place: place.name, on: dayOf(on) }) : say('lib_day_stage', { place: place.name, on: dayOf(on), stage: stageName(say, found.stage), election: found.election })}</p>`
  return html`<form class="filter" method="get" action="/kalender">
<div class="field"><label for="wilayah">${say('lib_place')}</label><input id="wilayah" name="wilayah" value="${name}" maxlength="100" autocomplete="off"></div>
<div class="field"><label for="tanggal">${say('lib_day')}</label><input type="date" id="tanggal" name="tanggal" value="${on}"></div>
<button>${say('lib_day_ask')}</button></form>${told}`
}

const placeNamed = (places: readonly PlaceName[], name: string): PlaceName | null =>
  places.find(p => p.code === name || p.name.toLowerCase() === name.toLowerCase()) ?? null

const namesOf = (places: readonly { readonly code: string; readonly name: string }[]): ((code: string) => string) => {
  const names = new Map(places.map(p => [p.code, p.name]))
  return code => names.get(code) ?? code
}

const faultText = (say: Say, { kind, with: other }: StageFault, stages: readonly { readonly stage: string }[]): string =>
  kind === 'reversed'
    ? say('lib_fault_reversed')
    : say('lib_fault_overlap', { stage: say(`lib_stage_${stages[other ?? 0]?.stage ?? 'after'}`) })

// ── One of them, as a form ──

/** What was typed: dates and names as text. */
type Typed = {
  readonly name: string
  readonly kind: string
  readonly places: string
  readonly notes: string
  readonly stages: readonly TypedStage[]
}
type TypedStage = { readonly stage: string; readonly from: string; readonly to: string; readonly sources: string }
const NO_STAGE: TypedStage = { stage: '', from: '', to: '', sources: '' }

/** The elections of a draft that is being written, or those that count now. */
async function electionsIn(parts: Parts, draft: Draft | null): Promise<readonly ElectionDates[]> {
  const body = draft?.files[FILE]?.body
  return body === undefined ? (await parts.librarian.library()).elections() : electionsOf(body)
}

async function draftIn({ editor }: Parts, visit: Visit): Promise<Draft | null> {
  const id = asked(visit, 'naskah')
  const draft = id === '' ? null : await editor.draft(id)
  return draft?.state === 'open' && FILE in draft.files ? draft : null
}

async function editPage(parts: Parts, visit: Visit): Promise<Answer> {
  const draft = await draftIn(parts, visit)
  const id = visit.params.id ?? ''
  const election = (await electionsIn(parts, draft)).find(e => e.id === id) ?? null
  if (election === null && id !== NEW) return refused('absent')
  const library = await parts.librarian.library()
  return formPage(parts, visit, draft, election === null ? EMPTY : typedOf(election, namesOf(library.places)), NO_FAULTS)
}

const EMPTY: Typed = { name: '', kind: 'pilkada', places: '', notes: '', stages: [] }

const typedOf = (election: ElectionDates, placeName: (code: string) => string): Typed => ({
  ...election,
  places: election.places.map(placeName).join('\n'),
  stages: election.stages.map(s => ({ ...s, sources: s.sources.join('\n') })),
})

function formPage(parts: Parts, visit: Visit, draft: Draft | null, typed: Typed, faults: Faults): Answer {
  const { words } = parts
  const { say } = words
  const id = visit.params.id ?? ''
  const count = Math.min(STAGES_MAX, Math.max(STAGES_LEAST, typed.stages.length + SPARE))
  const stages = Array.from({ length: count }, (_, i) => typed.stages[i] ?? NO_STAGE)
  return sheet(
    id === NEW ? say('lib_calendar_new') : typed.name,
    html`${summary(words, faults)}<p class="where"><a href="/kalender">${say('lib_calendar_title')}</a></p>
<p>${draft === null ? say('lib_calendar_makes_draft') : html`${say('lib_calendar_in_draft')} <a href="${draftPath(draft.id)}">${draft.title}</a>`}</p>
${form(
  visit,
  pathOf(id, draft),
  html`${draft === null ? '' : hidden('_version', draft.version)}${field(words, faults, { name: 'nama', label: say('lib_election_name'), value: typed.name, maxlength: 150 })}
${options(
  words,
  faults,
  'radio',
  'jenis',
  say('lib_election'),
  (['pemilu', 'pilkada'] as const).map(kind => ({ value: kind, label: say(`lib_election_${kind}`) })),
  [typed.kind],
)}
${field(words, faults, { name: 'wilayah', label: say('lib_places'), hint: say('lib_places_hint'), value: typed.places, rows: 3, maxlength: 4000 })}
<h2>${say('lib_stages')}</h2><p class="hint">${say('lib_stages_hint')}</p>
${stages.map((stage, i) => stageFields(parts, faults, stage, i))}
${field(words, faults, { name: 'catatan', label: say('lib_notes'), value: typed.notes, rows: 3, maxlength: 1000, isOptional: true })}
${primary(say(draft === null ? 'lib_calendar_save' : 'lib_calendar_save_draft'))}`,
)}`,
    { ...MENU, status: faults.size === 0 ? 200 : 422 },
  )
}

function stageFields({ words }: Parts, faults: Faults, { stage, from, to, sources }: TypedStage, i: number): Html {
  const { say } = words
  const number = String(i + 1)
  const fault = faults.get(`tahap${i}`)
  return html`<fieldset class="stage field${fault === undefined ? '' : ' wrong'}" id="tahap${i}"><legend>${say('lib_stage_number', { n: number })}</legend>${fault === undefined ? '' : html`<p class="fault">${say(fault)}</p>`}
<div class="pair"><div class="field"><label for="nama-tahap${i}">${say('lib_stage')}</label><select id="nama-tahap${i}" name="tahapan"><option value="">${say('lib_stage_none')}</option>${STAGES.map(s => html`<option value="${s}"${s === stage ? html` selected` : ''}>${stageName(say, s)}</option>`)}</select></div>
<div class="field"><label for="dari${i}">${say('lib_from')}</label><input type="date" id="dari${i}" name="dari" value="${from}"></div>
<div class="field"><label for="sampai${i}">${say('lib_to')}</label><input type="date" id="sampai${i}" name="sampai" value="${to}"></div></div>
<div class="field"><label for="sumber${i}">${say('lib_stage_sources')}</label><textarea id="sumber${i}" name="sumber" rows="${Math.max(1, sources.split('\n').length)}" maxlength="1000">
${sources}</textarea></div></fieldset>
`
}

// ── Saving ──

async function save(parts: Parts, visit: Visit): Promise<Answer> {
  const { editor } = parts
  const id = visit.params.id ?? ''
  const draft = await draftIn(parts, visit)
  if (draft === null && asked(visit, 'naskah') !== '') return refused('overtaken')
  const typed = typedIn(visit)
  const elections = await electionsIn(parts, draft)
  const read = await readElection(parts, typed, elections.find(e => e.id === id) ?? null, elections)
  if (read.election === null) return formPage(parts, visit, draft, typed, read.faults)
  const at = elections.findIndex(e => e.id === id)
  if (at < 0 && id !== NEW) return refused('absent')
  const edit =
    at < 0
      ? ({ kind: 'insert', file: FILE, at: 'elections', index: elections.length, value: jsonOf(read.election) } as const)
      : ({ kind: 'set', file: FILE, at: `elections.${at}`, value: jsonOf(read.election) } as const)
  const who = whoOf(visit, parts)
  const target = draft ?? (await begun(parts, visit, read.election.name))
  if (typeof target === 'string') return to('/kalender', refusalKey(parts, target), {}, 'care')
  const version = draft === null ? target.version : Number(visit.form.get('_version') ?? -1)
  const acted = await editor.edit(who, target.id, version, [edit])
  switch (acted.kind) {
    case 'done':
      return to(draftPath(target.id), 'lib_done_calendar')
    case 'stale':
      return formPage(parts, visit, acted.draft, typed, new Map([['nama', 'fault_moved']]))
    case 'gone':
      return refused('absent')
    case 'refused':
      return to('/kalender', refusalKey(parts, acted.why), {}, 'care')
  }
}

/** A new draft of the calendar; a word: why there is none. */
async function begun(parts: Parts, visit: Visit, name: string): Promise<Draft | string> {
  const title = parts.words.say('lib_calendar_draft', { name })
  const started = await parts.editor.start(whoOf(visit, parts), { kind: 'live', paths: [FILE], title })
  if (started.kind === 'refused') return started.why
  return (await parts.editor.draft(started.id)) ?? 'overtaken'
}

function typedIn({ form: posted }: Visit): Typed {
  const of = (name: string): string => (posted.get(name) ?? '').replaceAll('\r\n', '\n').trim()
  const all = (name: string): readonly string[] => posted.getAll(name).map(value => value.replaceAll('\r\n', '\n').trim())
  const [from, until, sources] = [all('dari'), all('sampai'), all('sumber')]
  return {
    name: of('nama'),
    kind: of('jenis'),
    places: of('wilayah'),
    notes: of('catatan'),
    stages: all('tahapan')
      .slice(0, STAGES_MAX)
      .map((stage, i) => ({ stage, from: from[i] ?? '', to: until[i] ?? '', sources: sources[i] ?? '' })),
  }
}

const DATE = /^\d{4}-\d{2}-\d{2}$/

type Read = { readonly election: ElectionDates; readonly faults: null } | { readonly election: null; readonly faults: Faults }

async function readElection(
  parts: Parts,
  typed: Typed,
  known: ElectionDates | null,
  elections: readonly ElectionDates[],
): Promise<Read> {
  const { places } = await parts.librarian.library()
  const faults = new Map<string, string>()
  if (typed.name === '') faults.set('nama', 'fault_name')
  const kind = (['pemilu', 'pilkada'] as const).find(k => k === typed.kind)
  if (kind === undefined) faults.set('jenis', 'fault_choose')
  const named = linesOf(typed.places)
  const codes = named.flatMap(
    name => places.find(p => p.code === name || p.name.toLowerCase() === name.toLowerCase())?.code ?? [],
  )
  if (named.length === 0 || codes.length < named.length) faults.set('wilayah', 'fault_place')
  const filled = typed.stages.map((s, i) => ({ ...s, i })).filter(s => `${s.stage}${s.from}${s.to}${s.sources}` !== '')
  for (const s of filled) {
    const fault = stageFault(s)
    if (fault !== null) faults.set(`tahap${s.i}`, fault)
  }
  const dated = filled
    .filter(s => !faults.has(`tahap${s.i}`))
    .toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
  for (const { index, kind } of stageFaults(dated)) faults.set(`tahap${dated[index]?.i ?? 0}`, `lib_fault_${kind}_here`)
  if (faults.size > 0 || kind === undefined) return { election: null, faults }
  const stages = dated.flatMap(({ stage, from, to, sources }) => {
    const name = stageNamed(stage)
    return name === undefined ? [] : [{ stage: name, from, to, sources: linesOf(sources) }]
  })
  const id = known?.id ?? freeId(typed.name, elections)
  return { election: { id, name: typed.name, kind, places: codes, stages, notes: typed.notes }, faults: null }
}

const stageNamed = (name: string): Stage | undefined => STAGES.find(s => s === name)

function stageFault({ stage, from, to, sources }: TypedStage): string | null {
  if (stageNamed(stage) === undefined) return 'lib_fault_stage'
  if (![from, to].every(isDate)) return 'lib_fault_dates'
  return sources === '' ? 'lib_fault_source' : null
}

const isDate = (text: string): boolean => DATE.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))

const linesOf = (text: string): readonly string[] => [
  ...new Set(
    text
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== ''),
  ),
]

/** Letters and digits of its name; another of that name gets a number. */
function freeId(name: string, elections: readonly ElectionDates[]): string {
  const base =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || NEW
  const isTaken = (id: string): boolean => id === NEW || elections.some(e => e.id === id)
  if (!isTaken(base)) return base
  return `${base}-${Array.from({ length: elections.length + 1 }, (_, i) => i + 2).find(n => !isTaken(`${base}-${n}`))}`
}

const jsonOf = ({ id, name, kind, places, stages, notes }: ElectionDates): Json => ({
  id,
  name,
  kind,
  places: [...places],
  stages: stages.map(({ stage, from, to, sources }) => ({ stage, from, to, sources: [...sources] })),
  notes,
})

// ── A body that may be unfinished ──

type Fields = { readonly [key: string]: Json }
const fieldsOf = (value: Json | undefined): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
const textsOf = (value: Json | undefined): readonly string[] => listOf(value).filter(v => typeof v === 'string')

const electionsOf = (body: Json): readonly ElectionDates[] =>
  listOf(fieldsOf(body).elections).map(value => {
    const election = fieldsOf(value)
    return {
      id: textOf(election.id),
      name: textOf(election.name),
      kind: election.kind === 'pemilu' ? 'pemilu' : 'pilkada',
      places: textsOf(election.places),
      stages: listOf(election.stages).flatMap(each => {
        const { stage, from, to, sources } = fieldsOf(each)
        const name = stageNamed(textOf(stage))
        return name === undefined ? [] : [{ stage: name, from: textOf(from), to: textOf(to), sources: textsOf(sources) }]
      }),
      notes: textOf(election.notes),
    }
  })
