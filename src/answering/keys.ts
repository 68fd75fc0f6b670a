// Two keys: what a model's reading makes of a decision of the rules. It may raise or lower how sure we are, add a human, or ask the asker what is
// meant. It never permits what the rules do not permit, and never forbids on its word alone: whatever it says, an outcome stays or becomes `depends`
// or `handoff`. What it says counts only where the words that it points to stand in the question.
import { createHash } from 'node:crypto'
import { type Edition, type Entry, isOneOf, matches, type Read, type Row, rank, verdictClass } from '../knowledge/knowledge.ts'
import { STAGES, STATUSES } from '../vocabulary.ts'
import { BECAUSE, hang, leaders, nothing, SPECIAL, THRESHOLDS, unexplained } from './decide.ts'
import type { Candidate, Decision, Draft, Facts } from './draft.ts'
import { rowsFor } from './find.ts'
import { type Masked, masked } from './mask.ts'
import { ENTRIES_MAX, type Mind, type ModelMark, type ModelReading, type ReadableFact, type ReadTask } from './model.ts'
import { HUNG_BY_MODEL, LED_BY_MODEL } from './narrow.ts'
import { asks, PART_WORDS_MIN, partsOf } from './read.ts'

/** What a decision of the rules, or the row that a reading leads to, says. `nothing`: no answer, for want of an act or of our subject. */
const SAYS = ['allowed', 'forbidden', 'depends', 'information', 'handoff', 'nothing'] as const
type Says = (typeof SAYS)[number]

type Making =
  | 'agrees'
  | 'doubts'
  /** The answer hangs between the two where the rules themselves thought of the other second; elsewhere it stands with the doubt said. */
  | 'hangs'
  /** An open answer agrees with whatever one of its own readings or branches says. */
  | 'covers'
  /** Of two pieces of information the verdict says nothing: they agree when they are about the same. */
  | 'same'
  | 'leads'
  | 'alarms'

/**
 * What is made of a reading, by what the rules say (at the left) and what it leads to. Read along a line: from a verdict nothing leads to another
 * verdict but over `hangs`, which is a question to the asker. A person in trouble is believed where the rules hedge; a firm answer stands, and
 * the human comes with the doubt. Who hands off asks no reading.
 */
const MAKES: Readonly<Record<Exclude<Says, 'handoff'>, Readonly<Record<Says, Making>>>> = {
  allowed: {
    allowed: 'agrees',
    forbidden: 'hangs',
    depends: 'hangs',
    information: 'doubts',
    handoff: 'doubts',
    nothing: 'doubts',
  },
  forbidden: {
    allowed: 'hangs',
    forbidden: 'agrees',
    depends: 'hangs',
    information: 'doubts',
    handoff: 'doubts',
    nothing: 'doubts',
  },
  depends: {
    allowed: 'covers',
    forbidden: 'covers',
    depends: 'agrees',
    information: 'doubts',
    handoff: 'alarms',
    nothing: 'doubts',
  },
  information: {
    allowed: 'doubts',
    forbidden: 'doubts',
    depends: 'doubts',
    information: 'same',
    handoff: 'doubts',
    nothing: 'doubts',
  },
  nothing: {
    allowed: 'leads',
    forbidden: 'leads',
    depends: 'leads',
    information: 'leads',
    handoff: 'alarms',
    nothing: 'agrees',
  },
}

/** Whether a decision stands as the rules made it, without a word of doubt. */
export const unmoved = (mind: Mind | null): boolean => mind === null || mind.kind === 'agrees'

/** The draft with what a model says to it: what was settled before (`draft.mind`), what it told now, or the wish to ask it. */
export function consider(edition: Edition, draft: Draft): Draft {
  if (draft.mind !== null) return weighed(edition, draft, draft.mind)
  const { consulting } = draft.ask
  if (consulting === undefined) return draft
  if (!isReadable(draft)) return draft
  const seen = masked(edition, draft.text)
  const task = taskOf(edition, draft, seen)
  const told = consulting.told.find(t => t.key === task.key)
  if (told === undefined) return consulting.reads ? { ...draft, wants: [...draft.wants, task] } : draft
  if (told.reading === null) return marked(draft, told.isUnusable ? 'unusable' : 'silent')
  const reading = unmasked(seen, told.reading)
  return reading !== null && isUsable(edition, draft.text, reading) ? heard(edition, draft, reading) : marked(draft, 'unusable')
}

const marked = (draft: Draft, mark: ModelMark): Draft => ({ ...draft, marks: [...draft.marks, mark] })

function heard(edition: Edition, draft: Draft, reading: ModelReading): Draft {
  const { mind, mark } = mindOf(edition, draft, reading)
  const supposed = supposedFrom(edition, draft, reading)
  const known = { ...marked(draft, mark), supposed, splits: splitsOf(edition, draft, reading.splits) }
  return mind === null ? known : weighed(edition, known, mind)
}

// — what is asked —

/** A question whose reading is asked for; null where the rules need none: a person in trouble, small talk, a clause that is named, an introduction. */
export const readTask = (edition: Edition, draft: Draft): ReadTask | null =>
  isReadable(draft) ? taskOf(edition, draft, masked(edition, draft.text)) : null

function taskOf(edition: Edition, { facts, candidates }: Draft, { text }: Masked): ReadTask {
  const principles = edition.sources.principles.filter(p => !isSpecial(p.id))
  const situations = candidates
    .filter(c => c.entry.principles.length > 0)
    .toSorted((a, b) => b.weight + b.alike - (a.weight + a.alike))
    .map(c => c.entry)
  const entries = [...principles, ...situations].slice(0, ENTRIES_MAX).map(({ id, title }) => ({ id, title }))
  return { kind: 'read', key: keyOf(edition.hash, facts.place ?? '', text, ...entries.map(e => e.id)), text, entries }
}

/** Lengths stand before the parts, so that no two lists of parts are written alike. */
function keyOf(...parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:${part}`)
  return hash.digest('hex')
}

/** Their answer is the law's own text; nothing leads there but what the asker names. */
const isSpecial = (entry: string): boolean => entry === SPECIAL.clause || entry === SPECIAL.circular

function isReadable({ text, decision }: Draft): boolean {
  const { entry, outcome, between, because } = decision
  if (!/[\p{L}\p{N}]/u.test(text) || because === 'introduction' || outcome === 'handoff') return false
  if (entry === null) return true
  const isDeclined = entry.kind === 'decline' && between.length === 0 && outcome !== 'clarify'
  return entry.kind !== 'trouble' && !isDeclined && !isSpecial(entry.id)
}

// — what was told —

/** A reading of the masked question with the words as they stand in the question; null where one of them does not. */
function unmasked({ unmask }: Masked, { entries, facts, splits }: ModelReading): ModelReading | null {
  const all = (parts: readonly string[]): string[] => parts.flatMap(p => unmask(p) ?? [])
  const shown = <T extends { readonly words: readonly string[] }>(of: T): T => ({ ...of, words: all(of.words) })
  const own = { entries: entries.map(shown), facts: facts.map(shown), splits: all(splits) }
  const sizeOf = (shown: readonly { readonly words: readonly string[] }[]): number =>
    shown.reduce((n, { words }) => n + words.length, 0)
  return sizeOf(own.entries) + sizeOf(own.facts) === sizeOf(entries) + sizeOf(facts) ? own : null
}

const hasLetters = (words: string): boolean => /[\p{L}\p{N}]/u.test(words)

/** Whether every entry is one of the edition, and everything is shown by words of the question, byte for byte. */
function isUsable({ entries }: Edition, text: string, reading: ModelReading): boolean {
  const stands = (words: readonly string[]): boolean => words.some(hasLetters) && words.every(w => text.includes(w))
  const isListed = (id: string): boolean => entries.has(id) && !isSpecial(id)
  return reading.entries.every(e => isListed(e.id) && stands(e.words)) && reading.facts.every(f => stands(f.words))
}

/** What a reading makes of the decision. One that names nothing says nothing. */
function mindOf(edition: Edition, draft: Draft, reading: ModelReading): { mind: Mind | null; mark: ModelMark } {
  const [first] = reading.entries
  if (first === undefined) return { mind: null, mark: 'silent' }
  const said = candidateOf(edition, draft, first.id)
  if (said === null) return { mind: null, mark: 'unusable' }
  const making = MAKES[saysOf(draft.decision)][saysTo(said.entry, said.row)]
  switch (making) {
    case 'agrees':
      return AGREES
    case 'doubts':
      return DOUBTS
    case 'covers':
      return covers(draft.decision, said.row) ? AGREES : DOUBTS
    case 'same':
      return reading.entries.some(e => isAboutSame(edition, draft.decision, e.id)) ? AGREES : DOUBTS
    case 'hangs': {
      const second = secondOf(edition, draft)
      if (second === null || !isSameReading(second, said)) return DOUBTS
      return { mind: { kind: 'hangs', entry: second.entry.id }, mark: 'disagrees' }
    }
    case 'leads': {
      const leads = mayLead(edition, draft, said) && speaksOf(edition, said.entry, first.words)
      return leads ? { mind: { kind: 'leads', entry: said.entry.id }, mark: 'leads' } : { mind: null, mark: 'unusable' }
    }
    case 'alarms':
      if (!mayAlarm(edition, draft, said)) return saysOf(draft.decision) === 'nothing' ? { mind: null, mark: 'unusable' } : DOUBTS
      return { mind: { kind: 'alarms', entry: said.entry.id }, mark: 'disagrees' }
    default:
      return making satisfies never
  }
}

const AGREES: { mind: Mind; mark: ModelMark } = { mind: { kind: 'agrees' }, mark: 'agrees' }
const DOUBTS: { mind: Mind; mark: ModelMark } = { mind: { kind: 'doubts' }, mark: 'disagrees' }

type Rowed = Candidate & { readonly row: Row }

/** An entry with the row that holds under what the rules know; null when the edition has no such entry, or none of its rows holds. */
function candidateOf(edition: Edition, { facts, read, candidates }: Draft, id: string): Rowed | null {
  const entry = edition.entries.get(id)
  const row = rowsFor(edition, facts, read.kinds, read.denied)(id)
  if (entry === undefined || row === null) return null
  const ranked = candidates.find(c => c.entry.id === id)
  const unranked = { entry, principle: entry.principles[0] ?? id, alike: 0, fits: matches(entry, read.kinds), weight: 0 }
  return { ...(ranked ?? unranked), row }
}

function saysOf({ outcome }: Decision): Exclude<Says, 'handoff'> {
  const verdict = verdictClass(outcome)
  return SAYS.find((s): s is Exclude<Says, 'handoff'> => s === verdict && s !== 'handoff') ?? 'nothing'
}

/** Small talk and what is not our subject answer nothing, unless they forbid (whoever asks how to get round a rule). */
function saysTo(entry: Entry, row: Row): Says {
  const verdict = verdictClass(row.verdict)
  if (entry.kind === 'decline' && verdict !== 'forbidden') return 'nothing'
  return SAYS.find(s => s === verdict) ?? 'nothing'
}

/** Whether an open answer already says what the other row says, as one of its readings or of its branches. */
function covers({ between, row }: Decision, other: Row): boolean {
  const said = between.length > 0 ? between.map(c => c.row?.verdict ?? '') : (row?.branches ?? []).map(b => b.then)
  return said.some(verdict => verdictClass(verdict) === verdictClass(other.verdict))
}

function isAboutSame(edition: Edition, { entry }: Decision, id: string): boolean {
  const other = edition.entries.get(id)
  return entry !== null && other !== undefined && other.kind === entry.kind && other.topic === entry.topic
}

const isSameReading = (second: Candidate, said: Rowed): boolean =>
  second.entry.id === said.entry.id ||
  (second.principle === said.principle && verdictClass(second.row?.verdict ?? '') === verdictClass(said.row.verdict))

/** Ways in which the rules weigh the readings of an act against each other; a decision made otherwise (by one clause, by who acts) has no second. */
const WEIGHED_BY: readonly string[] = ['permit', BECAUSE.seconded, 'forbid', 'words-forbid']

/** The reading of another verdict that the rules themselves think of next, where it is more than a shadow. */
function secondOf(edition: Edition, { decision, facts, read, candidates }: Draft): Rowed | null {
  if (!WEIGHED_BY.includes(decision.because)) return null
  const own = verdictClass(decision.outcome)
  const isOther = (c: Candidate): c is Rowed =>
    c.entry.kind === 'act' && c.row !== null && verdictClass(c.row.verdict) !== own && ACTS.includes(verdictClass(c.row.verdict))
  const other = leaders(edition, candidates, read.matter)
    .map(g => g.leader)
    .find(isOther)
  if (other === undefined || isOfOthers(facts, other.row)) return null
  const least = verdictClass(other.row.verdict) === 'allowed' ? THRESHOLDS.beside : THRESHOLDS.open
  return other.weight >= least ? other : null
}

const ACTS: readonly string[] = ['allowed', 'depends', 'forbidden']

/** Who is not a civil servant is not answered with the discipline of those who are. */
const isOfOthers = ({ status }: Facts, { verdict }: Row): boolean => status === 'non-asn' && verdict === 'forbidden'

/** Whether the asker may be asked if this is meant: it answers an act or a procedure, and explains all that is decisive in the question. */
const mayLead = (edition: Edition, { facts, read }: Draft, { entry, row }: Rowed): boolean =>
  (entry.kind === 'act' || entry.kind === 'information') &&
  !isSpecial(entry.id) &&
  !isOfOthers(facts, row) &&
  unexplained(edition, entry, read.concepts).length === 0

/**
 * Likeness of a question to what people in that trouble write, from which an open answer gives way to a human. All of the knowledge's own cries for
 * help have it, four in five of those that the rules take for open questions, and one open question in seventeen beside a trouble drawn by lot.
 */
const ALARM_MIN = 0.25

/** Whether a person in trouble is believed: always where the rules understood nothing; where they have an open answer, when it sounds like it. */
const mayAlarm = (edition: Edition, { decision, read }: Draft, { entry, row }: Rowed): boolean =>
  entry.kind === 'trouble' &&
  row.verdict === 'handoff' &&
  (saysOf(decision) === 'nothing' || likenessTo(edition, entry, read) >= ALARM_MIN)

/** What speaks of an act or a thing; that somebody asks, or who, speaks of every entry alike. */
const TELLING = ['act', 'partisan', 'attribute', 'means', 'neutral', 'audience', 'trouble', 'process']

/**
 * Likeness of the words pointed to, to one phrasing of an entry, from which they speak of it: as far as the rules believe a single phrasing. With it
 * 85 % of the knowledge's own questions speak of their entry, 2 % of another one drawn by lot, 13 % of one of the same topic with another verdict;
 * with both an act and its object told, 75 % of them.
 */
const ALIKE_MIN = THRESHOLDS.near
const TOLD_MIN = 2

/** Whether the words that a model points to speak of the entry themselves: they fill its slots, or say nearly what one of its phrasings says. */
function speaksOf(edition: Edition, entry: Entry, words: readonly string[]): boolean {
  const read = edition.read(words.join(', '))
  // an act without an object ("boleh ikut?") speaks of a dozen entries
  if (read.concepts.filter(c => isOneOf(c, TELLING)).length < TOLD_MIN) return false
  return matches(entry, read.kinds) || likenessTo(edition, entry, read) >= ALIKE_MIN
}

function likenessTo({ bank }: Edition, { id }: Entry, { alike }: Read): number {
  return rank(bank, alike, bank.entries.length).find(r => r.entry === id)?.score ?? 0
}

// — what becomes of the decision —

/** Of what was not sure a model that agrees takes half; of how sure we were one that disagrees takes half. Only counts and curves are drawn from it. */
const MOVES = 0.5
/** Two readers that agree may both be wrong. */
const AGREED_MAX = 0.99

/** The draft as a mind leaves it; by the rules alone, without a mind, where it does not hold any more (the edition or what is known has changed). */
function weighed(edition: Edition, draft: Draft, mind: Mind): Draft {
  const decision = isReadable(draft) ? moved(edition, draft, mind) : null
  return decision === null ? { ...draft, mind: null } : { ...draft, mind, decision }
}

function moved(edition: Edition, draft: Draft, mind: Mind): Decision | null {
  const { decision, read } = draft
  const { confidence } = decision
  switch (mind.kind) {
    case 'agrees':
      // who takes one side of an open answer does not make it surer that it should be open; nor does who understands no more than the rules
      if (['depends', 'nothing'].includes(saysOf(decision))) return decision
      return { ...decision, confidence: Math.max(confidence, Math.min(AGREED_MAX, confidence + (1 - confidence) * MOVES)) }
    case 'doubts':
      return saysOf(decision) === 'nothing' ? null : { ...decision, confidence: confidence * MOVES }
    case 'hangs': {
      const second = secondOf(edition, draft)
      const own = decision.entry === null ? null : candidateOf(edition, draft, decision.entry.id)
      if (own === null || second?.entry.id !== mind.entry) return null
      const [milder, stricter] = strictness(own) < strictness(second) ? [own, second] : [second, own]
      return hang(milder, stricter, confidence * MOVES, leftOutside(edition, draft, milder), HUNG_BY_MODEL)
    }
    case 'leads': {
      const only = saysOf(decision) === 'nothing' ? candidateOf(edition, draft, mind.entry) : null
      if (only === null || !mayLead(edition, draft, only)) return null
      return hang(undefined, only, 0, unexplained(edition, only.entry, read.concepts), LED_BY_MODEL)
    }
    case 'alarms': {
      const hedges = ['depends', 'nothing'].includes(saysOf(decision))
      const only = hedges ? candidateOf(edition, draft, mind.entry) : null
      if (only === null || !mayAlarm(edition, draft, only)) return null
      return { ...nothing(ALARMED), outcome: 'handoff', entry: only.entry, row: only.row }
    }
    default:
      return mind satisfies never
  }
}

const ALARMED = 'model-alarms'

/** What stands outside the milder reading; of what the rules forbid, everything decisive: a choice that a model opened leads to no permission beside it. */
function leftOutside(edition: Edition, { decision, read }: Draft, milder: Rowed): string[] {
  if (decision.outcome === 'forbidden') return read.concepts.filter(c => isOneOf(c, edition.sources.decisive))
  return unexplained(edition, milder.entry, read.matter)
}

const strictness = ({ row }: Rowed): number => ACTS.indexOf(verdictClass(row.verdict))

// — what else was heard —

/**
 * Words that show a fact which the rules do not read; without them a model that names it is not believed. Nobody is taken out of civil-service
 * discipline by a model, and a stage is named, not concluded ("ikut kampanye" is no date).
 */
const SHOWN_BY: Readonly<Partial<Record<ReadableFact, RegExp>>> = {
  'status:PNS': /\beselon\b/i,
  'status:CPNS': /\b(?:latsar|prajab(?:atan)?)\b/i,
  'status:PPPK': /\bparuh waktu\b/i,
  'stage:before':
    /\b(?:bakal|balon|bacalon|penjaringan|(?:belum|blm|sebelum|sblm)\s+(?:\p{L}+\s+){0,2}(?:resmi|sah|daftar|mendaftar|pendaftaran|penetapan|ditetap\p{L}+))/iu,
  'stage:after':
    /\b(?:(?:sudah|udah|udh|sdh|dah|telah|setelah|sesudah|habis)\s+(?:\p{L}+\s+){0,2}(?:resmi|sah|penetapan|ditetap\p{L}+)|no(?:mor)? urut)/iu,
  'stage:campaign': /\b(?:masa|musim|jadwal|selama|periode)\s+(?:\p{L}+\s+)?kampanye/iu,
  'stage:quiet': /\b(?:masa|hari|minggu)\s+(?:\p{L}+\s+)?tenang/iu,
  'stage:polling': /\b(?:coblosan|pencoblosan|pemungutan|tps)\b/i,
  'stage:counting': /\b(?:penghitungan|perhitungan suara|rekap\p{L}*|(?:quick|real) count)/iu,
}
/** Words before those, by which they are not so. */
const DENIED_BEFORE = /\b(?:bukan|bkn|belum|blm|tidak|tdk|gak|nggak|ga|suami|istri|anak|teman|bapak|ibu)\s+(?:\p{L}+\s+)?$/iu

/** What a model took from the words and the rules did not know; only where the same row answers under it too. */
function supposedFrom(edition: Edition, { text, facts, read, decision }: Draft, reading: ModelReading): Facts {
  const { entry, row, between } = decision
  if (entry === null || row === null || between.length > 0) return facts
  const supposed = reading.facts
    .filter(({ fact, words }) => words.some(w => SHOWN_BY[fact]?.test(w) && !DENIED_BEFORE.test(text.slice(0, text.indexOf(w)))))
    .reduce((known, { fact }) => withFact(known, fact), facts)
  return rowsFor(edition, supposed, read.kinds, read.denied)(entry.id) === row ? supposed : facts
}

function withFact(facts: Facts, named: ReadableFact): Facts {
  const status = STATUSES.find(s => named === `status:${s}`) ?? null
  const stage = STAGES.find(s => named === `stage:${s}`) ?? null
  return { ...facts, status: facts.status ?? status, stage: facts.stage ?? stage }
}

const SPLITS_MAX = 3
const BEGINS =
  '(?:terus|trus|trs|lalu|kemudian|dan|juga|sekalian|satu lagi|oh iya|kalau|klo|kalo|kl|apakah|bolehkah|gimana|bagaimana)'
const BEGINS_CLAUSE = new RegExp(`^${BEGINS}\\b`, 'i')
const AFTER_CLAUSE = new RegExp(`^\\s*(?:$|[.,;:!?？…\\n]|${BEGINS}\\b)`, 'i')
const BEFORE_CLAUSE = /(?:^|[.,;:!?？…\n])\s*$/
const ENDS_CLAUSE = /[.!?？]\s*$/

/**
 * Things asked beside the one that the rules heard: whole clauses of this message that put a question, byte for byte, none inside another. Torn out of
 * its sentence ("tidak boleh …") a clause would say the opposite, so nothing that the whole denies may be affirmed by a part.
 */
function splitsOf(edition: Edition, { ask, read }: Draft, splits: readonly string[]): readonly string[] {
  const now = ask.said.at(-1) ?? ''
  if (partsOf(ask.said).length > 1) return []
  const taken: { readonly from: number; readonly to: number }[] = []
  for (const own of splits) {
    const from = now.indexOf(own)
    const to = from + own.length
    if (from < 0 || own.trim() === now.trim() || taken.some(t => from < t.to && t.from < to)) continue
    if (isWholeClause(now, own, from) && isQuestion(own) && !affirmsDenied(edition, read, own)) taken.push({ from, to })
  }
  return taken.slice(0, SPLITS_MAX).map(({ from, to }) => now.slice(from, to))
}

const isWholeClause = (text: string, own: string, from: number): boolean =>
  (BEFORE_CLAUSE.test(text.slice(0, from)) || BEGINS_CLAUSE.test(own)) &&
  (ENDS_CLAUSE.test(own) || AFTER_CLAUSE.test(text.slice(from + own.length)))

const isQuestion = (own: string): boolean => asks(own) && own.trim().split(/\s+/).length >= PART_WORDS_MIN

const affirmsDenied = (edition: Edition, whole: Read, own: string): boolean =>
  edition.read(own).concepts.some(c => whole.denied.has(c) && !isOneOf(c, ['intent']))
