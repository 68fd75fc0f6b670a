// What an officer would read of a conversation: drawn from what was asked, shown word for word, made shorter, and sent as shown.
import { answer, type Draft, showClause } from '../answering/answering.ts'
import { type Brief, saysToday, urgencyOf } from '../handoff/handoff.ts'
import { refOf, splitRef } from '../knowledge/knowledge.ts'
import type { Choice, ClauseRef, Reply } from '../vocabulary.ts'
import type { DraftBrief, Kept, Memory } from './memory.ts'
import { again, choice, numbered, statusName } from './show.ts'
import type { Asked } from './turn.ts'

/** Questions of one day that belong together; older ones are other stories. */
const QUESTIONS_MAX = 3

/** What the last questions make; null: nothing was asked since the last consultation that is still kept. */
export function draftOf(asked: Asked, memory: Memory): DraftBrief | null {
  const fresh = memory.kept.slice(memory.kept.findIndex(k => k.id === memory.sentUpTo) + 1)
  const last = fresh.find(k => k.id === memory.thread?.answer) ?? fresh.at(-1)
  if (last === undefined) return null
  const { draft, finding } = again(asked, last)
  const lately = [...fresh.filter(k => k.on === last.on && k.id !== last.id).slice(1 - QUESTIONS_MAX), last]
  const answered = { answer: firstLine(finding.text), clauses: finding.citations.map(c => refOf(c.document, c)) }
  return { ...emptyDraft(asked, memory, draft, last.said), questions: questionsIn(lately), ...answered }
}

/** A follow-up is kept with what it goes on from, and a part that was answered by itself beside its whole: each message stands here once. */
function questionsIn(kept: readonly Kept[]): DraftBrief['questions'] {
  const said = new Map(kept.flatMap(({ said: texts, on }) => texts.map(text => [text, on] as const)))
  const isPart = (text: string): boolean =>
    text.trim().split(/\s+/).length >= PART_WORDS_MIN && [...said.keys()].some(other => other !== text && other.includes(text))
  return [...said].flatMap(([text, on]) => (isPart(text) ? [] : [{ text, on }]))
}

/** Shorter words may stand in any message and still be one of their own. */
const PART_WORDS_MIN = 4

/** What a question makes that is written for the officer: the bot has answered nothing. */
export function draftFrom(asked: Asked, memory: Memory, text: string): DraftBrief {
  const { setting, turn } = asked
  const known = memory.thread?.known ?? { status: memory.status, place: memory.place }
  const ask = { said: [text], profile: { ...known, on: turn.on }, homePlace: setting.homePlace, office: setting.office }
  const { drafts } = answer(setting.edition, setting.words, ask)
  return { ...emptyDraft(asked, memory, drafts[0], ask.said), questions: [{ text, on: turn.on }] }
}

const NOWHERE = 'ID'
/** Small talk and what is not our subject has no topic for an officer. */
const NO_TOPIC = 'lingkup'

function emptyDraft(asked: Asked, memory: Memory, draft: Draft | undefined, said: readonly string[]): DraftBrief {
  const { homePlace } = asked.setting
  const entry = draft?.decision.entry ?? null
  const status = draft?.facts.status ?? memory.status
  const isOurs = entry !== null && entry.topic !== NO_TOPIC
  const place = draft?.facts.place ?? memory.place ?? homePlace
  return {
    id: '',
    questions: [],
    facts: status === null ? [] : [asked.tell('fact_status', { status: statusName(asked, status) })],
    topic: isOurs ? entry.topic : null,
    situation: isOurs ? entry.id : null,
    row: isOurs ? (draft?.decision.row?.id ?? null) : null,
    answer: null,
    clauses: [],
    place: place === NOWHERE ? (memory.place ?? homePlace) : place,
    region: null,
    hidesRegion: false,
    urgency: urgencyOf({
      situation: entry?.id ?? null,
      kinds: new Set(draft?.read.kinds),
      stage: draft?.facts.stage ?? null,
      isToday: said.some(saysToday),
    }),
    excluded: null,
  }
}

/** The draft as it is shown with a region: no clause of a finer place than that, or its name would tell where the asker is. */
export function shownWith({ setting: { edition } }: Asked, draft: DraftBrief, region: string | null): DraftBrief {
  const around = [NOWHERE, ...edition.places.lineage(draft.hidesRegion ? null : region)]
  const isOfRegion = (ref: ClauseRef): boolean => around.includes(edition.regulation(splitRef(ref).document)?.place ?? NOWHERE)
  return { ...draft, region, clauses: draft.clauses.filter(isOfRegion) }
}

const firstLine = (text: string): string => text.split('\n')[0] ?? ''

/** Exactly what is sealed and what officers see. */
export const briefOf = ({
  questions,
  facts,
  topic,
  situation,
  row,
  answer: said,
  clauses,
  region,
  hidesRegion,
  excluded,
}: DraftBrief): Brief => ({
  questions,
  facts,
  topic,
  situation,
  row,
  answer: said,
  clauses,
  region: hidesRegion ? null : region,
  avoids: excluded?.team ?? null,
})

/** A day as it is said in full. */
export const DAY = new Intl.DateTimeFormat('id-ID', { dateStyle: 'long', timeZone: 'UTC' })

/** A part that can be left out, with the line in which it is shown. */
type Part = {
  readonly kind: 'question' | 'fact' | 'topic' | 'region' | 'answer'
  readonly nth: number
  readonly lines: readonly string[]
}

/** Everything the officer reads, part by part, in the order in which it is shown. */
function partsOf(asked: Asked, draft: Omit<Brief, 'avoids'>): readonly Part[] {
  const { tell, setting } = asked
  const { region } = draft
  const topic = setting.edition.sources.topics.find(t => t.id === draft.topic)?.name
  const title = setting.edition.entries.get(draft.situation ?? '')?.title ?? ''
  const clauses = draft.clauses.flatMap(ref => showClause(setting.edition, setting.words, ref, asked.turn.on)?.name ?? [])
  return [
    ...draft.questions.map(({ text, on }, nth) => ({
      kind: 'question' as const,
      nth,
      lines: [tell('preview_question', { on: DAY.format(new Date(on)), text })],
    })),
    ...draft.facts.map((fact, nth) => ({ kind: 'fact' as const, nth, lines: [fact] })),
    ...part('topic', [
      ...(topic === undefined ? [] : [tell('preview_topic', { topic })]),
      ...(title === '' ? [] : [tell('preview_situation', { title })]),
    ]),
    ...part(
      'region',
      region === null ? [] : [tell('preview_region', { place: setting.edition.places.byCode(region)?.name ?? region })],
    ),
    ...part('answer', [
      ...(draft.answer === null ? [] : [tell('preview_answer', { text: draft.answer })]),
      ...(clauses.length === 0 ? [] : [tell('preview_clauses', { list: clauses.join('; ') })]),
    ]),
  ]
}

const part = (kind: Part['kind'], lines: readonly string[]): readonly Part[] =>
  lines.length === 0 ? [] : [{ kind, nth: 0, lines }]

/** The draft without one of its parts; null: there is no such part. */
export function without(asked: Asked, draft: DraftBrief, nth: number): DraftBrief | null {
  const left = partsOf(asked, briefOf(draft))[nth]
  switch (left?.kind) {
    case undefined:
      return null
    case 'question':
      return { ...draft, questions: draft.questions.toSpliced(left.nth, 1) }
    case 'fact':
      return { ...draft, facts: draft.facts.toSpliced(left.nth, 1) }
    case 'topic':
      return { ...draft, topic: null, situation: null, row: null }
    case 'region':
      return { ...draft, hidesRegion: true }
    case 'answer':
      return { ...draft, answer: null, clauses: [] }
  }
}

/** The lines in which officers read it, and so whoever confirmed it. */
export const linesOf = (asked: Asked, brief: Omit<Brief, 'avoids'>): readonly string[] =>
  partsOf(asked, brief).flatMap(p => p.lines)

const MARKED = /\[(?:NIP|NIK|nomor|surel|akun|tautan|plat|nama)\]/

/** Whether something was taken out of a text. */
export const isMarked = (text: string): boolean => MARKED.test(text)

/** What the officer will read, word for word; then who that is, how long it is kept, and what can be done with it. */
export function preview(asked: Asked, draft: DraftBrief, team: string, note: string | null): readonly Reply[] {
  const { tell, turn } = asked
  const shown = linesOf(asked, briefOf(draft))
  const lines = [
    ...(note === null ? [] : [note]),
    tell('preview'),
    '',
    ...shown,
    ...(draft.urgency === 'urgent' ? [tell('preview_urgent')] : []),
  ]
  const about = [
    tell('preview_reader', { team }),
    ...(turn.desk?.isOnTelegram === true ? [tell('preview_telegram')] : []),
    ...(draft.questions.some(q => isMarked(q.text)) ? [tell('preview_marks')] : []),
    tell('preview_kept', { days: String(turn.desk?.keptDays ?? 0) }),
    tell('preview_check'),
  ]
  const act = (kind: 'send' | 'shorten', title: 'send_title' | 'shorten_title', label: 'send_label' | 'shorten_label'): Choice =>
    choice({ kind: 'draft', act: kind, draft: draft.id }, tell(title), tell(label))
  const choices = [act('send', 'send_title', 'send_label'), act('shorten', 'shorten_title', 'shorten_label'), cancel(asked)]
  return [
    { text: lines.join('\n'), choices: [] },
    { text: about.join('\n'), choices },
  ]
}

export const cancel = ({ tell }: Asked): Choice =>
  choice({ kind: 'officer', act: 'cancel' }, tell('cancel_title'), tell('cancel_label'))

/** Every part by number, to be left out. */
export function shorten(asked: Asked, draft: DraftBrief): Reply {
  const { tell, turn } = asked
  const rest = [
    choice({ kind: 'draft', act: 'write', draft: draft.id }, tell('write_title'), tell('write_label')),
    choice({ kind: 'draft', act: 'back', draft: draft.id }, tell('back_title'), tell('back_label')),
  ]
  const parts = partsOf(asked, briefOf(draft)).slice(0, Math.max(0, turn.shape.choicesMax - rest.length))
  const lines = parts.map((p, i) => `${i + 1}. ${p.lines.join(' ')}`)
  const drops = parts.map((p, i) =>
    numbered({ kind: 'drop', draft: draft.id, nth: i }, i + 1, tell(PART_NAMES[p.kind]), p.lines.join(' ')),
  )
  return { text: [tell('shorten'), ...lines].join('\n'), choices: [...drops, ...rest] }
}

const PART_NAMES = {
  question: 'part_question',
  fact: 'part_fact',
  topic: 'part_topic',
  region: 'part_region',
  answer: 'part_answer',
} as const satisfies Record<Part['kind'], string>
