// clauses: one message may tell of several things at once, and the many harmless ones outvote the one that is not. A permission is given for
// all of them or for none: what the asker says of himself in one clause, and what is firmly forbidden by itself, is forbidden beside others too.
import { type Edition, isOneOf, type Read, touches } from '../knowledge/knowledge.ts'
import { BECAUSE, decide, hang } from './decide.ts'
import type { Decision, Draft } from './draft.ts'
import { find } from './find.ts'
import { traitOf } from './outcomes.ts'
import { factsOf } from './read.ts'

/** Clauses looked at; nobody's permission hangs on more. */
const CLAUSES_MAX = 10
/** A clause of fewer words tells of no act and no side. */
const WORDS_MIN = 3
/** Share of the readings, and of the words alone, from which a clause is forbidden by itself. */
const SURE = { share: 0.7, words: 0.5 } as const

const BREAK = /[,;:.!?？()\n"“”«»]+|\s[-–—]+\s/
/** Words that begin another clause without a comma; behind those of the second kind the doer stays the same. */
const BEGINS =
  /\s(?=(?:tapi|tp|tetapi|padahal|pdhl|terus|trus|trs|lalu|kemudian|dan|sambil|smbl|sambi|sekalian|skalian|sekaligus|plus|asal|walau|meski|nah)\s)/i
const SAME_DOER = /^(?:sambil|smbl|sambi|sekalian|skalian|sekaligus|plus)\s+/i
const SAYS_SELF = /\b(?:saya|sy|aku|ak|gue|gw|kami|kita|ane|beta|sa)\b/i

/** A call in quotation marks: "pilih paslon 2". */
const CALL = /["“«]\s*((?:(?:ayo|yuk|mari|jangan lupa)\s+)?(?:pilih|pilihlah|coblos|dukung|menangkan)\b[^"”»]*)/gi
/** Acts by which such a call becomes the asker's own. */
const VOICING = ['act.write', 'act.post', 'act.share', 'act.speak', 'act.display', 'act.comment', 'act.work']

/** What must be named beside the asker's own act: a side, or a sign of one. */
const SIDES = ['partisan', 'attribute.party-image', 'attribute.number', 'attribute.slogan', 'attribute.apk']
/** What takes the sting out of a clause: refused, reported, long ago, not meant, said or done by others. */
const HARMLESS = [
  ...['act.refuse', 'act.leave', 'act.report', 'act.remove', 'act.legal-claim', 'act.vote', 'act.private', 'act.view'],
  ...['degree.bystander', 'degree.past', 'degree.accident', 'degree.inward', 'degree.passive', 'degree.coincidence', 'trouble'],
  ...[
    'means.assignment',
    'neutral.everyone',
    'degree.equal',
    'neutral.election-body',
    'neutral.other-election',
    'relation.spouse',
  ],
]
/** Words by which something is only said of the asker, or not yet so. */
const ONLY_SAID = new Set('tuduh kira sangka fitnah duga curiga gosip belum bukan'.split(' '))
/** Words by which another draws the asker in, unless the asker stands right before them: "saya ajak", not "saya diajak", "teman mengajak". */
const DRAWS_IN = new Set('ajak suruh minta tawar undang paksa titip'.split(' '))
const PERSONS = ['relation', 'partisan', 'audience', 'neutral.office']

/** The draft of the clause that forbids what the whole seemed to permit; the draft itself when there is none. */
export function heedClauses(edition: Edition, draft: Draft): Draft {
  if (!traitOf(draft.decision.outcome).permits || draft.facts.status === 'non-asn') return draft
  for (const text of clausesOf(edition, saidNow(draft))) {
    const read = edition.read(text)
    if (!isToldOfOneself(read)) continue
    const facts = factsOf(edition, draft.ask, text, read.kinds)
    const alone = { ...draft, read, facts, ...find(edition, read, facts) }
    const decision = decide(edition, alone)
    if (decision.outcome !== 'forbidden' || decision.confidence < SURE.share || alone.wordsForbid < SURE.words) continue
    if (draft.decision.because === BECAUSE.seconded) return { ...draft, decision: torn(draft, decision, alone) }
    return { ...draft, decision: { ...decision, because: 'part-forbids' } }
  }
  return draft
}

/** A permission that was in doubt anyway is not turned by one clause: the question hangs between the two. */
function torn({ decision, candidates }: Draft, forbidding: Decision, alone: Draft): Decision {
  const permit = candidates.find(c => c.entry === decision.entry)
  const forbid = alone.candidates.find(c => c.entry === forbidding.entry)
  return hang(permit, forbid, decision.confidence, [], BECAUSE.disagree)
}

/** What this part of this message says: what was told before is answered already, and a later thing asked may well be the harmless one. */
function saidNow({ ask, part, text }: Draft): string {
  const before = ask.said.slice(0, -1).join('\n')
  const now = text.startsWith(before) ? text.slice(before.length) : text
  return part === 0 ? now : now.slice(now.lastIndexOf('\n') + 1)
}

/** The clauses of a text that has more than one. A clause behind "sambil" has the doer of the one before. */
function clausesOf(edition: Edition, text: string): string[] {
  const found: string[] = []
  for (const piece of text.split(BREAK)) {
    let before = ''
    for (const clause of piece.split(BEGINS).map(c => c.trim())) {
      const isCarried = SAME_DOER.test(clause) && !SAYS_SELF.test(clause) && isAskers(edition, before)
      found.push(isCarried ? clause.replace(SAME_DOER, 'saya ') : clause)
      before = clause
    }
  }
  if (found.length < 2) return []
  const told = [...callsOf(edition, text), ...found].filter(c => c.split(/\s+/).length >= WORDS_MIN)
  return told.slice(0, CLAUSES_MAX)
}

/** What the asker writes or says in quotation marks, as his own call; never what he removes, refuses or heard of others. */
function callsOf(edition: Edition, text: string): string[] {
  const calls = [...text.matchAll(CALL)].map(([, call]) => `saya ajak orang ${call}`)
  if (calls.length === 0) return []
  const { kinds } = edition.read(text)
  return !touches(kinds, VOICING) || touches(kinds, HARMLESS) ? [] : calls
}

/** Whether a clause names the asker, or begins with nobody else. */
const isAskers = (edition: Edition, clause: string): boolean =>
  SAYS_SELF.test(clause) || !edition.read(clause).readings.some(r => r.from === 0 && isOneOf(r.concept, PERSONS))

const isToldOfOneself = (read: Read): boolean =>
  read.kinds.has('degree.own') &&
  touches(read.kinds, SIDES) &&
  !touches(read.kinds, HARMLESS) &&
  !read.tokens.some((t, i) => ONLY_SAID.has(t.stem) || (DRAWS_IN.has(t.stem) && !isBySelf(read, i)))

/** "saya menyuruh", and not "saya disuruh" nor "kepala dinas saya menyuruh". */
const isBySelf = ({ tokens, readings }: Read, at: number): boolean =>
  tokens[at]?.word.startsWith('di') === false &&
  SAYS_SELF.test(tokens[at - 1]?.word ?? '') &&
  !readings.some(r => (r.to === at - 1 || r.to === at) && isOneOf(r.concept, PERSONS) && tokens[at - 1]?.breakBefore === false)
