// An edition: an immutable set of knowledge files, whoever wrote them, named by the hash of their bytes.
// `learnFrom` learns (slow, plain data, kept in a cache) from what decides how a question is understood, and from nothing else: circulars, their
// rows, the calendar and the wording of answers change without learning anew. `open` puts it beside the sources of the files (fast).
import { createHash } from 'node:crypto'
import { load } from 'js-yaml'
import type { z } from 'zod'
import type { ClauseRef, DateOnly, Force } from '../vocabulary.ts'
import { withDoers } from './doers.ts'
import { featuresOf, sceneOf } from './features.ts'
import { refOf } from './label.ts'
import { type Language, makeLanguage, type SpeltWords, type Token } from './language.ts'
import { makeLexicon, type Reading } from './lexicon.ts'
import { index, type PhraseBank } from './phrasebank.ts'
import { makePlaces, type Places } from './places.ts'
import {
  type Alike,
  alikeSchema,
  type Clause,
  type Concept,
  type Consequence,
  calendarSchema,
  conceptsSchema,
  consequencesSchema,
  documentsSchema,
  type Election,
  type Entry,
  entrySchema,
  factsSchema,
  type Paraphrases,
  type Place,
  paraphrasesSchema,
  placesSchema,
  questionsSchema,
  type Regional,
  type Regulation,
  type Row,
  regionalSchema,
  regulationSchema,
  type SetQuestion,
  spellingSchema,
  type ToldWords,
  toldSchema,
  topicsSchema,
  type Violation,
} from './schema.ts'
import { affirmed, isSaid, type Kinds, kindsOf, makeFilled } from './slots.ts'
import { type Example, type Features, learn, makeNumbering, type Numbered, type Statistics } from './statistics.ts'
import { withThreats } from './threats.ts'

/** Path relative to the knowledge folder → content. */
export type Files = ReadonlyMap<string, string>

/** What is wrong in a file: where, and which kind of problem. prompts/screens.id.yaml says each kind in words, with what to do. */
export type Problem = { readonly file: string; readonly field: string; readonly kind: string; readonly what: string }

/** The parsed files, before anything is learned. */
export type Sources = {
  readonly regulations: readonly Regulation[]
  readonly principles: readonly Entry[]
  readonly situations: readonly Entry[]
  readonly regionals: readonly Regional[]
  readonly concepts: readonly Concept[]
  readonly spelling: ReadonlyMap<string, string>
  readonly stems: ReadonlyMap<string, string>
  readonly alike: Alike
  readonly places: readonly Place[]
  readonly topics: readonly { id: string; name: string }[]
  readonly documentNames: readonly { say: string; documents: readonly string[] }[]
  readonly classes: readonly string[]
  readonly decisive: readonly string[]
  /** Clauses that speak of pairs of candidates alone: of who stands for a parliament they say nothing. */
  readonly pairsOnly: readonly ClauseRef[]
  readonly told: ToldWords
  readonly elections: readonly Election[]
  readonly consequences: readonly Consequence[]
  readonly questionSets: readonly { set: string; questions: readonly SetQuestion[] }[]
  readonly paraphrases: readonly Paraphrases[]
  /** id of an entry, regulation or set → the file it came from. */
  readonly fileOf: ReadonlyMap<string, string>
}

/** As much of an entry as is learned from. */
type Lesson = Pick<Entry, 'id' | 'kind' | 'principles' | 'match' | 'phrasings'> & {
  readonly rows: readonly Pick<Row, 'when' | 'verdict'>[]
}

/** Everything that is learned from; what stands nowhere in it can change without learning anew. */
export type Lessons = Pick<Sources, 'concepts' | 'spelling' | 'stems' | 'alike'> & {
  readonly principles: readonly Lesson[]
  readonly situations: readonly Lesson[]
}

/** Plain data: can be written to a cache and read back. */
export type Learned = {
  readonly words: readonly string[]
  /** The words of the lexicon as they are spelt: working them out anew takes a third of a start. */
  readonly spelt: SpeltWords
  readonly statistics: Statistics
  /** How the words of an act resemble those of permitted, forbidden and open acts. */
  readonly verdicts: Statistics
  readonly bank: PhraseBank
  /** entry → concept classes that several of its own phrasings speak of: its rows were written with them in view. */
  readonly attested: ReadonlyMap<string, readonly string[]>
}

/** What an edition is opened from. Its sources keep a few phrasings of each entry. */
export type Compiled = { readonly hash: string; readonly sources: Sources; readonly learned: Learned }

export type ClauseAt = { readonly regulation: Regulation; readonly clause: Clause; readonly ref: ClauseRef }

/** A text as the edition reads it. */
export type Read = {
  readonly tokens: readonly Token[]
  readonly readings: readonly Reading[]
  /** What the text affirms, and everything that this is a kind of. */
  readonly concepts: readonly string[]
  /** Those of them that stand in the matter asked about, not in the scene of a story. */
  readonly matter: readonly string[]
  readonly kinds: Kinds
  /** What the text denies, and everything that this is a kind of. */
  readonly denied: Kinds
  readonly features: Features
  readonly alike: Features
}

export type Edition = {
  readonly hash: string
  readonly sources: Sources
  readonly entries: ReadonlyMap<string, Entry>
  readonly statistics: Learned['statistics']
  readonly verdicts: Learned['verdicts']
  readonly bank: Learned['bank']
  readonly attested: Learned['attested']
  readonly language: Language
  readonly places: Places
  readonly regulation: (id: string) => Regulation | undefined
  /** Those of any of these places, in the order of the sources. */
  readonly regulationsOf: (places: readonly string[]) => readonly Regulation[]
  readonly clause: (ref: ClauseRef) => ClauseAt | undefined
  readonly clauses: () => readonly ClauseAt[]
  readonly read: (text: string) => Read
}

/** The name of an edition: SHA-256 over paths and bytes in the order of the paths. */
export function hashOf(files: Pick<Files, 'keys' | 'get'>): string {
  const hash = createHash('sha256')
  for (const path of [...files.keys()].sort())
    hash
      .update(`${path}\0`)
      .update(files.get(path) ?? '')
      .update('\0')
  return hash.digest('hex')
}

const NOTHING_ALIKE: Alike = {
  groups: [],
  apart: [],
  unshown: [],
  numbers: { as: '', mark: '', words: [], after: [], before: [] },
}

const NOTHING_TOLD: ToldWords = {
  bars: [],
  owner: '',
  doubt: '',
  none: null,
  aside: { kinds: [], before: [], between: [], behind: [] },
  kinds: [],
  rows: [],
}

/** Files as they were read before: one that says the same is not read again. Lent by whoever reads the same files many times. */
export type Known = Map<string, { readonly text: string; readonly data: unknown }>

type Shape<T> = { readonly safeParse: (data: unknown) => z.ZodSafeParseResult<T> }

/** What was looked at once has the shape it had. */
function remembering<T>(schema: Shape<T>): Shape<T> {
  const known = new WeakMap<object, z.ZodSafeParseResult<T>>()
  return {
    safeParse: data => {
      if (typeof data !== 'object' || data === null) return schema.safeParse(data)
      const result = known.get(data) ?? schema.safeParse(data)
      known.set(data, result)
      return result
    },
  }
}
const [anEntry, aRegulation, aRegional, someQuestions, somePlaces] = [
  remembering(entrySchema),
  remembering(regulationSchema),
  remembering(regionalSchema),
  remembering(questionsSchema),
  remembering(placesSchema),
]

function loaded(path: string, text: string, known: Known | null): unknown {
  const before = known?.get(path)
  if (before?.text === text) return before.data
  const data = load(text)
  known?.set(path, { text, data })
  return data
}

export function parse(files: Files, known: Known | null = null): { sources: Sources; problems: Problem[] } {
  const problems: Problem[] = []
  const fileOf = new Map<string, string>()
  const found = {
    regulations: [] as Regulation[],
    principles: [] as Entry[],
    situations: [] as Entry[],
    regionals: [] as Regional[],
    concepts: [] as Concept[],
    spelling: new Map<string, string>(),
    stems: new Map<string, string>(),
    alike: NOTHING_ALIKE,
    places: [] as Place[],
    topics: [] as { id: string; name: string }[],
    documentNames: [] as { say: string; documents: string[] }[],
    classes: [] as string[],
    decisive: [] as string[],
    pairsOnly: [] as ClauseRef[],
    told: NOTHING_TOLD,
    elections: [] as Election[],
    consequences: [] as Consequence[],
    questionSets: [] as { set: string; questions: SetQuestion[] }[],
    paraphrases: [] as Paraphrases[],
  }
  const take = <T>(schema: Shape<T>, file: string, data: unknown, use: (value: T) => void): void => {
    const result = schema.safeParse(data)
    if (result.success) {
      use(result.data)
      return
    }
    for (const issue of result.error.issues)
      problems.push({ file, field: issue.path.join('.'), kind: 'shape', what: issue.message })
  }
  const remember = (key: string, file: string): void => {
    const before = fileOf.get(key)
    if (before === undefined) fileOf.set(key, file)
    else problems.push({ file, field: 'id', kind: 'id-reused', what: `${key} (${before})` })
  }
  const names = new Map<string, string>()
  for (const path of [...files.keys()].filter(p => p.endsWith('.yaml')).sort()) {
    // not every disk tells capital letters apart
    const other = names.get(path.toLowerCase())
    if (other !== undefined) problems.push({ file: path, field: '', kind: 'same-name', what: other })
    names.set(path.toLowerCase(), path)
    let data: unknown
    try {
      data = loaded(path, files.get(path) ?? '', known)
    } catch (error) {
      problems.push({ file: path, field: '', kind: 'not-yaml', what: String(error).split('\n')[0] ?? '' })
      continue
    }
    const entry = (list: Entry[]) => (e: Entry) => {
      remember(e.id, path)
      list.push(e)
    }
    if (path.startsWith('regulations/'))
      take(aRegulation, path, data, r => {
        remember(r.id, path)
        found.regulations.push(r)
      })
    else if (path.startsWith('principles/')) take(anEntry, path, data, entry(found.principles))
    else if (path.startsWith('situations/')) take(anEntry, path, data, entry(found.situations))
    else if (path.startsWith('rows/'))
      take(aRegional, path, data, r => {
        remember(`rows ${r.regulation}`, path)
        found.regionals.push(r)
      })
    else if (path === 'questions/paraphrases.yaml')
      take(paraphrasesSchema, path, data, p => void found.paraphrases.push(...p.groups))
    else if (path.startsWith('questions/'))
      take(someQuestions, path, data, q => {
        remember(`questions ${q.set}`, path)
        found.questionSets.push(q)
      })
    else if (path.startsWith('vocabulary/concepts'))
      take(conceptsSchema, path, data, c => void found.concepts.push(...c.concepts))
    else if (path === 'vocabulary/spelling.yaml') take(spellingSchema, path, data, s => addAll(found.spelling, s.words))
    else if (path === 'vocabulary/stems.yaml') take(spellingSchema, path, data, s => addAll(found.stems, s.words))
    else if (path === 'vocabulary/alike.yaml')
      take(alikeSchema, path, data, a => {
        found.alike = a
      })
    else if (path === 'vocabulary/places.yaml') take(somePlaces, path, data, p => void found.places.push(...p.places))
    else if (path === 'vocabulary/topics.yaml') take(topicsSchema, path, data, t => void found.topics.push(...t.topics))
    else if (path === 'vocabulary/documents.yaml')
      take(documentsSchema, path, data, d => void found.documentNames.push(...d.names))
    else if (path === 'vocabulary/facts.yaml')
      take(factsSchema, path, data, f => {
        found.classes.push(...f.classes.map(c => c.id))
        found.decisive.push(...f.decisive)
        found.pairsOnly.push(...f.pairs_only)
      })
    else if (path === 'vocabulary/told.yaml')
      take(toldSchema, path, data, t => {
        found.told = t
      })
    else if (path === 'calendar.yaml') take(calendarSchema, path, data, c => void found.elections.push(...c.elections))
    else if (path === 'consequences.yaml')
      take(consequencesSchema, path, data, c => void found.consequences.push(...c.consequences))
    else problems.push({ file: path, field: '', kind: 'unknown-file', what: path })
  }
  return { sources: { ...found, fileOf }, problems }
}

function addAll(into: Map<string, string>, words: Readonly<Record<string, string>>): void {
  for (const [from, to] of Object.entries(words)) into.set(from.toLowerCase(), String(to).toLowerCase())
}

export function lessonsOf({ principles, situations, concepts, spelling, stems, alike }: Sources): Lessons {
  const lesson = ({ id, kind, principles, match, phrasings, rows }: Entry): Lesson => ({
    id,
    kind,
    principles,
    match,
    phrasings,
    rows: rows.map(({ when, verdict }) => ({ when, verdict })),
  })
  return { principles: principles.map(lesson), situations: situations.map(lesson), concepts, spelling, stems, alike }
}

/** The name of what is learned from: the same lessons teach the same. */
export const lessonsHash = ({ spelling, stems, ...rest }: Lessons): string =>
  createHash('sha256')
    .update(JSON.stringify([rest, [...spelling], [...stems]]))
    .digest('hex')

/** Learns and opens nothing: an edition to be opened, from sources with all their phrasings. */
export const compile = (hash: string, sources: Sources, hidden: ReadonlySet<string> = new Set()): Compiled => ({
  hash,
  sources: lean(sources),
  learned: learnFrom(lessonsOf(sources), hidden),
})

/** Learns everything that is learned. `hidden` entries are left out: the honest measure of acts nobody listed. */
export function learnFrom(lessons: Lessons, hidden: ReadonlySet<string> = new Set()): Learned {
  const words = knownWords(lessons)
  const { language, read } = reader(lessons, words, new Map())
  const spelt = language.spelt()
  const { names, number } = makeNumbering()
  const phrases: (Example & { entry: string; alike: Numbered })[] = []
  const acts: Example[] = []
  const labels = new Set(lessons.principles.map(p => p.id))
  const attested = new Map<string, readonly string[]>()
  for (const entry of [...lessons.principles, ...lessons.situations]) {
    if (hidden.has(entry.id)) continue
    const label = labels.has(entry.id) ? entry.id : (entry.principles[0] ?? '')
    const spoken = new Map<string, number>()
    for (const text of entry.phrasings) {
      const { concepts, kinds, denied, ...said } = read(text)
      const features = number(said.features)
      const key = keyOf(text)
      phrases.push({ entry: entry.id, label, features, key, alike: number(said.alike) })
      if (entry.kind === 'act') {
        const label = verdictClass(rowSaid(entry, kinds, denied).verdict)
        if (OF_ACTS.has(label)) acts.push({ features, key, label })
      }
      for (const c of new Set(concepts.map(classOf))) spoken.set(c, (spoken.get(c) ?? 0) + 1)
    }
    attested.set(
      entry.id,
      [...spoken].filter(([, n]) => n >= ATTESTED_MIN).map(([c]) => c),
    )
  }
  const examples = sampled(phrases.filter(p => labels.has(p.label)))
  return {
    words,
    spelt,
    statistics: learn(examples, names),
    verdicts: learn(acts, names),
    bank: index(
      phrases.map(p => ({ entry: p.entry, features: p.alike })),
      names,
    ),
    attested,
  }
}

/** An edition in which clauses, places, entries and rows can be looked up; nothing is learned, so it reads and answers nothing. */
export function consult(hash: string, sources: Sources): Edition {
  const nothing = learn([], [])
  const learned = {
    words: [],
    spelt: new Map(),
    statistics: nothing,
    verdicts: nothing,
    bank: index([], []),
    attested: new Map(),
  }
  return open({ hash, sources: lean(sources), learned })
}

/** Words joined by hyphens, as entries are named. */
const NAME_OF_ENTRY = /(?<![\p{L}\p{N}-])\p{Ll}+(?:-\p{Ll}+)+(?![\p{L}\p{N}-])/gu

export function open({ hash, sources, learned }: Compiled): Edition {
  const { statistics, verdicts, bank, attested } = learned
  // words are put together when the first text is read: whoever only looks things up needs none
  let reading: ReturnType<typeof reader> | null = null
  const words = (): ReturnType<typeof reader> => {
    reading ??= reader(sources, learned.words, learned.spelt)
    return reading
  }
  const places = makePlaces(sources.places, sources.alike.groups)
  const entries = new Map([...sources.principles, ...sources.situations].map(e => [e.id, e]))
  const regulations = new Map(sources.regulations.map(r => [r.id, r]))
  const clauses = new Map<ClauseRef, ClauseAt>()
  for (const regulation of sources.regulations) {
    for (const clause of regulation.clauses) {
      const ref = refOf(regulation.id, clause)
      const at = { regulation, clause, ref }
      clauses.set(ref, at)
      // a label that stands alone is enough where no other clause of the document has it
      const bare = `${regulation.id} ${clause.label}`
      if (!clauses.has(bare)) clauses.set(bare, at)
    }
  }
  const all = [...new Set(clauses.values())]
  const position = new Map(sources.regulations.map((r, at) => [r, at]))
  const byPlace = Map.groupBy(sources.regulations, r => r.place)
  return {
    hash,
    sources,
    entries,
    statistics,
    verdicts,
    bank,
    attested,
    get language() {
      return words().language
    },
    places,
    regulation: id => regulations.get(id),
    regulationsOf: places =>
      places.flatMap(p => byPlace.get(p) ?? []).sort((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0)),
    clause: ref => clauses.get(ref),
    clauses: () => all,
    // the names of entries are ours: nobody asks in them but to name an answer
    read: text => words().read(places.unnamed(text).replace(NAME_OF_ENTRY, name => (entries.has(name) ? ' ' : name))),
  }
}

/** The row that a phrasing's own words lead to; the last row of an entry always holds. */
function rowSaid(entry: Lesson, kinds: Kinds, denied: Kinds): Lesson['rows'][number] {
  const row = entry.rows.find(r => r.when.every(c => isSaid(c, kinds, denied) === true)) ?? entry.rows.at(-1)
  if (row === undefined) throw new Error(`${entry.id} has no row`)
  return row
}

/** What is learned of the verdict of an act; a row that helps or informs instead says nothing of the principles that always do. */
const OF_ACTS = new Set(['allowed', 'forbidden', 'depends'])

/** Permitted under conditions or wholly is one thing to the words of a question. */
export const verdictClass = (verdict: string): string => (verdict === 'allowed_if' ? 'allowed' : verdict)

/** Phrasings kept of an entry once they are learned from: examples for people; the files have them all. */
const EXAMPLES_KEPT = 3

/** The sources as an open edition keeps them. */
export function lean(sources: Sources): Sources {
  const few = (e: Entry): Entry => ({ ...e, phrasings: e.phrasings.slice(0, EXAMPLES_KEPT) })
  return { ...sources, principles: sources.principles.map(few), situations: sources.situations.map(few) }
}

/** Phrasings of one principle that are learned from: beyond it learning would grow without saying more. */
const LEARNED_MAX = 600

/** At most so many examples a label: those with the lowest keys, which are as good as drawn by lot and stay drawn when others are added. */
function sampled<T extends Example>(examples: readonly T[]): T[] {
  return [...Map.groupBy(examples, e => e.label).values()].flatMap(of =>
    of.length <= LEARNED_MAX ? of : of.toSorted((a, b) => a.key - b.key).slice(0, LEARNED_MAX),
  )
}

/** A number that stands for a text. */
const keyOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0)

/** Phrasings of an entry that must speak of a class before its rows count as written with it in view. */
const ATTESTED_MIN = 3

const classOf = (concept: string): string => concept.split('.').slice(0, 2).join('.')

/** What a consequence of this kind means for a person of this status; empty when nothing is written for it. */
export const consequenceText = (sources: Sources, kind: Violation, status: string): string =>
  sources.consequences.find(c => c.kind === kind && c.status.some(s => s === status))?.text ?? ''

/** How a text is read: the same when the edition learns and when it answers. */
function reader(
  sources: Omit<Lessons, 'situations'>,
  words: readonly string[],
  spelt: SpeltWords,
): { language: Language; read: (text: string) => Read } {
  const language = makeLanguage(sources.spelling, sources.stems, sources.alike)
  language.learn(words)
  language.remember(spelt)
  const lexicon = makeLexicon(sources.concepts, language)
  const filledBy = makeFilled(sources.principles)
  const read = (text: string): Read => {
    const tokens = language.tokens(text)
    const readings = withThreats(tokens, withDoers(tokens, lexicon.read(tokens)))
    const concepts = affirmed(readings)
    const kinds = kindsOf(concepts)
    const isScene = sceneOf(tokens, readings)
    const matter = affirmed(readings.filter(r => !isScene(r.from)))
    const denied = kindsOf(readings.filter(r => r.denied).map(r => r.concept))
    // many texts are read only for what they speak of
    let seen: ReturnType<typeof featuresOf> | null = null
    const see = (): ReturnType<typeof featuresOf> => {
      seen ??= featuresOf(tokens, readings, language.isKnown, filledBy(kinds), isScene)
      return seen
    }
    return {
      ...{ tokens, readings, concepts, matter, kinds, denied },
      get features() {
        return see().features
      },
      get alike() {
        return see().alike
      },
    }
  }
  return { language, read }
}

/** Words that count as known: all of the lexicon, and those that phrasings use at least three times. */
function knownWords(sources: Lessons): string[] {
  const count = new Map<string, number>()
  const add = (text: string, n: number): void => {
    for (const [word] of text.toLowerCase().matchAll(/\p{L}{3,}/gu)) {
      if (!sources.spelling.has(word)) count.set(word, (count.get(word) ?? 0) + n)
    }
  }
  for (const c of sources.concepts) for (const f of c.forms) add(f, 3)
  for (const e of [...sources.principles, ...sources.situations]) for (const p of e.phrasings) add(p, 1)
  return [...count].filter(([, n]) => n >= 3).map(([word]) => word)
}

/** The force of a clause on a date. Null: the rule did not exist yet. */
export function forceOn({ regulation, clause }: ClauseAt, on: DateOnly): Force | null {
  if (on < regulation.in_force_from) return null
  if (clause.in_force_until !== null) return on > clause.in_force_until ? 'repealed' : 'in_force'
  // a clause that outlives its regulation (`pp-53-2010`) stands in one without an end
  if (regulation.in_force_until !== null && on > regulation.in_force_until) return 'repealed'
  return clause.force
}

/** A binding rule whose force on the date is beyond doubt: only such a clause carries a firm verdict. */
export function isSureNorm(at: ClauseAt, on: DateOnly): boolean {
  const force = forceOn(at, on)
  return at.regulation.kind === 'norm' && (force === 'in_force' || force === 'amended')
}

/** Whether a regulation speaks to a person of this status; an unknown status is spoken to by all. */
export function bindsStatus(regulation: Regulation, status: string | null): boolean {
  if (status === null || regulation.binds.includes('umum') || regulation.kind !== 'norm') return true
  if (status === 'non-asn') return !regulation.binds.every(b => ['PNS', 'CPNS', 'PPPK'].includes(b))
  return regulation.binds.includes(status) || regulation.binds.every(b => !['PNS', 'CPNS', 'PPPK'].includes(b))
}
