// What ought to stand in the group, from the consultations as they are; and of that, what does not stand there yet, as jobs. A job that fails or
// finds no room is worked out again later, from whatever is true by then: several changes become one message, and none is lost.
import type { Case } from '../console/console.ts'
import { type ConsultationId, hourOf, type Line, startOf } from '../handoff/handoff.ts'
import type { Became, Entry, Topic } from './memory.ts'
import type { Button, DeskParts, DeskSeen, Posted, Rows } from './ports.ts'

/** `rank`: lower goes first. `isAct`: somebody waits for it, having just done something. */
export type Job = {
  readonly key: string
  readonly of: ConsultationId
  readonly rank: number
  readonly isAct: boolean
  readonly run: () => Promise<Posted>
  /** What became of the topic once that is posted; `id` null: the place for it is gone. */
  readonly after: (id: number | null) => Became
}

const stands = (topic: Topic): Became => ({ kind: 'stands', topic })
const NONE: Became = { kind: 'none' }

/** A topic, its consultation (null: it is none of this desk's any more) and its lines (null: they need not be looked at). */
export type Standing = {
  readonly id: ConsultationId
  readonly topic: Topic
  readonly c: Case | null
  readonly seen: DeskSeen | null
  readonly nameOf: (staff: string | null) => string
}

const RANKS = { entry: 0, head: 1, wrote: 2, urgent: 2, told: 3, fresh: 4, over: 5 } as const
/** Telegram's limit is 4,096; the rest is for what stands around it. */
const TEXT_MAX = 3500
const CITES_MAX = 4
const HTTPS = /^https:/

export const isOpen = (c: Case | null): c is Case => c !== null && c.state !== 'closed' && c.state !== 'expired'

/** A topic for a consultation that has none. */
export function opening({ forum, words: { say } }: DeskParts, c: Case): Job {
  const isUrgent = c.urgency === 'urgent'
  return {
    key: `open ${c.id}`,
    of: c.id,
    rank: isUrgent ? RANKS.urgent : RANKS.fresh,
    isAct: false,
    run: () => forum.open(say(isUrgent ? 'topic_name_urgent' : 'topic_name', { name: c.codeName })),
    after: thread => (thread === null ? NONE : stands({ ...EMPTY, thread })),
  }
}

const EMPTY = { head: null, shown: '', isTold: false, version: -1, lines: 0, isChoosing: false, drafted: null, entries: [] }

/** Whether its lines have to be looked at: it has moved, or something of ours is on its way. */
export const isUnsettled = (topic: Topic, c: Case | null): boolean =>
  c === null || c.version !== topic.version || topic.entries.some(e => e.seq !== null && !FINAL.has(e.shown))

const FINAL: ReadonlySet<string> = new Set(['sent', 'unreachable', 'withdrawn', 'refused'])

/** What needs no message to be true: a draft became a reply, nothing new was written, the first look at what is read elsewhere. */
export function settled({ isFull }: DeskParts, { topic, c, seen }: Standing): Topic {
  if (seen === null) return topic
  const { lines } = seen.opened
  const entries = topic.entries.map(e => adopted(e, topic, lines))
  // what was written before there was a topic is read where all of it is read
  const from = topic.version < 0 && !isFull ? lastOf(lines) : topic.lines
  const isRead = c !== null && !lines.some(l => l.voice === 'asker' && l.seq > from)
  return { ...topic, entries, lines: from, drafted: draftedIn(c, lines), version: isRead ? c.version : topic.version }
}

/** A draft that was approved goes, and the reply stands among the lines. */
function adopted(entry: Entry, { entries }: Topic, lines: readonly Line[]): Entry {
  if (entry.seq === null || entry.shown !== 'review' || lines.some(l => l.seq === entry.seq)) return entry
  const seq = entry.seq
  const reply = lines.find(l => l.seq > seq && l.voice === 'officer' && l.by === entry.by && !entries.some(e => e.seq === l.seq))
  return reply === undefined ? { ...entry, seq: null, note: 'refused' } : { ...entry, seq: reply.seq }
}

/** Whether a machine drafted what waits for approval, as far as whoever submitted it says so. */
const draftedIn = (c: Case | null, lines: readonly Line[]): Topic['drafted'] =>
  c?.state === 'in_review' ? (lines.findLast(l => l.voice === 'draft')?.words.drafted ?? null) : null

/** The last thing that the asker wrote. */
const lastOf = (lines: readonly Line[]): number => Math.max(0, ...lines.filter(l => l.voice === 'asker').map(l => l.seq))

/** What does not stand there yet. */
export function missing(parts: DeskParts, standing: Standing): readonly Job[] {
  const { topic, c, seen } = standing
  const entries = topic.entries.flatMap(entry => entryJob(parts, standing, entry))
  if (!isOpen(c)) return [...entries, ...overJobs(parts, standing)]
  const head = headJob(parts, standing, c)
  // the message with the buttons stands on top
  if (topic.head === null) return head
  return [...entries, ...head, ...toldJob(parts, standing, c), ...(seen === null ? [] : wroteJob(parts, standing, c, seen))]
}

// ── the head ──

function headJob({ forum, ...parts }: DeskParts, { id, topic, nameOf }: Standing, c: Case): readonly Job[] {
  const { isChoosing, drafted } = topic
  const marks = [c.isReminded ? 'late' : '', isChoosing ? 'choosing' : '', ...(drafted === null ? [] : [drafted])]
  const shown = [c.state, c.holder ?? '', c.urgency, ...marks].join(' ')
  if (topic.head !== null && topic.shown === shown) return []
  const { head, thread } = topic
  const text = headText(parts, c, topic, nameOf(c.holder))
  const rows = headRows(parts, c, topic)
  const job = { key: `head ${id}`, of: id, rank: RANKS.head, isAct: head !== null }
  if (head === null) {
    const after: Job['after'] = at => (at === null ? NONE : stands({ ...topic, head: at, shown }))
    return [{ ...job, run: () => forum.post(thread, text, rows, null), after }]
  }
  const after: Job['after'] = at => stands({ ...topic, head: at === null ? null : head, shown })
  return [{ ...job, run: () => forum.edit(head, text, rows), after }]
}

type Told = Omit<DeskParts, 'forum'>

function headText({ law, words: { say }, isFull }: Told, c: Case, { isChoosing, drafted }: Topic, holder: string): string {
  const { topic, region } = c.brief
  const topicName = law.topics.find(t => t.id === topic)?.name
  const placeName = law.places.find(p => p.id === region)?.name
  return [
    say('head', { name: c.codeName }),
    ...(topicName === undefined ? [] : [say('head_topic', { topic: topicName })]),
    ...(placeName === undefined ? [] : [say('head_region', { region: placeName })]),
    ...(c.urgency === 'urgent' ? [say('head_urgent')] : []),
    say(stateKey(c), { holder }),
    ...(drafted === null ? [] : [say(drafted === 'changed' ? 'head_drafted_changed' : 'head_drafted')]),
    ...(c.isReminded ? [say('head_late')] : []),
    isChoosing ? say('head_choose') : say(isFull ? 'head_how_full' : 'head_how'),
  ].join('\n')
}

function stateKey({ state, holder }: Case): string {
  if (state === 'answered') return holder === null ? 'head_answered_unheld' : 'head_answered'
  if (state === 'in_review') return 'head_review'
  return holder === null ? 'head_waiting' : 'head_held'
}

function headRows({ words: { say }, consoleUrl }: Told, { id, holder, state }: Case, { isChoosing }: Topic): Rows {
  if (isChoosing) {
    const outcomes = OFFERED.map(outcome => [{ text: say(`outcome_${outcome}`), data: `end:${id}:${outcome}` }])
    return [...outcomes, [{ text: say('button_back'), data: `back:${id}` }]]
  }
  const own: readonly Button[] =
    holder === null
      ? [{ text: say('button_claim'), data: `claim:${id}` }]
      : state === 'in_review'
        ? []
        : [{ text: say('button_close'), data: `close:${id}` }]
  // a button may not lead to this machine
  const there =
    consoleUrl !== null && HTTPS.test(consoleUrl) ? [{ text: say('button_open'), url: `${consoleUrl}/konsultasi/${id}` }] : []
  return [own, there].filter(row => row.length > 0)
}

/** How an officer may say that it ended; that the asker withdrew it is theirs to say. */
const OFFERED = ['answered', 'referred', 'not-ours', 'no-answer'] as const

// ── what the asker wrote ──

function toldJob(parts: DeskParts, { id, topic }: Standing, { brief, codeName }: Case): readonly Job[] {
  const { forum, isFull, words } = parts
  const { say } = words
  if (!isFull || topic.isTold) return []
  const text = [
    say('full_questions'),
    ...brief.questions.map(q => `${q.on}: ${q.text}`),
    ...(brief.facts.length === 0 ? [] : ['', say('full_facts'), ...brief.facts]),
    ...(brief.answer === null ? [] : ['', say('full_answer'), brief.answer]),
  ].join('\n')
  return [
    {
      key: `told ${id}`,
      of: id,
      rank: RANKS.told,
      isAct: false,
      run: async () => {
        await noted(parts, codeName)
        return forum.post(topic.thread, cut(text, say('full_cut')), [], null)
      },
      after: at => (at === null ? NONE : stands({ ...topic, isTold: true })),
    },
  ]
}

/** All that came since, in one message. */
function wroteJob(parts: DeskParts, { id, topic }: Standing, c: Case, { opened }: DeskSeen): readonly Job[] {
  const { forum, isFull, words } = parts
  const { say } = words
  const wrote = opened.lines.filter(l => l.voice === 'asker' && l.seq > topic.lines)
  if (wrote.length === 0) return []
  const full = say('asker_said', { text: wrote.map(l => l.words.text).join('\n') })
  return [
    {
      key: `wrote ${id}`,
      of: id,
      rank: RANKS.wrote,
      isAct: false,
      run: async () => {
        if (isFull) await noted(parts, c.codeName)
        return forum.post(topic.thread, isFull ? cut(full, say('full_cut')) : say('asker_wrote'), [], null)
      },
      after: at => (at === null ? NONE : stands({ ...topic, lines: lastOf(opened.lines), version: c.version })),
    },
  ]
}

/** Nobody can tell who reads in a group: that its words went there stands in the log, once a day and before they go. */
const noted = ({ book, now, today }: DeskParts, codeName: string): Promise<unknown> => {
  const entry = { at: hourOf(now()), by: null, act: 'consultation.posted', about: codeName }
  return book.saved([{ kind: 'noted.once', entry, since: startOf('WIB', today()) }])
}

const cut = (text: string, mark: string): string => (text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)} …\n${mark}`)

// ── under what officers wrote ──

/** The name of what ought to stand there; null: it is not known now. */
function wantedOf({ seq, note, holder }: Entry, seen: DeskSeen | null): string | null {
  if (seq === null) return note === null || holder === null ? note : `${note} ${holder}`
  const line = seen?.opened.lines.find(l => l.seq === seq)
  if (line === undefined) return null
  return line.voice === 'draft' ? 'review' : line.delivery
}

/** Under these it can still be sent. */
const ASKS: ReadonlySet<string> = new Set(['ask', 'moved', 'clause', 'not_in_force'])

function entryJob(parts: DeskParts, { id, topic, c, seen, nameOf }: Standing, entry: Entry): readonly Job[] {
  const wanted = wantedOf(entry, seen)
  if (wanted === null || wanted === entry.shown) return []
  const { forum, words } = parts
  const [name = ''] = wanted.split(' ')
  const text = words.say(`reply_${name}`, { holder: nameOf(entry.holder) })
  const rows = ASKS.has(name) ? askRows(parts, id, c) : name === 'undoable' ? undoRows(parts, id, entry.seq) : []
  const { message } = entry
  const replaced = (by: Partial<Entry>): Topic => ({
    ...topic,
    entries: topic.entries.map(e => (e === entry ? { ...entry, shown: wanted, ...by } : e)),
  })
  return [
    {
      key: `entry ${id} ${entry.source} ${wanted}`,
      of: id,
      rank: RANKS.entry,
      isAct: true,
      run: () => (message === null ? forum.post(topic.thread, text, rows, entry.source) : forum.edit(message, text, rows)),
      after: at => (message === null && at === null ? NONE : stands(replaced({ message: message ?? at }))),
    },
  ]
}

function askRows({ law, words: { say }, isFull, today }: DeskParts, id: ConsultationId, c: Case | null): Rows {
  // the clauses of a question tell of the question
  const clauses = isFull && c !== null ? c.brief.clauses.slice(0, CITES_MAX) : []
  const cites = clauses.flatMap((ref, n) => {
    const clause = law.clause(ref, today())
    return clause === null || !clause.isNorm ? [] : [[{ text: clause.name, data: `cite:${id}:${n}` }]]
  })
  return [...cites, [{ text: say('button_bare'), data: `bare:${id}` }]]
}

const undoRows = ({ words: { say } }: DeskParts, id: ConsultationId, seq: number | null): Rows => [
  [{ text: say('button_undo'), data: `undo:${id}:${seq}` }],
]

// ── the end ──

const OVER = 'over'

/** Nobody is left without what became of their words: a topic is closed once they are out. */
function overJobs({ forum, words: { say } }: DeskParts, { id, topic, c, seen }: Standing): readonly Job[] {
  // erased, or handed elsewhere: what this group may not see any more does not stand in it
  if (c === null && seen === null) return [deleting(forum, id, topic.thread)]
  if (topic.entries.some(e => ['undoable', 'queued'].includes(e.shown) || (e.seq !== null && e.shown === ''))) return []
  const job = { key: `over ${id}`, of: id, rank: RANKS.over, isAct: false }
  const { head, thread } = topic
  if (head === null || topic.shown === OVER)
    return [{ ...job, run: () => forum.close(thread), after: () => ({ kind: 'closed', thread }) }]
  const text = [...(c === null ? [] : [say('head', { name: c.codeName })]), say('head_closed')].join('\n')
  return [{ ...job, run: () => forum.edit(head, text, []), after: () => stands({ ...topic, shown: OVER }) }]
}

/** A topic goes with all that was written in it. */
export const deleting = (forum: DeskParts['forum'], id: ConsultationId, thread: number): Job => ({
  key: `delete ${thread}`,
  of: id,
  rank: RANKS.over,
  isAct: false,
  run: () => forum.remove(thread),
  after: () => ({ kind: 'deleted', thread }),
})
