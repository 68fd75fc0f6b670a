// Who speaks now and what belongs together: joins follow-ups with what was said before, keeps the last answer for "selengkapnya".
// It never stores anything: a session is a value that the caller keeps as long as it likes.
// Neighbours: answering (the answer of a turn); the command line drives it.
// Explained by: test/conversation/conversation.test.ts, test/walks/command-line.test.ts.
import { type Ask, answer, type Draft, type Office, traitOf, type Words } from '../answering/answering.ts'
import { type Edition, type Kinds, kindsOf, touches } from '../knowledge/knowledge.ts'
import type { Answer, Profile, Status } from '../vocabulary.ts'

/** What a conversation remembers: the messages that the last answer rested on, that answer, and what the asker said of themselves. */
export type Session = {
  readonly said: readonly string[]
  readonly last: Answer | null
  readonly known: { readonly status: Status | null; readonly place: string | null }
}

export const newSession: Session = { said: [], last: null, known: { status: null, place: null } }

export type Setting = {
  readonly edition: Edition
  readonly words: Words
  readonly profile: Profile
  readonly homePlace: string | null
  readonly office: Office | null
}

/** Messages of a story that are kept: more than this and the oldest are forgotten. */
const SAID_MAX = 4
/** A message up to this many words after an open question is the missing fact, not a new question. */
const FACT_WORDS_MAX = 40

/** After a firm answer only a short remark without an act and an object of its own goes on with it. */
const REMARK_WORDS_MAX = 8

const ASKS_ANEW = /\b(?:bolehkah|apakah boleh|mau tanya|pertanyaan lain|ganti topik|tanya lain|beda lagi|bukan itu)\b/i
const ASKS_GROUND = /^\W*(?:apa\s+)?(?:dasar(?:nya| hukumnya)?|pasal(?:nya)?)\b/i

/** Whether a message says by itself what is done and for whom. */
function standsAlone(edition: Edition, text: string): boolean {
  const kinds = kindsNamed(edition, text)
  return (
    kinds.has('act') &&
    touches(kinds, ['partisan', 'neutral', 'attribute', 'means', 'act.role', 'act.organise-election', 'process'])
  )
}

/** What a message speaks of, affirmed or denied. */
const kindsNamed = (edition: Edition, text: string): Kinds => kindsOf(edition.read(text).readings.map(r => r.concept))

/** Whether a message goes on with what was said before. */
export function continues(edition: Edition, session: Session, text: string): boolean {
  const last = session.last?.findings[0]
  if (last === undefined || ASKS_ANEW.test(text)) return false
  const words = text.trim().split(/\s+/).length
  if (['clarify', 'depends', 'no_basis'].includes(last.outcome)) return words <= FACT_WORDS_MAX
  // a permission is never carried over to a side that was not in it
  if (traitOf(last.outcome).permits && kindsNamed(edition, text).has('partisan')) return false
  return words <= REMARK_WORDS_MAX && !standsAlone(edition, text)
}

const STATUS_ONLY =
  /^\W*(?:kalau|klo|kalo|kl|misal(?:nya)?|gimana kalau|bagaimana kalau)?\s*(?:saya|sy|aku)?\s*(pns|cpns|pppk|p3k)\b[\s?]*(?:gimana|bagaimana|juga|boleh|sama|piye)?[\s?!.]*$/i
const STATUS_WORD = /\b(?:c?pns|pppk|p3k|calon pns|pegawai negeri(?: sipil)?)\b/gi
const STATUS_OF: Readonly<Record<string, Status>> = { pns: 'PNS', cpns: 'CPNS', pppk: 'PPPK', p3k: 'PPPK' }

/** "kalau PPPK?" asks the same thing again for another status. */
function sameForAnother(session: Session, text: string): { said: readonly string[]; status: Status } | null {
  const word = text.match(STATUS_ONLY)?.[1]?.toLowerCase()
  const status = word === undefined ? undefined : STATUS_OF[word]
  if (status === undefined || session.last === null) return null
  return { said: session.said.map(s => s.replace(STATUS_WORD, status)), status }
}

export function take(
  setting: Setting,
  session: Session,
  text: string,
): { session: Session; answer: Answer; drafts: readonly Draft[] } {
  const known = { status: setting.profile.status ?? session.known.status, place: setting.profile.place ?? session.known.place }
  const respond = (said: readonly string[], status: Status | null): ReturnType<typeof answer> => {
    const ask: Ask = {
      said,
      profile: { ...setting.profile, ...known, status },
      homePlace: setting.homePlace,
      office: setting.office,
    }
    return answer(setting.edition, setting.words, ask)
  }
  const remember = (said: readonly string[], result: ReturnType<typeof answer>): ReturnType<typeof take> => {
    const facts = result.drafts[0]?.facts
    const place = facts?.placeFrom === 'asked' ? facts.place : known.place
    return { session: { said, last: result.answer, known: { status: facts?.status ?? known.status, place } }, ...result }
  }

  const same = sameForAnother(session, text)
  if (same) return remember(same.said, respond(same.said, same.status))
  if (session.last !== null && ASKS_GROUND.test(text) && text.trim().split(/\s+/).length <= REMARK_WORDS_MAX)
    return groundOf(session, session.last)
  const alone = respond([text], known.status)
  // a greeting, thanks, a question about the bot or a person in trouble is heard for itself
  const kind = alone.drafts[0]?.decision.entry?.kind
  const isOwn = kind === 'trouble' || (kind === 'decline' && (alone.answer.findings[0]?.confidence ?? 0) >= SURE)
  if (isOwn || !continues(setting.edition, session, text)) {
    // small talk does not make us forget what was asked
    return kind === 'decline' && session.last !== null ? { ...remember(session.said, alone), session } : remember([text], alone)
  }
  const said = [...session.said, text].slice(-SAID_MAX)
  return remember(said, respond(said, known.status))
}

/** From this confidence on a message of small talk is not taken for a missing fact. */
const SURE = 0.6

/** "Dasarnya apa?": the last answer's second layer. */
function groundOf(session: Session, last: Answer): ReturnType<typeof take> {
  const findings = last.findings.map(f => ({ ...f, outcome: 'information' as const, text: f.more === '' ? f.text : f.more }))
  return { session, answer: { ...last, findings, text: findings.map(f => f.text).join('\n\n') }, drafts: [] }
}
