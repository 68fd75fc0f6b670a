// What people do in the group and in private with its bot: each act is looked at as in the console, done once however often Telegram brings it,
// and leaves a note in memory of what ought to stand under it. Nothing is posted from here; a pressed button is answered.
import type { Staff } from '../console/console.ts'
import { OUTCOMES, type StaffId } from '../handoff/handoff.ts'
import type { ClauseRef } from '../vocabulary.ts'
import type { Entry, Memory, Note, Topic } from './memory.ts'
import type { DeskAct, DeskEnded, DeskParts, ForumEvent, Quoted } from './ports.ts'

type Event<K extends ForumEvent['kind']> = Extract<ForumEvent, { readonly kind: K }>

/** Throws when the store does not answer: the event comes again. */
export async function handle(parts: DeskParts, memory: Memory, event: ForumEvent): Promise<void> {
  switch (event.kind) {
    case 'written':
      return written(parts, memory, event)
    case 'pressed':
      return pressed(parts, memory, event)
    case 'whispered':
      return whispered(parts, event)
  }
}

/** Somebody who may act, in a topic of a consultation. */
type Desk = { readonly parts: DeskParts; readonly memory: Memory; readonly member: Staff; readonly id: string }

const topicOf = ({ memory, id }: Pick<Desk, 'memory' | 'id'>): Topic | null => memory.topics()[id] ?? null

// ── in private ──

const LINK = /^\/tautkan(?:@\w+)?\s+(\S.*)$/i

async function whispered(
  { book, forum, linking, words: { say }, now }: DeskParts,
  { from, text }: Event<'whispered'>,
): Promise<void> {
  const [, typed] = LINK.exec(text.trim()) ?? []
  const staff = await book.staff()
  const owner = linking.byAccount(from, staff)
  if (typed === undefined) return void (await forum.whisper(from, say(owner === null ? 'bot_hello' : 'bot_linked_already')))
  const member = linking.byCode(typed, staff, now())
  const link = async (to: Staff): Promise<string> => {
    const linked: Staff = { ...to, telegram: linking.link(to, from) }
    const audit = [{ at: now(), by: to.id, act: 'staff.telegram-linked', about: to.login }]
    return (await book.saved([{ kind: 'staff.saved', staff: linked, audit }])) === 'done' ? 'bot_linked' : 'bot_try_later'
  }
  // the code of somebody who is linked already is none any more: it has come twice
  const said = member === null ? (owner === null ? 'bot_code_wrong' : 'bot_linked_already') : null
  const isOthers = owner !== null && member !== null && owner.id !== member.id
  await forum.whisper(from, say(said ?? (isOthers || member === null ? 'bot_taken' : await link(member))))
}

// ── written in a topic ──

const CITE = /^\/pasal(?:@\w+)?\s+(.+)$/i
const COMMAND = /^\//

async function written(parts: DeskParts, memory: Memory, { thread, wrote, replyTo }: Event<'written'>): Promise<void> {
  const [id] = Object.entries(memory.topics()).find(([, topic]) => topic.thread === thread) ?? []
  if (id === undefined) return
  const member = parts.linking.byAccount(wrote.from, await parts.book.staff())
  if (member === null) return once(memory, id, { source: wrote.message, by: null, note: 'stranger' })
  const desk: Desk = { parts, memory, member, id }
  const { text } = wrote
  if (text === null) return void ((await whyNot(desk)) === null && (await noted(desk, wrote.message, 'no_text')))
  if (CITE.test(firstOf(text))) return cited(desk, text, wrote, replyTo)
  if (COMMAND.test(text)) return
  const { words, clauses } = apart(text)
  const why = await whyNot(desk)
  // staff talk among themselves too: that a colleague holds it is said once
  if (why?.note === 'other') return once(memory, id, { source: wrote.message, by: member.id, note: 'other', holder: why.by })
  if (why !== null) return noted(desk, wrote.message, why.note)
  if (clauses.length === 0) await noted(desk, wrote.message, 'ask')
  else await hand(desk, wrote.message, words, clauses)
}

const firstOf = (text: string): string => text.trim().split('\n')[0] ?? ''

const citesIn = (lines: readonly string[]): readonly string[] => lines.flatMap(line => CITE.exec(line.trim())?.[1] ?? [])

/** Words, and the lines at their end that name clauses. */
function apart(text: string): { readonly words: string; readonly clauses: readonly string[] } {
  const lines = text.trim().split('\n')
  const last = lines.findLastIndex(line => line.trim() !== '' && !CITE.test(line.trim()))
  return { words: lines.slice(0, last + 1).join('\n'), clauses: citesIn(lines.slice(last + 1)) }
}

/** A reply to one's own words that names clauses. */
async function cited(desk: Desk, text: string, wrote: Quoted, replyTo: Quoted | null): Promise<void> {
  if (replyTo === null || replyTo.from !== wrote.from || replyTo.text === null || COMMAND.test(replyTo.text))
    return noted(desk, wrote.message, 'no_words')
  const { words, clauses } = apart(replyTo.text)
  await hand(desk, replyTo.message, words, [...clauses, ...citesIn(text.split('\n'))])
}

type WhyNot = { readonly note: Extract<Note, 'refused' | 'unheld' | 'other'>; readonly by: StaffId | null }

/** Why somebody cannot write to the asker now; null: they hold it. */
async function whyNot({ parts, member, id }: Desk): Promise<WhyNot | null> {
  const c = (await parts.work.visible(member)).find(found => found.id === id)
  if (c === undefined) return { note: 'refused', by: null }
  if (c.holder === member.id) return null
  return { note: c.holder === null ? 'unheld' : 'other', by: c.holder }
}

const nameOf = async ({ book }: DeskParts, id: string | null): Promise<string> =>
  (await book.staff()).find(member => member.id === id)?.name ?? ''

// ── what is remembered of it ──

const NEW: Omit<Entry, 'source' | 'by'> = { note: null, holder: null, version: null, seq: null, message: null, shown: '' }

const entryOf = (desk: Pick<Desk, 'memory' | 'id'>, source: number): Entry | null =>
  topicOf(desk)?.entries.find(e => e.source === source) ?? null

async function put(desk: Pick<Desk, 'memory' | 'id'>, entry: Entry): Promise<void> {
  const topic = topicOf(desk)
  if (topic === null) return
  const others = topic.entries.filter(e => e.source !== entry.source)
  const entries = [...others, entry].toSorted((a, b) => a.source - b.source)
  await desk.memory.put(desk.id, { kind: 'stands', topic: { ...topic, entries } })
}

/** A note under what somebody wrote; nothing when a line came of it, or when it stands there already. */
async function noted(desk: Desk, source: number, note: Note): Promise<void> {
  const before = entryOf(desk, source)
  if (before !== null && (before.seq !== null || before.note === note)) return
  // what they write answers what they have read: should more come before it is sent, they are asked again
  const version = note === 'ask' ? (topicOf(desk)?.version ?? null) : (before?.version ?? null)
  await put(desk, { ...NEW, ...before, source, by: desk.member.id, note, holder: null, version })
}

/** A note that is said once in a topic, however much is written: staff talk among themselves too. */
async function once(
  memory: Memory,
  id: string,
  said: Pick<Entry, 'source' | 'by' | 'note'> & Partial<Pick<Entry, 'holder'>>,
): Promise<void> {
  const isSaid = topicOf({ memory, id })?.entries.some(
    e => e.note === said.note && e.by === said.by && e.holder === (said.holder ?? null),
  )
  if (isSaid === false) await put({ memory, id }, { ...NEW, ...said })
}

// ── on its way to the asker ──

type Basis = { readonly citations: readonly ClauseRef[]; readonly isWithoutBasis: boolean }

/** Words with the clauses that were typed: each by its name or its reference, letter by letter. */
async function hand(desk: Desk, source: number, words: string, typed: readonly string[]): Promise<void> {
  const refs = typed.map(each => refOf(desk.parts, each))
  const unknown = typed.find((_, n) => refs[n] === null)
  if (unknown === undefined) {
    const citations = [...new Set(refs.flatMap(ref => ref ?? []))]
    return void (await give(desk, source, words, { citations, isWithoutBasis: false }))
  }
  await noted(desk, source, 'clause')
  await tellNear(desk, unknown)
}

/** What it may have been, to themselves alone: it tells of what they wrote, so it is neither shown nor remembered. */
async function tellNear({ parts: { law, linking, forum, words, today }, member }: Desk, typed: string): Promise<void> {
  const near = law.search(typed, NEAR_MAX, today()).map(clause => clause.name)
  const account = linking.accountOf(member)
  if (near.length > 0 && account !== null) await forum.whisper(account, words.say('bot_near', { near: near.join('\n') }))
}

const NEAR_MAX = 3
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[\s.,]+/g, ' ')
    .trim()

/** Nothing fuzzy names a clause. */
function refOf({ law, today }: DeskParts, typed: string): ClauseRef | null {
  const exact = law.clause(typed.trim(), today())
  if (exact !== null) return exact.ref
  const found = law.search(typed, NEAR_MAX, today())
  return found.find(clause => [clause.name, clause.ref].some(name => plain(name) === plain(typed)))?.ref ?? null
}

/** Hands words on, once: what was handed on before is recognised by the version it answered. */
async function give(desk: Desk, source: number, text: string, basis: Basis): Promise<Toast> {
  const { parts, member, id } = desk
  const topic = topicOf(desk)
  const before = entryOf(desk, source)
  if (topic === null) return toast('gone')
  if (before !== null && before.seq !== null) return toast('sent')
  const version = before?.version ?? topic.version
  const handed: Entry = { ...NEW, ...before, source, by: member.id, version }
  if (before === null || before.version === null) await put(desk, handed)
  const kind = (await parts.work.open(member, id))?.may.includes('submit') ? 'submit' : 'send'
  const ended = await parts.work.act(member, id, { kind, version, written: { text, ...basis, isConfirmed: false } })
  if (ended.kind !== 'done') {
    const note = noteOf(ended)
    const holder = note === 'other' ? byOf(ended) : null
    await put(desk, { ...handed, note, holder, version: null, shown: '' })
    return toastOf(ended, '')
  }
  const seq = await lineMade(desk)
  await put(desk, { ...handed, note: seq === null ? 'refused' : null, holder: null, seq })
  return toast(kind === 'submit' ? 'review' : 'sent')
}

/** The line that came of it: the last of their own that no other words in the topic became. */
async function lineMade(desk: Desk): Promise<number | null> {
  const { parts, member, id } = desk
  const entries = topicOf(desk)?.entries ?? []
  const own = (await parts.work.open(member, id))?.opened.lines.filter(
    l => l.by === member.id && (l.voice === 'officer' || l.voice === 'draft') && !entries.some(e => e.seq === l.seq),
  )
  return own?.at(-1)?.seq ?? null
}

const byOf = (ended: DeskEnded): string | null => (ended.kind === 'refused' ? ended.by : null)

const NOTE_OF: Readonly<Record<string, Note>> = {
  'too-long': 'too_long',
  'not-holder': 'other',
  'nobody-holds': 'unheld',
  'unknown-clause': 'clause',
  'not-in-force': 'not_in_force',
}

function noteOf(ended: Exclude<DeskEnded, { readonly kind: 'done' }>): Note {
  switch (ended.kind) {
    case 'identifying':
    case 'moved':
      return ended.kind
    case 'gone':
      return 'refused'
    case 'refused':
      return NOTE_OF[ended.why] ?? 'refused'
  }
}

// ── pressed ──

async function pressed(parts: DeskParts, memory: Memory, event: Event<'pressed'>): Promise<void> {
  const { forum, words } = parts
  const tell = (toast: string, holder = ''): Promise<void> => forum.tell(event.press, words.say(`toast_${toast}`, { holder }))
  const member = parts.linking.byAccount(event.from, await parts.book.staff())
  if (member === null) return tell('stranger')
  const [act = '', id = '', what = ''] = event.data.split(':')
  const desk: Desk = { parts, memory, member, id }
  const topic = topicOf(desk)
  if (topic === null) return tell('gone')
  const ended = await pressedIn(desk, topic, act, what, event.replyTo)
  await tell(ended.toast, await nameOf(parts, ended.by))
}

/** A sentence `toast_…`, and who holds it where it says so. */
type Toast = { readonly toast: string; readonly by: StaffId | null }

const toast = (said: string, by: StaffId | null = null): Toast => ({ toast: said, by })

async function pressedIn(desk: Desk, topic: Topic, act: string, what: string, replyTo: Quoted | null): Promise<Toast> {
  switch (act) {
    case 'claim':
      return toastOf(await acted(desk, { kind: 'claim' }), 'claimed')
    case 'close':
    case 'back':
      return choosing(desk, topic, act === 'close')
    case 'end': {
      const outcome = OUTCOMES.find(o => o === what)
      if (outcome === undefined) return toast('refused')
      const ended = await acted(desk, { kind: 'close', version: topic.version, outcome })
      if (ended.kind !== 'done') await choosing(desk, topic, false)
      return toastOf(ended, 'closed')
    }
    case 'bare':
    case 'cite':
      return based(desk, act === 'cite' ? Number(what) : null, replyTo)
    case 'undo':
      return undone(desk, topic, Number(what))
    default:
      return toast('refused')
  }
}

const acted = ({ parts, member, id }: Desk, act: DeskAct): Promise<DeskEnded> => parts.work.act(member, id, act)

function toastOf(ended: DeskEnded, done: string): Toast {
  switch (ended.kind) {
    case 'done':
      return toast(done)
    case 'gone':
    case 'moved':
      return toast(ended.kind)
    case 'identifying':
      return toast('refused')
    case 'refused':
      return ended.why === 'held' || ended.why === 'not-holder' ? toast('held', ended.by) : toast('refused')
  }
}

async function choosing(desk: Desk, topic: Topic, isChoosing: boolean): Promise<Toast> {
  const { parts, member, id, memory } = desk
  const may = (await parts.work.open(member, id))?.may ?? []
  if (!may.includes('close')) return toast('refused')
  if (topic.isChoosing !== isChoosing) await memory.put(id, { kind: 'stands', topic: { ...topic, isChoosing } })
  return toast(isChoosing ? 'choose' : 'back')
}

/** A button under our question about what they wrote: the words stand in what it is a reply to. */
async function based(desk: Desk, cite: number | null, replyTo: Quoted | null): Promise<Toast> {
  const { parts, member } = desk
  if (replyTo === null || replyTo.text === null) return toast('old')
  if (parts.linking.byAccount(replyTo.from, [member]) === null) return toast('not_yours')
  const why = await whyNot(desk)
  if (why !== null) return why.note === 'other' ? toast('held', why.by) : toast('refused')
  const clauses = (await parts.work.visible(member)).find(c => c.id === desk.id)?.brief.clauses ?? []
  const ref = cite === null ? null : clauses[cite]
  if (ref === undefined) return toast('old')
  const basis = ref === null ? { citations: [], isWithoutBasis: true } : { citations: [ref], isWithoutBasis: false }
  return give(desk, replyTo.message, apart(replyTo.text).words, basis)
}

async function undone(desk: Desk, topic: Topic, seq: number): Promise<Toast> {
  if (topic.entries.find(e => e.seq === seq)?.by !== desk.member.id) return toast('not_yours')
  const ended = await acted(desk, { kind: 'withdraw', seq })
  return ended.kind === 'refused' && ended.why === 'left-already' ? toast('left') : toastOf(ended, 'undone')
}
