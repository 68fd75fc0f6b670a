// What belongs together: joins a follow-up with what was said before it, or hears it as a question of its own.
import {
  type Ask,
  answer,
  asks,
  type Consulting,
  type Draft,
  type Office,
  openedBy,
  traitOf,
  type Words,
} from '../answering/answering.ts'
import { type Edition, type Kinds, kindsOf, kindsTold, touches } from '../knowledge/knowledge.ts'
import type { Answer, Outcome, Profile, Status } from '../vocabulary.ts'

/** What a conversation remembers: the messages that the last answer rested on, that answer, and what the asker said of themselves. */
export type Session = {
  readonly said: readonly string[]
  readonly last: Answer | null
  /** By the rules alone; null before the first answer. */
  readonly outcome: Outcome | null
  readonly known: Known
}

export type Known = { readonly status: Status | null; readonly place: string | null }

export const newSession: Session = { said: [], last: null, outcome: null, known: { status: null, place: null } }

export type Setting = {
  readonly edition: Edition
  readonly words: Words
  readonly profile: Profile
  readonly homePlace: string | null
  readonly office: Office | null
}

/** As much of a session as decides what the next message belongs to; `outcome` is null before the first answer. */
export type Thread = { readonly said: readonly string[]; readonly outcome: Outcome | null; readonly known: Known }

/** How a message was heard: as a request for the ground of the last answer, or answered. `isAside`: small talk, which changes nothing. */
export type Heard =
  | { readonly kind: 'ground' }
  | {
      readonly kind: 'answered'
      readonly ask: Ask
      readonly answer: Answer
      readonly drafts: readonly Draft[]
      readonly thread: Thread
      readonly isAside: boolean
    }

type Answered = Extract<Heard, { kind: 'answered' }>

/** Messages of a story that are kept: more than this and the oldest are forgotten. */
const SAID_MAX = 4
/** A message up to this many words after an open question is the missing fact, not a new question. */
const FACT_WORDS_MAX = 40

/** After a firm answer only a short remark without an act and an object of its own goes on with it. */
const REMARK_WORDS_MAX = 8

/** From this confidence on a message of small talk is not taken for a missing fact. */
const SURE = 0.6

const ASKS_ANEW = /\b(?:bolehkah|apakah boleh|mau tanya|pertanyaan lain|ganti topik|tanya lain|beda lagi|bukan itu)\b/i
const ASKS_GROUND = /^\W*(?:apa\s+)?(?:dasar(?:nya| hukumnya)?|pasal(?:nya)?)\b/i

/** Whether a message says by itself what is done and for whom, or asks what is loaded for a place. */
function standsAlone(edition: Edition, text: string): boolean {
  const kinds = kindsNamed(edition, text)
  if (kinds.has('intent.circular')) return true
  return (
    kinds.has('act') &&
    touches(kinds, ['partisan', 'neutral', 'attribute', 'means', 'act.role', 'act.organise-election', 'process'])
  )
}

/** What a message speaks of, affirmed or denied. */
const kindsNamed = (edition: Edition, text: string): Kinds => kindsOf(edition.read(text).readings.map(r => r.concept))

/** Whether a message goes on with what was said before. */
export const continues = (edition: Edition, session: Session, text: string): boolean => goesOn(edition, session.outcome, text)

function goesOn(edition: Edition, outcome: Outcome | null, text: string): boolean {
  if (outcome === null || ASKS_ANEW.test(text)) return false
  const words = text.trim().split(/\s+/).length
  if (isOpen(outcome)) return words <= FACT_WORDS_MAX
  // a permission is never carried over to a side that was not in it
  if (traitOf(outcome).permits && kindsNamed(edition, text).has('partisan')) return false
  return words <= REMARK_WORDS_MAX && !standsAlone(edition, text)
}

const isOpen = (outcome: Outcome | null): boolean => outcome !== null && ['clarify', 'depends', 'no_basis'].includes(outcome)

const INQUIRING = ['intent.permission', 'intent.sanction', 'intent.procedure', 'intent.definition', 'intent.clause']

/** Whether words after an open answer are a question of their own: it is put as one, about something else than what was asked about. */
function asksAnew(edition: Edition, { said, outcome }: Thread, text: string, alone: Answered): boolean {
  const [draft] = alone.drafts
  if (draft === undefined || !isOpen(outcome) || !(asks(text) || touches(kindsNamed(edition, text), INQUIRING))) return false
  const before = kindsNamed(edition, said.join('\n'))
  const { concepts } = draft.read
  const isInformed = ['information', 'out_of_scope'].includes(draft.decision.outcome) && draft.decision.confidence >= SURE
  if (isInformed) return concepts.some(c => !c.startsWith('intent.') && !before.has(c))
  const acts = concepts.filter(c => c.startsWith('act.'))
  const isOfAnotherAct = acts.length > 0 && !acts.some(c => before.has(c))
  return draft.decision.outcome !== 'clarify' && isOfAnotherAct && standsAlone(edition, text)
}

const STATUS_ONLY =
  /^\W*(?:kalau|klo|kalo|kl|misal(?:nya)?|gimana kalau|bagaimana kalau)?\s*(?:saya|sy|aku)?\s*(pns|cpns|pppk|p3k)\b[\s?]*(?:gimana|bagaimana|juga|boleh|sama|piye)?[\s?!.]*$/i
const STATUS_WORD = /\b(?:c?pns|pppk|p3k|calon pns|pegawai negeri(?: sipil)?)\b/gi
const STATUS_OF: Readonly<Record<string, Status>> = { pns: 'PNS', cpns: 'CPNS', pppk: 'PPPK', p3k: 'PPPK' }

/** "kalau PPPK?" asks the same thing again for another status. */
function sameForAnother(thread: Thread, text: string): { said: readonly string[]; status: Status } | null {
  const word = text.match(STATUS_ONLY)?.[1]?.toLowerCase()
  const status = word === undefined ? undefined : STATUS_OF[word]
  if (status === undefined || thread.outcome === null) return null
  return { said: thread.said.map(s => s.replace(STATUS_WORD, status)), status }
}

/** What the asker has told of themselves, from the facts of an answer. */
export function knownFrom(known: Known, draft: Draft | undefined): Known {
  const facts = draft?.facts
  return {
    status: facts?.status ?? known.status,
    place: facts?.placeFrom === 'asked' ? facts.place : known.place,
  }
}

/** What a message belongs to is found by the rules alone; `consulting` speaks to the answer itself. */
export function hear(setting: Setting, thread: Thread, text: string, consulting?: Consulting): Heard {
  const { profile, homePlace, office } = setting
  const known = { status: profile.status ?? thread.known.status, place: profile.place ?? thread.known.place }
  const answeredBy = (said: readonly string[], status: Status | null, beside: Partial<Ask>): Answered => {
    const ask: Ask = { said, profile: { ...profile, ...known, status }, homePlace, office, ...beside }
    const { answer: given, drafts } = answer(setting.edition, setting.words, ask)
    const [first] = drafts
    const next = { said, outcome: first === undefined ? null : openedBy(first), known: knownFrom(known, first) }
    return { kind: 'answered', ask, answer: given, drafts, thread: next, isAside: false }
  }
  const respond = (said: readonly string[], status: Status | null) =>
    answeredBy(said, status, consulting === undefined ? {} : { consulting })

  const same = sameForAnother(thread, text)
  if (same) return respond(same.said, same.status)
  if (thread.outcome !== null && ASKS_GROUND.test(text) && text.trim().split(/\s+/).length <= REMARK_WORDS_MAX)
    return { kind: 'ground' }
  const alone = answeredBy([text], known.status, {})
  // a greeting, thanks, a question about the bot or a person in trouble is heard for itself
  const kind = alone.drafts[0]?.decision.entry?.kind
  const isSmallTalk = kind === 'decline' && (alone.answer.findings[0]?.confidence ?? 0) >= SURE
  const isOwn = kind === 'trouble' || (isSmallTalk && !(thread.outcome === 'depends' && isReply(alone, text)))
  const isAnew = asksAnew(setting.edition, thread, text, alone)
  const isTroubled = kind === 'trouble' && kindsNamed(setting.edition, text).has('trouble')
  const joined = [...thread.said, text].slice(-SAID_MAX)
  // what tells a branch may sound like small talk by itself ("nikahan sepupu")
  const isTold = (): boolean => answeredBy(joined, known.status, {}).drafts.some(d => d.picks.some(p => p.kind === 'told'))
  if (!isTroubled && !isAnew && thread.outcome === 'depends' && goesOn(setting.edition, thread.outcome, text) && isTold())
    return respond(joined, known.status)
  // small talk does not make us forget what was asked; in a fragment that says nothing to the rules a model may hear something
  if (kind === 'decline' && isOwn) {
    const heard = consulting !== undefined && isUnclear(alone) ? respond([text], known.status) : alone
    return { ...heard, isAside: heard === alone || isUnclear(heard) }
  }
  if (isOwn || isAnew || !goesOn(setting.edition, thread.outcome, text))
    return { ...(consulting === undefined ? alone : respond([text], known.status)), isAside: kind === 'decline' }
  return respond(staysOpen(setting.edition, thread, alone) ? thread.said : joined, known.status)
}

/** Heard alone such words are no small talk: they claim, they could be anything, or they name somebody without asking. */
function isReply({ drafts }: Answered, text: string): boolean {
  const [alone] = drafts
  if (alone === undefined) return false
  const { outcome } = alone.decision
  return (
    traitOf(outcome).firm ||
    outcome === 'clarify' ||
    (!asks(text) && touches(alone.read.kinds, ['neutral', 'partisan', 'relation']))
  )
}

/** After an open answer words that name nothing ("terserah", "bilang aja boleh") leave it as open as it was. */
function staysOpen(edition: Edition, { outcome }: Thread, { ask, drafts }: Answered): boolean {
  const [alone] = drafts
  if (outcome !== 'depends' || alone === undefined) return false
  const { read, facts } = alone
  const isAboutAsker = facts.placeFrom === 'asked' || facts.stage !== null || facts.status !== ask.profile.status
  const told = kindsTold(edition, read)
  const isVague = told.length > 0 && told.every(k => k.kind === edition.sources.told.doubt)
  const names = told.length > 0 || read.readings.some(r => !r.concept.startsWith('intent.'))
  return !isAboutAsker && (isVague || !names)
}

const isUnclear = ({ drafts }: { readonly drafts: readonly Draft[] }): boolean => drafts[0]?.decision.outcome === 'clarify'

/** One message of a conversation whose session the caller keeps. */
export function take(
  setting: Setting,
  session: Session,
  text: string,
  consulting?: Consulting,
): { session: Session; answer: Answer; drafts: readonly Draft[] } {
  const heard = hear(setting, { said: session.said, outcome: session.outcome, known: session.known }, text, consulting)
  if (heard.kind === 'ground') return { session, answer: groundOf(session.last), drafts: [] }
  const { answer: given, drafts, thread } = heard
  if (heard.isAside && session.last !== null) return { session, answer: given, drafts }
  return { session: { ...thread, last: given }, answer: given, drafts }
}

/** "Dasarnya apa?": the last answer's second layer. */
function groundOf(last: Answer | null): Answer {
  const findings = (last?.findings ?? []).map(f => ({
    ...f,
    outcome: 'information' as const,
    text: f.more === '' ? f.text : f.more,
  }))
  return { edition: last?.edition ?? '', findings, text: findings.map(f => f.text).join('\n\n') }
}
