// Who speaks now and what belongs together: joins follow-ups with what was said before, keeps the last answer for "selengkapnya".
// It never stores anything: a session is a value that the caller keeps as long as it likes.
// Neighbours: answering (the answer of a turn); the command line drives it.
// Explained by: test/conversation/conversation.test.ts, test/walks/two-turns.test.ts.
import { type Ask, answer, type Draft, type Office, type Words } from '../answering/answering.ts'
import type { Edition } from '../knowledge/knowledge.ts'
import type { Answer, Profile, Status } from '../vocabulary.ts'

/** What a conversation remembers: the messages that the last answer rested on and that answer. */
export type Session = { readonly said: readonly string[]; readonly last: Answer | null }

export const newSession: Session = { said: [], last: null }

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

const CONTINUES =
  /^\s*(?:kalau|klo|kl|kalo|klu|misal|misalnya|gimana kalau|gmn kl|bagaimana kalau|maksud(?:nya|ku| saya)|ternyata|oh|itu|yang tadi|tadi|terus|trus|trs|tapi|tp|kan|bukan|untuk|buat|acaranya|isinya|orangnya|grupnya|datanya|sebagai|cuma|hanya|soalnya|karena|saya (?:pns|cpns|pppk|p3k)|sy (?:pns|cpns|pppk|p3k)|pns|cpns|pppk|p3k)\b/i
const ASKS_ANEW = /\b(?:bolehkah|apakah boleh|mau tanya|pertanyaan lain|ganti topik|tanya lain|beda lagi)\b/i

/** Whether a message goes on with what was said before. */
export function continues(session: Session, text: string): boolean {
  if (session.last === null || ASKS_ANEW.test(text)) return false
  const open = ['clarify', 'depends', 'no_basis'].includes(session.last.findings[0]?.outcome ?? '')
  const words = text.trim().split(/\s+/).length
  return CONTINUES.test(text) ? words <= FACT_WORDS_MAX : open && words <= FACT_WORDS_MAX
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
  const same = sameForAnother(session, text)
  const said = same?.said ?? [...(continues(session, text) ? session.said : []), text].slice(-SAID_MAX)
  const profile = same === null ? setting.profile : { ...setting.profile, status: same.status }
  const ask: Ask = { said, profile, homePlace: setting.homePlace, office: setting.office }
  const result = answer(setting.edition, setting.words, ask)
  return { session: { said, last: result.answer }, ...result }
}
