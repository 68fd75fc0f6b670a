// The places where officers work: the line, a consultation, and everything that is done to one.
import { OUTCOMES } from '../../handoff/handoff.ts'
import type { Assistant } from '../assistant.ts'
import { isUntouched } from '../drafted.ts'
import type { ObjectAct, Target } from '../policies.ts'
import { type Answer, piece, type Route, refused, route, routeOn, sheet, to, type Seen as Visit } from '../visit.ts'
import { type Act, type Ended, reachOf, type Seen, type WorkReason, type Written } from '../work.ts'
import {
  type ConsultationPage,
  clausesOf,
  consultationPage,
  NOTHING_TYPED,
  type Trouble,
  type Typed,
  threadOf,
} from './consultation.ts'
import { drafterOf, draftFor, machineIn } from './drafting.ts'
import { daysBefore, handlerOf, namesOf, type Parts } from './parts.ts'
import { queuePage } from './queue.ts'
import { stateName } from './view.ts'

const EARLIER_DAYS = 90
const EARLIER_MAX = 5
const MENU = '/antrean'
const TYPED_MAX = 4000
const SEARCH_MAX = 120

type Found = Target & { readonly seen: Seen }

export const workingRoutes = (parts: Parts): readonly Route[] => [
  route('line.see', 'GET', '/antrean', async visit =>
    sheet(parts.words.say('queue_title'), await queueOf(parts, visit), { menu: MENU }),
  ),
  route('line.see', 'GET', '/antrean/isi', async visit => piece(await queueOf(parts, visit)), { isQuiet: true }),
  on(parts, 'case.open', 'GET', '', (visit, { seen }) => shown(parts, visit, seen, openingText(seen, visit), null)),
  on(
    parts,
    'case.open',
    'GET',
    '/utas',
    async (visit, { seen }) => piece(threadOf(await pageOf(parts, visit, seen, NOTHING_TYPED, null))),
    true,
  ),
  on(parts, 'case.open', 'GET', '/aturan', async (visit, { seen }) => piece(await lawPiece(parts, visit, seen))),
  on(
    parts,
    'case.claim',
    'POST',
    '/ambil',
    plain(parts, () => ({ kind: 'claim' }), 'done_claim'),
  ),
  on(
    parts,
    'case.release',
    'POST',
    '/lepas',
    plain(parts, () => ({ kind: 'release' }), 'done_release', MENU),
  ),
  on(parts, 'case.transfer', 'POST', '/pindah', plain(parts, transferIn, 'done_transfer', MENU)),
  on(parts, 'case.close', 'POST', '/tutup', plain(parts, closeIn, 'done_close')),
  on(
    parts,
    'case.note',
    'POST',
    '/catatan',
    plain(parts, ({ form }) => ({ kind: 'note', text: form.get('catatan') ?? '' }), 'done_note'),
  ),
  on(
    parts,
    'case.approve',
    'POST',
    '/setujui',
    plain(parts, ({ form }) => ({ kind: 'approve', version: versionIn(form) }), 'done_approve'),
  ),
  on(parts, 'case.approve', 'POST', '/kembalikan', plain(parts, returnIn, 'done_return')),
  on(
    parts,
    'case.write',
    'POST',
    '/batal',
    plain(parts, ({ form }) => ({ kind: 'withdraw', seq: numberIn(form, '_seq') }), 'done_withdraw'),
  ),
  onWriting(parts, '/susun', (visit, { seen }) => composed(parts, visit, seen)),
  onWriting(parts, '/jawab', (visit, { seen }) => spoken(parts, visit, seen, 'send', 'done_send')),
  onWriting(parts, '/ajukan', (visit, { seen }) => spoken(parts, visit, seen, 'submit', 'done_submit')),
  onWriting(parts, '/tanya', (visit, { seen }) => spoken(parts, visit, seen, 'ask_back', 'done_ask_back')),
  ...draftingRoutes(parts),
]

function draftingRoutes(parts: Parts): readonly Route[] {
  const drafter = drafterOf(parts)
  return drafter === null ? [] : [onWriting(parts, '/usulkan', (visit, { seen }) => drafted(parts, drafter, visit, seen))]
}

// ── The line ──

async function queueOf(parts: Parts, visit: Visit) {
  const { words, law, work } = parts
  const cases = await work.visible(handlerOf(visit.who.staff))
  return queuePage({ visit, words, law, names: await namesOf(parts), cases })
}

// ── Finding ──

const PATH = '/konsultasi/:id'

type Handle = (visit: Visit, found: Found) => Promise<Answer>

const on = (parts: Parts, act: ObjectAct, method: 'GET' | 'POST', rest: string, handle: Handle, isQuiet = false): Route =>
  routeOn(act, method, PATH + rest, visit => findFor(parts, visit, false), handle, isQuiet ? { isQuiet: true } : {})

/**
 * Words that somebody typed come back to them even when the consultation has passed to somebody else meanwhile: a form of an earlier version
 * is let in as its holder's, and the service does nothing with it.
 */
const onWriting = (parts: Parts, rest: string, handle: Handle): Route =>
  routeOn('case.write', 'POST', PATH + rest, visit => findFor(parts, visit, true), handle)

async function findFor(parts: Parts, visit: Visit, isWriting: boolean): Promise<Found | null> {
  const { staff } = visit.who
  const seen = await parts.work.open(handlerOf(staff), visit.params.id ?? '')
  if (seen === null) return null
  const { consultation, lines } = seen.opened
  const isOvertaken = isWriting && versionIn(visit.form) !== consultation.version
  const author = lines.findLast(line => line.voice === 'draft')?.by ?? null
  // whoever may see it was decided by the handoff, exclusions and all: to the policy it belongs to a team of theirs
  return { seen, teams: staff.teams, holder: isOvertaken ? staff.id : consultation.holder, author }
}

// ── Showing ──

async function pageOf(parts: Parts, visit: Visit, seen: Seen, typed: Typed, trouble: Trouble | null): Promise<ConsultationPage> {
  const { words, law, cases } = parts
  const today = parts.today()
  await parts.readings.note(visit, seen.opened.consultation.codeName)
  const [names, teams, office, earlier] = await Promise.all([
    namesOf(parts),
    cases.teams(),
    cases.office(),
    earlierOf(parts, visit, seen),
  ])
  const { situation } = seen.opened.brief
  const templates = office.templates.filter(t => t.situation === null || t.situation === situation)
  const draftSeconds = drafterOf(parts)?.limitSeconds ?? null
  return { visit, words, law, names, seen, typed, trouble, templates, earlier, teams, today, draftSeconds }
}

async function shown(parts: Parts, visit: Visit, seen: Seen, typed: Typed, trouble: Trouble | null): Promise<Answer> {
  const page = await pageOf(parts, visit, seen, typed, trouble)
  const status = trouble === null ? 200 : trouble.kind === 'moved' ? 409 : 422
  return sheet(seen.opened.consultation.codeName, consultationPage(page), { menu: MENU, status })
}

/** Closed ones on the same situation that this officer may read. */
async function earlierOf({ work, cases, today }: Parts, { who }: Visit, { opened }: Seen) {
  const { situation } = opened.brief
  if (situation === null) return []
  const found = await cases.find({
    teams: reachOf(who.staff, await cases.teams()),
    from: daysBefore(today(), EARLIER_DAYS),
    to: today(),
    states: ['answered', 'closed'],
    codeName: null,
  })
  const alike = found.filter(c => c.brief.situation === situation && c.id !== opened.consultation.id)
  return (await work.among(handlerOf(who.staff), alike)).slice(0, EARLIER_MAX)
}

/** What was taken back, or returned to who wrote it, stands in the box again. */
function openingText({ opened, takenBack }: Seen, { who }: Visit): Typed {
  if (opened.consultation.holder !== who.staff.id) return NOTHING_TYPED
  const draft = opened.lines.findLast(line => line.voice === 'draft')
  return { ...NOTHING_TYPED, ...(draft?.words ?? takenBack ?? {}) }
}

async function lawPiece(parts: Parts, visit: Visit, seen: Seen) {
  const typed: Typed = { ...NOTHING_TYPED, search: searchIn(visit.query), citations: visit.query.getAll('kutip') }
  return clausesOf(await pageOf(parts, visit, seen, typed, null))
}

// ── Doing ──

/** An act that says no words of its own: done, and back to the page; else what hindered it. */
const plain =
  (parts: Parts, actIn: (visit: Visit) => Act | null, key: string, path: string | null = null): Handle =>
  async (visit, { seen }) => {
    const act = actIn(visit)
    if (act === null) return refused('malformed')
    const { id, codeName } = seen.opened.consultation
    const ended = await parts.work.act(handlerOf(visit.who.staff), id, act)
    if (ended.kind === 'done') return to(path ?? `/konsultasi/${id}`, key, { name: codeName })
    return hindered(parts, visit, seen, ended, NOTHING_TYPED)
  }

function transferIn({ form }: Visit): Act | null {
  const target = form.get('ke') ?? ''
  if (target === '') return null
  return { kind: 'transfer', version: versionIn(form), to: target === 'unit' ? 'units' : { team: target } }
}

function closeIn({ form }: Visit): Act | null {
  const outcome = OUTCOMES.find(o => o === form.get('hasil'))
  return outcome === undefined ? null : { kind: 'close', version: versionIn(form), outcome }
}

const returnIn = ({ form }: Visit): Act => ({ kind: 'return', version: versionIn(form), reason: form.get('alasan') ?? '' })

async function spoken(
  parts: Parts,
  visit: Visit,
  seen: Seen,
  kind: 'send' | 'submit' | 'ask_back',
  key: string,
): Promise<Answer> {
  const typed = typedIn(visit)
  const { machine } = typed
  const isAsDrafted = machine !== null && isUntouched(typed.text, machine.text)
  const drafted = machine === null ? {} : { drafted: isAsDrafted ? ('as-drafted' as const) : ('changed' as const) }
  const { text, citations, isWithoutBasis } = typed
  const isConfirmed = visit.form.get('diperiksa') === 'ya'
  const written: Written = { text, citations, isWithoutBasis, isConfirmed, ...drafted }
  if (isAsDrafted && !machine.isRead)
    return shown(parts, visit, seen, typed, { kind: 'fault', key: 'case_draft_unread', blanks: {} })
  const { id, codeName } = seen.opened.consultation
  const ended = await parts.work.act(handlerOf(visit.who.staff), id, { kind, version: versionIn(visit.form), written })
  if (ended.kind === 'done') return to(`/konsultasi/${id}#utas`, key, { name: codeName })
  return hindered(parts, visit, seen, ended, typed)
}

/** The box again, with a template in it or the clauses that were looked for; nothing is sent. */
async function composed(parts: Parts, visit: Visit, seen: Seen): Promise<Answer> {
  const typed = typedIn(visit)
  const chosen = visit.form.get('templat') ?? ''
  const template = (await parts.cases.office()).templates.find(t => t.id === chosen)
  if (template === undefined) return shown(parts, visit, seen, typed, null)
  const text = typed.text.trim() === '' ? template.text : `${typed.text.trimEnd()}\n\n${template.text}`
  return shown(parts, visit, seen, { ...typed, text }, null)
}

// ── A machine's draft ──

/** The box with a draft under what was typed; nothing is sent, and what goes wrong leaves the box as it was. */
async function drafted(parts: Parts, drafter: Assistant, visit: Visit, seen: Seen): Promise<Answer> {
  const typed = typedIn(visit)
  const { version, state, holder } = seen.opened.consultation
  const mayAnswer = seen.may.includes('send') || seen.may.includes('submit')
  if (versionIn(visit.form) !== version || !mayAnswer)
    return hindered(parts, visit, seen, { kind: 'moved', state, holder }, typed)
  const draft = await draftFor(parts, drafter, visit, seen.opened, typed)
  return draft.kind === 'put'
    ? shown(parts, visit, seen, draft.typed, null)
    : shown(parts, visit, seen, typed, { kind: 'fault', key: draft.key, blanks: draft.blanks })
}

/** Why it was not done, with everything that was typed still there. */
async function hindered(
  parts: Parts,
  visit: Visit,
  before: Seen,
  ended: Exclude<Ended, { kind: 'done' }>,
  typed: Typed,
): Promise<Answer> {
  if (ended.kind === 'gone') return refused('absent')
  const { words } = parts
  const seen = (await parts.work.open(handlerOf(visit.who.staff), before.opened.consultation.id)) ?? before
  const names = await namesOf(parts)
  switch (ended.kind) {
    case 'moved':
      return shown(parts, visit, seen, typed, { kind: 'moved', news: newsOf(parts, visit, seen, names.staff) })
    case 'identifying': {
      const removed = ended.removed.map(kind => words.say(`removed_${kind}`)).join(', ')
      return shown(parts, visit, seen, typed, { kind: 'identifying', removed, marked: ended.marked })
    }
    case 'refused':
      return shown(parts, visit, seen, typed, {
        kind: 'fault',
        key: reasonKey(ended.why),
        blanks: { name: names.staff(ended.by) },
      })
  }
}

export const reasonKey = (why: Exclude<Ended, { kind: 'done' | 'gone' | 'moved' | 'identifying' }>['why'] | WorkReason): string =>
  `refused_${why.replaceAll('-', '_')}`

/** What is new since the form was made: words of the asker, notes, and where it stands now. */
function newsOf(
  { words: { say } }: Parts,
  { form, who }: Visit,
  { opened }: Seen,
  nameOf: (id: string | null) => string,
): readonly string[] {
  const { consultation: c, lines } = opened
  const fresh = lines.filter(line => line.seq > numberIn(form, '_seen'))
  const said = (['asker', 'officer', 'note', 'draft'] as const)
    .filter(voice => fresh.some(line => line.voice === voice))
    .map(voice => say(`news_${voice}`))
  const held =
    c.holder === who.staff.id
      ? say('news_held_by_you')
      : c.holder === null
        ? say('news_held_by_nobody')
        : say('news_held_by', { name: nameOf(c.holder) })
  return [...said, say('news_state', { state: stateName(say, c.state) }), held]
}

// ── Reading forms ──

const numberIn = (form: URLSearchParams, name: string): number => {
  const typed = form.get(name) ?? ''
  return /^\d{1,9}$/.test(typed) ? Number(typed) : -1
}

const versionIn = (form: URLSearchParams): number => numberIn(form, '_version')
const searchIn = (form: URLSearchParams): string => (form.get('cari') ?? '').slice(0, SEARCH_MAX)

const typedIn = ({ form }: Visit): Typed => ({
  // browsers send the ends of lines as two signs
  text: (form.get('jawaban') ?? '').replaceAll('\r\n', '\n').slice(0, TYPED_MAX),
  citations: [...new Set(form.getAll('kutip'))],
  isWithoutBasis: form.get('tanpa_dasar') === 'ya',
  search: searchIn(form),
  machine: machineIn(form),
})
