// "Draf pengetahuan": what a closed consultation taught, made into knowledge by an editor in other words than the asker's, and let go by another.
import { html } from 'hono/html'
import { dump } from 'js-yaml'
import { hourOf, type TeamId } from '../../handoff/handoff.ts'
import { fileFor, type Who } from '../../publishing/publishing.ts'
import { type DateOnly, VERDICTS } from '../../vocabulary.ts'
import { textsAt } from '../editing/body.ts'
import { faultKey } from '../editing/start.ts'
import { type Faults, field, form, hidden, NO_FAULTS, primary, summary } from '../form.ts'
import { draftName, type KnowledgeDraft, settingOf } from '../office.ts'
import { may } from '../policies.ts'
import type { StaffChange } from '../staff.ts'
import { type Answer, type Html, type Route, refused, route, routeOn, sheet, to, type Seen as Visit } from '../visit.ts'
import type { Seen } from '../work.ts'
import { areAlike } from './alike.ts'
import { type Both, beside } from './beside.ts'
import { daysBefore, handlerOf, namesOf, type Parts } from './parts.ts'
import { dayOf, paragraphs } from './view.ts'

const MENU = { menu: '/draf' } as const
const QUESTION_DAYS = 30
const PHRASINGS_MAX = 40
const PHRASING_MAX = 300
const LEAD_MAX = 300
const TITLE_MAX = 100

export const draftRoutes = (parts: Parts): readonly Route[] => [
  routeOn(
    'case.teach',
    'POST',
    '/konsultasi/:id/jadikan-pengetahuan',
    visit => taught(parts, visit),
    (visit, { seen }) => make(parts, visit, seen),
  ),
  route('draft.see', 'GET', '/draf', visit => listPage(parts, visit)),
  route('draft.see', 'GET', '/draf/:id', async visit => {
    const draft = await draftIn(parts, visit)
    return draft === null ? refused('absent') : draftPage(parts, visit, draft, null, NO_FAULTS, false)
  }),
  route('draft.edit', 'POST', '/draf/:id', visit => save(parts, visit)),
  route('draft.edit', 'POST', '/draf/:id/hapus', visit => drop(parts, visit)),
  routeOn(
    'draft.approve',
    'POST',
    '/draf/:id/setujui',
    visit => written(parts, visit),
    (visit, { draft }) => approve(parts, visit, draft),
  ),
  route('draft.edit', 'POST', '/draf/:id/naskah', async visit => {
    const draft = await draftIn(parts, visit)
    return draft === null ? refused('absent') : begun(parts, visit, draft)
  }),
  route('draft.see', 'GET', '/draf/:id/unduh', async visit => {
    const draft = await draftIn(parts, visit)
    return draft === null ? refused('absent') : exported(parts, draft)
  }),
]

const draftIn = async ({ cases }: Parts, visit: Visit): Promise<KnowledgeDraft | null> =>
  (await cases.office()).drafts.find(d => d.id === visit.params.id) ?? null

// ── Made from a consultation ──

async function taught(parts: Parts, visit: Visit) {
  const { staff } = visit.who
  const seen = await parts.work.open(handlerOf(staff), visit.params.id ?? '')
  return seen === null ? null : { seen, teams: staff.teams, holder: seen.opened.consultation.holder, author: null }
}

async function make(parts: Parts, visit: Visit, { opened }: Seen): Promise<Answer> {
  const { book, cases, law, newId, today, words } = parts
  const { consultation, brief, lines } = opened
  const answers = lines.filter(line => line.voice === 'officer' && line.delivery !== 'withdrawn')
  if (consultation.state !== 'closed' || answers.length === 0) return refused('overtaken')
  const path = `/konsultasi/${consultation.id}`
  // the same consultation teaches once
  if ((await cases.office()).drafts.some(d => d.consultation === consultation.id)) return to(path, 'done_taught')
  const situation = brief.situation === null ? null : law.situation(brief.situation)
  const draft: KnowledgeDraft = {
    id: newId(),
    madeOn: today(),
    codeName: consultation.codeName,
    by: visit.who.staff.id,
    approvedBy: null,
    situation: situation?.id ?? null,
    topic: brief.topic ?? situation?.topic ?? null,
    title: situation?.title ?? words.say('draft_untitled'),
    verdict: null,
    lead: '',
    citations: [...new Set(answers.flatMap(line => line.words.citations))],
    consultation: consultation.id,
    phrasings: [],
  }
  const isSaved = await store(parts, visit, draft.id, draft, 0, 'draft.made', draft.codeName)
  if (!isSaved) return refused('overtaken')
  await book.commit([{ kind: 'counted', on: today(), keys: [['case', 'taught']] }])
  return to(path, 'done_taught')
}

// ── The list ──

async function listPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { words, cases } = parts
  const { say } = words
  await forgetQuestions(parts)
  const [{ drafts }, names] = await Promise.all([cases.office(), namesOf(parts)])
  const row = (d: KnowledgeDraft): Html =>
    html`<li class="case"><div><h2><a href="/draf/${d.id}">${d.title}</a>${d.approvedBy === null ? '' : html` <span class="tag">${say('draft_approved')}</span>`}</h2><p class="facts"><span>${say('draft_from', { name: d.codeName })}</span><span>${dayOf(d.madeOn)}</span><span>${say('draft_by', { name: names.staff(d.by) })}</span></p></div></li>`
  const mayEdit = may(visit.who.staff, 'draft.edit', null)
  return sheet(
    say('drafts_title'),
    drafts.length === 0
      ? html`<p class="empty">${say('drafts_none')}</p>`
      : html`<p>${say(mayEdit ? 'drafts_lead' : 'drafts_lead_approver')}</p><ul class="cases">${drafts.map(row)}</ul>`,
    MENU,
  )
}

/** Thirty days after it was made a draft no longer knows which consultation it came from. */
async function forgetQuestions({ cases, staffBook, today }: Pick<Parts, 'cases' | 'staffBook' | 'today'>): Promise<void> {
  const office = await cases.office()
  const old = office.drafts.filter(d => d.consultation !== null && isPast(d, today()))
  const changes = old.map((d): StaffChange => {
    const name = draftName(d.id)
    return { kind: 'setting.saved', setting: settingOf(name, { ...d, consultation: null }, office.versionOf(name)), audit: [] }
  })
  if (changes.length === 0) return
  await staffBook.saved(changes)
  cases.changed()
}

const isPast = ({ madeOn }: KnowledgeDraft, today: DateOnly): boolean => madeOn < daysBefore(today, QUESTION_DAYS)

/** What was asked, from the consultation itself, with the office that its asker excluded: gone when it is, or after 30 days. */
async function sourceOf({ book, today }: Parts, draft: KnowledgeDraft): Promise<Source> {
  if (draft.consultation === null || isPast(draft, today())) return NO_SOURCE
  const opened = await book.open(draft.consultation)
  if (opened === null) return NO_SOURCE
  const questions = [
    ...opened.brief.questions.map(q => q.text),
    ...opened.lines.filter(line => line.voice === 'asker').map(line => line.words.text),
  ]
  return { questions, avoids: opened.brief.avoids }
}

type Source = { readonly questions: readonly string[]; readonly avoids: TeamId | null }
const NO_SOURCE: Source = { questions: [], avoids: null }

/** Whoever belongs to the excluded office reads it nowhere: to them it is gone, as it is for everybody after 30 days. */
const readableBy = ({ questions, avoids }: Source, teams: readonly TeamId[]): readonly string[] =>
  avoids !== null && teams.includes(avoids) ? [] : questions

// ── One draft ──

type Typed = Pick<KnowledgeDraft, 'title' | 'topic' | 'verdict' | 'lead'> & {
  readonly phrasings: string
  readonly citations: string
}

/** `isMoved`: `draft` is what somebody else has saved since `typed` was begun. */
async function draftPage(
  parts: Parts,
  visit: Visit,
  draft: KnowledgeDraft,
  typed: Typed | null,
  faults: Faults,
  isMoved: boolean,
): Promise<Answer> {
  const { words, cases } = parts
  const { say } = words
  const [source, office, names] = await Promise.all([sourceOf(parts, draft), cases.office(), namesOf(parts)])
  const questions = readableBy(source, visit.who.staff.teams)
  if (questions.length > 0) await parts.readings.note(visit, draft.codeName)
  const stored: Typed = { ...draft, phrasings: draft.phrasings.join('\n'), citations: draft.citations.join('\n') }
  const own = typed ?? stored
  const mayEdit = may(visit.who.staff, 'draft.edit', null)
  const mayApprove = may(visit.who.staff, 'draft.approve', { teams: [], holder: null, author: draft.by })
  // a form that is shown again is saved over what it was made from, and over nothing that came since unseen
  const version = hidden('_version', typed === null || isMoved ? office.versionOf(draftName(draft.id)) : versionIn(visit))
  const path = `/draf/${draft.id}`
  const main = html`${summary(words, faults)}${beside(words, isMoved ? bothOf(parts, stored, own) : null)}
<p class="where">${say('draft_from', { name: draft.codeName })}, ${dayOf(draft.madeOn)}. ${draft.approvedBy === null ? say('draft_open') : say('draft_approved_by', { name: names.staff(draft.approvedBy) })}</p>
<section class="asked"><h2>${say('draft_question')}</h2>${questions.length === 0 ? html`<p class="empty">${say('draft_question_gone')}</p>` : html`<p class="hint">${say('draft_question_hint', { days: QUESTION_DAYS })}</p>${questions.map(q => html`<div class="said-by asker">${paragraphs(q)}</div>`)}`}</section>
${mayEdit ? editOf(parts, visit, path, version, own, faults) : readOf(parts, draft)}
${mayApprove && draft.approvedBy === null && isWhole(draft) ? html`<section class="doing">${form(visit, `${path}/setujui`, html`${version}<button class="${mayEdit ? 'second' : 'primary'}">${say('draft_approve')}</button>`)}</section>` : ''}
${mayEdit ? html`<section class="more"><h2>${say('ed_from_officer')}</h2><p class="hint">${say('ed_from_officer_hint')}</p>${form(visit, `${path}/naskah`, html`<button class="second">${say('ed_from_officer_do')}</button>`)}</section>` : ''}
<section class="more"><h2>${say('case_more')}</h2><p><a href="${path}/unduh">${say('draft_export')}</a></p>${mayEdit ? form(visit, `${path}/hapus`, html`${version}<button class="second">${say('draft_drop')}</button>`) : ''}</section>`
  return sheet(draft.title, main, { ...MENU, status: isMoved ? 409 : faults.size === 0 ? 200 : 422 })
}

function bothOf({ words: { say }, law }: Parts, saved: Typed, typed: Typed): readonly Both[] {
  const topicOf = ({ topic }: Typed): string => law.topics.find(t => t.id === topic)?.name ?? ''
  const verdictOf = ({ verdict }: Typed): string => (verdict === null ? '' : say(`answer_${verdict}`))
  return [
    { label: say('draft_title'), was: null, saved: saved.title, typed: typed.title },
    { label: say('case_topic'), was: null, saved: topicOf(saved), typed: topicOf(typed) },
    { label: say('draft_verdict'), was: null, saved: verdictOf(saved), typed: verdictOf(typed) },
    { label: say('draft_lead'), was: null, saved: saved.lead, typed: typed.lead },
    { label: say('draft_basis'), was: null, saved: saved.citations, typed: typed.citations },
    { label: say('draft_phrasings'), was: null, saved: saved.phrasings, typed: typed.phrasings },
  ]
}

const isWhole = ({ verdict, lead, phrasings }: KnowledgeDraft): boolean => verdict !== null && lead !== '' && phrasings.length > 0

function editOf({ words, law }: Parts, visit: Visit, path: string, version: Html, own: Typed, faults: Faults): Html {
  const { say } = words
  const select = (
    name: string,
    label: string,
    chosen: string | null,
    offered: readonly { readonly id: string; readonly name: string }[],
  ): Html =>
    html`<div class="field${faults.has(name) ? ' wrong' : ''}"><label for="${name}">${label}</label>${faults.has(name) ? html`<p class="fault" id="${name}-fault">${say(faults.get(name) ?? '')}</p>` : ''}<select id="${name}" name="${name}"><option value="">${say('choose')}</option>${offered.map(o => html`<option value="${o.id}"${o.id === chosen ? html` selected` : ''}>${o.name}</option>`)}</select></div>`
  return form(
    visit,
    path,
    html`${version}${field(words, faults, { name: 'judul', label: say('draft_title'), hint: say('draft_title_hint'), value: own.title, maxlength: TITLE_MAX })}
${select('topik', say('case_topic'), own.topic, law.topics)}
${select(
  'putusan',
  say('draft_verdict'),
  own.verdict,
  VERDICTS.map(v => ({ id: v, name: say(`answer_${v}`) })),
)}
${field(words, faults, { name: 'jawaban', label: say('draft_lead'), hint: say('draft_lead_hint'), value: own.lead, rows: 3, maxlength: LEAD_MAX, isOptional: true })}
${field(words, faults, { name: 'dasar', label: say('draft_basis'), hint: say('draft_basis_hint'), value: own.citations, rows: 3, maxlength: 1500, isOptional: true })}
${field(words, faults, { name: 'ungkapan', label: say('draft_phrasings'), hint: say('draft_phrasings_hint'), value: own.phrasings, rows: 8, maxlength: PHRASINGS_MAX * PHRASING_MAX, isOptional: true })}
${primary(say('save'))}`,
  )
}

function readOf({ words: { say } }: Parts, draft: KnowledgeDraft): Html {
  const rows: readonly (readonly [string, string])[] = [
    [say('draft_verdict'), draft.verdict === null ? '–' : say(`answer_${draft.verdict}`)],
    [say('draft_lead'), draft.lead || '–'],
  ]
  return html`<dl class="facts-list">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl><h2>${say('draft_phrasings')}</h2><ul class="plain-list">${draft.phrasings.map(p => html`<li>${p}</li>`)}</ul>`
}

// ── Saving ──

async function save(parts: Parts, visit: Visit): Promise<Answer> {
  const draft = await draftIn(parts, visit)
  if (draft === null) return refused('absent')
  const typed = typedIn(visit)
  const phrasings = linesOf(typed.phrasings)
  const citations = linesOf(typed.citations)
  const faults = new Map<string, string>()
  if (typed.title === '') faults.set('judul', 'fault_name')
  if (citations.some(ref => parts.law.clause(ref, parts.today()) === null)) faults.set('dasar', 'fault_clause')
  const why = await phrasingFault(
    parts,
    draft,
    [...(typed.title === draft.title ? [] : [typed.title]), typed.lead, ...phrasings],
    phrasings,
  )
  if (why !== null) faults.set('ungkapan', why)
  if (faults.size > 0) return draftPage(parts, visit, draft, typed, faults, false)
  const next: KnowledgeDraft = { ...draft, ...typed, citations, phrasings, by: visit.who.staff.id, approvedBy: null }
  if (await store(parts, visit, draft.id, next, versionIn(visit), 'draft.saved', draft.codeName))
    return to(`/draf/${draft.id}`, 'done_saved')
  const now = await draftIn(parts, visit)
  return now === null ? refused('absent') : draftPage(parts, visit, now, typed, new Map([['beside', 'fault_moved']]), true)
}

/** Nothing of a person, and nothing that an asker could find their own words in. */
async function phrasingFault(
  parts: Parts,
  draft: KnowledgeDraft,
  texts: readonly string[],
  phrasings: readonly string[],
): Promise<string | null> {
  if (phrasings.length > PHRASINGS_MAX || phrasings.some(p => p.length > PHRASING_MAX)) return 'fault_phrasings_many'
  if (texts.some(text => parts.redact(text).removed.length > 0)) return 'fault_phrasing_person'
  const { questions } = await sourceOf(parts, draft)
  const sentences = questions.flatMap(q => [q, ...q.split(/[.!?\n]+/)])
  return texts.some(text => sentences.some(s => areAlike(text, s))) ? 'fault_phrasing_alike' : null
}

function typedIn({ form: posted }: Visit): Typed {
  const of = (name: string): string => (posted.get(name) ?? '').replaceAll('\r\n', '\n').trim()
  return {
    title: of('judul').slice(0, TITLE_MAX),
    topic: of('topik') === '' ? null : of('topik'),
    verdict: VERDICTS.find(v => v === of('putusan')) ?? null,
    lead: of('jawaban').slice(0, LEAD_MAX),
    phrasings: of('ungkapan'),
    citations: of('dasar'),
  }
}

const linesOf = (typed: string): readonly string[] =>
  [...new Set(typed.split('\n').map(line => line.trim()))].filter(line => line !== '')
const versionIn = ({ form: posted }: Visit): number => Number(posted.get('_version') ?? -1)

async function store(
  parts: Parts,
  visit: Visit,
  id: string,
  value: KnowledgeDraft | null,
  version: number,
  act: string,
  about: string,
): Promise<boolean> {
  const audit = [{ at: hourOf(visit.now), by: visit.who.staff.id, act, about }]
  const ended = await parts.staffBook.saved([{ kind: 'setting.saved', setting: settingOf(draftName(id), value, version), audit }])
  parts.cases.changed()
  return ended === 'done'
}

async function drop(parts: Parts, visit: Visit): Promise<Answer> {
  const draft = await draftIn(parts, visit)
  if (draft === null) return refused('absent')
  return (await store(parts, visit, draft.id, null, versionIn(visit), 'draft.dropped', draft.codeName))
    ? to('/draf', 'done_dropped')
    : refused('overtaken')
}

async function written(parts: Parts, visit: Visit) {
  const draft = await draftIn(parts, visit)
  return draft === null ? null : { draft, teams: visit.who.staff.teams, holder: null, author: draft.by }
}

async function approve(parts: Parts, visit: Visit, draft: KnowledgeDraft): Promise<Answer> {
  if (!isWhole(draft)) return refused('overtaken')
  const next = { ...draft, approvedBy: visit.who.staff.id }
  return (await store(parts, visit, draft.id, next, versionIn(visit), 'draft.approved', draft.codeName))
    ? to(`/draf/${draft.id}`, 'done_draft_approved')
    : refused('overtaken')
}

// ── As a draft of the editors ──

/** What is known already is taken up and gets what was learned; anything else is a new situation. Who wrote here never approves that. */
async function begun(parts: Parts, visit: Visit, draft: KnowledgeDraft): Promise<Answer> {
  const { editor, law, today } = parts
  const who = { id: visit.who.staff.id, at: visit.now, today: today() }
  const { title } = draft
  const entry = entryOf(parts, draft)
  const live = law.files.find(f => f.id === draft.situation && (f.kind === 'situation' || f.kind === 'principle'))
  const writers = [draft.by, ...(draft.approvedBy === null ? [] : [draft.approvedBy])]
  const started = await editor.start(
    who,
    live === undefined
      ? { kind: 'officer', from: draft.id, title, file: fileFor('situation', entry.id, null), body: entry, writers }
      : { kind: 'live', paths: [live.path], title, officers: { from: draft.id, writers } },
  )
  if (started.kind === 'refused') return to(`/draf/${draft.id}`, faultKey(started.why), {}, 'care')
  if (live !== undefined) await learnt(parts, who, started.id, live.path, entry)
  return to(`/naskah/${started.id}`, 'ed_done_from_officer')
}

/** Its phrasings and its row beside those that are there: the most particular row stands first. */
async function learnt({ editor }: Parts, who: Who, id: string, file: string, entry: ReturnType<typeof entryOf>): Promise<void> {
  const begun = await editor.draft(id)
  if (begun === null) return
  const phrasings = textsAt(begun.files[file]?.body, 'phrasings')
  const rows = entry.rows.map(row => ({ ...row, id: `petugas-${id}` }))
  await editor.edit(who, id, begun.version, [
    { kind: 'set', file, at: 'phrasings', value: [...phrasings, ...entry.phrasings.filter(p => !phrasings.includes(p))] },
    ...rows.map(value => ({ kind: 'insert' as const, file, at: 'rows', index: 0, value })),
  ])
}

// ── As a file of the knowledge ──

/** As `knowledge/README.md` has it. What only an author of the knowledge can say is empty; its check names each place. */
function exported(parts: Parts, draft: KnowledgeDraft): Answer {
  const { say } = parts.words
  const head = `# ${say(draft.approvedBy === null ? 'draft_file_open' : 'draft_file_approved')}\n`
  const whole = entryOf(parts, draft)
  const { id, phrasings, rows, questions } = whole
  const entry = draft.situation === null ? whole : { id, phrasings, rows, questions }
  return {
    kind: 'file',
    type: 'text/yaml; charset=utf-8',
    name: `${id}.yaml`,
    body: head + dump(entry, { lineWidth: -1 }),
  }
}

function entryOf({ today }: Parts, { situation, topic, title, lead, verdict, citations, phrasings }: KnowledgeDraft) {
  const question = {
    ask: phrasings[0] ?? '',
    on: today(),
    place: null,
    status: null,
    expect: verdict === null ? [] : [verdict],
    cite: citations,
  }
  const row = {
    id: 'umum',
    when: [],
    verdict: verdict ?? '',
    lead,
    reason: '',
    reading: '',
    violation: { before: 'tidak-ada', after: 'tidak-ada' },
    basis: citations,
    safe_way: '',
    safe_way_after: '',
    branches: [],
    confidence: 'sedang',
    disputed: false,
    review: { level: 'officer', on: today() },
  }
  return {
    id: situation ?? slugOf(title),
    kind: 'act',
    title,
    topic: topic ?? '',
    aliases: [],
    principles: [],
    match: [],
    explains: [],
    phrasings,
    rows: [row],
    questions: [question],
  }
}

const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'baru'
