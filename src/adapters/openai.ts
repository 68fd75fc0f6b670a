// A language model behind an OpenAI-compatible interface, as the inbox asks it: it reads questions and words decided answers. What it says is checked
// here for its shape and for standing in the question; what becomes of it is decided elsewhere. It writes no word down, and logs none.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Keyv } from 'keyv'
import { z } from 'zod'
import { type Model, type ModelTask, type OffWhy, READABLE_FACTS, readingWatch, type Told, type Watch } from '../inbox/inbox.ts'
import { type Filled, type Prompt, PromptBroken, parsePrompt, tamed } from '../prompt.ts'
import { now, sleep } from './clock.ts'
import { diskCache, readText } from './disk.ts'
import type { Understood } from './model/answered.ts'
import type { CallEvent, Called, Caller, Usage } from './model/caller.ts'
import { type CallingConfig, type CallingParts, openCalling } from './model/calling.ts'
import { type Catalogue, openNear } from './model/near.ts'

export type { CallEvent, Usage } from './model/caller.ts'
export type { CallingConfig } from './model/calling.ts'

type ReadTask = Extract<ModelTask, { kind: 'read' }>
type WordTask = Extract<ModelTask, { kind: 'word' }>
type Reading = NonNullable<Told['reading']>
type Wording = NonNullable<Told['wording']>

export type OpenedModel = Model & {
  /** Why it is switched off; null: it is not. */
  readonly off: Watch['off']
  readonly states: Caller['states']
  readonly share: Watch['share']
  /** The versions of what it is told, by name. */
  readonly prompts: Readonly<Record<string, string>>
  readonly usage: () => readonly Usage[]
  /** Resolves once what is near by meaning can be told, or cannot be had; whoever answers does not wait for it. */
  readonly prepared: () => Promise<void>
  readonly stop: () => Promise<void>
}

export type ModelParts = {
  readonly config: CallingConfig
  readonly promptsFolder: string
  readonly cacheFolder: string
  readonly process: string
  /** Takes out what names or reaches a person; words that were redacted before stay as they are. */
  readonly redact: (text: string) => { readonly text: string }
  /** What the entries of the edition that answers are called; null: nothing is looked for by meaning. */
  readonly near: { readonly edition: () => string; readonly catalogue: () => Promise<Catalogue> } | null
  readonly tell: (event: CallEvent) => void
  readonly onMarks: Model['note']
  readonly onOff: (why: OffWhy, share: number) => void
  readonly onFailure: (error: unknown) => void
  readonly tuning?: NonNullable<CallingParts['tuning']>
  /** How long a reply is kept in memory; 0: not at all. */
  readonly keepMs?: number
}

/** What a turn asks for; whoever hears voices or drafts calls by itself. */
const ANSWERING: readonly string[] = ['read', 'word', 'embed']
const KEEP_MS = 3_600_000
const KEPT_MAX = 2000
/** Of an asker's waiting, what the search for near entries may take. */
const NEAR_SHARE = 0.15

export function openModel(parts: ModelParts): OpenedModel {
  const { config, promptsFolder, redact } = parts
  const prompt = (name: string): Prompt => parsePrompt(name, readText(join(promptsFolder, `${name}.md`)))
  const prompts = { read: prompt('model-read'), word: prompt('model-word') }
  const calling = openCalling(parts)
  const watch = readingWatch(parts.onOff)
  const kept = replies(parts.keepMs ?? KEEP_MS)
  const near = nearOf(parts, calling, kept)
  near?.prepare()

  const read = async (task: ReadTask, signal: AbortSignal, isUnkept: boolean): Promise<Called<Reading>> => {
    const sent = redact(task.text).text
    const added = (await near?.nearest(sent, task.entries, signal, isUnkept)) ?? []
    const entries = [...task.entries, ...added]
    const listed = entries.map(({ id, title }) => `${id} | ${title.replaceAll('\n', ' ')}`).join('\n')
    const filled = prompts.read.fill({ entries: listed, question: sent })
    const check = (reading: Reading): Understood<Reading> => standing(reading, sent, entries)
    return calling.ask('read', wantedOf('reading', prompts.read, filled, readingShape, check), signal)
  }
  const word = async (task: WordTask, signal: AbortSignal): Promise<Wording | null> => {
    const filled = prompts.word.fill({ ...blanksOf(task), question: redact(task.question).text })
    const check = (wire: z.infer<typeof wordingShape>): Understood<Wording> => wordingOf(wire, task)
    return given(await calling.ask('word', wantedOf('wording', prompts.word, filled, wordingShape, check), signal))
  }
  const told = async (task: ModelTask, signal: AbortSignal, isUnkept: boolean): Promise<Told> => {
    const { name, version } = prompts[task.kind]
    const key = hashed(name, String(version), config.names[task.kind] ?? '', task.key)
    const before = await kept.get<Told>(key)
    if (before !== undefined) return before
    const called = task.kind === 'read' ? await read(task, signal, isUnkept) : null
    const reading = called === null ? null : given(called)
    // the reading of this very turn may have used up what a day is to cost
    const wording = task.kind === 'word' && !calling.isSparing() ? await word(task, signal) : null
    const isUnusable = called?.kind === 'none' && called.why === 'unusable'
    const fresh = { key: task.key, reading, wording, ...(isUnusable ? { isUnusable } : {}) }
    if (!isUnkept && (reading !== null || wording !== null)) await kept.put(key, fresh)
    return fresh
  }

  return {
    isLocal: config.isLocal,
    limitMs: config.limitMs,
    ready: () => ({
      reads: watch.off() === null && calling.isReady('read'),
      words: watch.off() === null && calling.isReady('word') && !calling.isSparing(),
    }),
    ask: (task, signal, isUnkept = false) =>
      told(task, signal, isUnkept).catch(error => {
        // a story longer than a prompt takes is no failure
        if (!(error instanceof PromptBroken)) parts.onFailure(error)
        return { key: task.key, reading: null, wording: null }
      }),
    note: marks => {
      watch.note(marks)
      parts.onMarks(marks)
    },
    off: watch.off,
    share: watch.share,
    states: () => calling.states().filter(({ role }) => ANSWERING.includes(role)),
    prompts: Object.fromEntries(Object.values(prompts).map(({ name, version }) => [name, String(version)])),
    usage: calling.usage,
    prepared: async () => near?.settled(),
    stop: async () => {
      await near?.stop()
      calling.stop()
    },
  }
}

const given = <T>(called: Called<T>): T | null => (called.kind === 'given' ? called.value : null)

const wantedOf = <W, T>(
  name: string,
  { limits }: Prompt,
  { system, user }: Filled,
  shape: z.ZodType<W>,
  check: (value: W) => Understood<T>,
) => ({
  name,
  system,
  user,
  reply: limits.reply,
  shape,
  check,
})

/** Lengths stand before the parts, so that no two lists of parts are written alike. */
const hashed = (...parts: readonly string[]): string =>
  createHash('sha256')
    .update(parts.map(p => `${p.length}:${p}`).join(''))
    .digest('hex')

// — what is kept —

/** The oldest goes when a new one has no room: what has expired is only let go of when it is asked for. */
class Bounded extends Map<string, unknown> {
  override set(key: string, value: unknown): this {
    this.delete(key)
    const [oldest] = this.keys()
    if (this.size >= KEPT_MAX && oldest !== undefined) this.delete(oldest)
    return super.set(key, value)
  }
}

type Kept = {
  readonly get: <T>(key: string) => Promise<T | undefined>
  readonly put: (key: string, value: unknown) => Promise<void>
}

/** In memory alone: words of askers stand in replies. */
function replies(keepMs: number): Kept {
  if (keepMs === 0) return { get: async () => undefined, put: async () => {} }
  const keyv = new Keyv({ store: new Bounded(), ttl: keepMs, serialization: false })
  return { get: key => keyv.get(key), put: async (key, value) => void (await keyv.set(key, value)) }
}

function nearOf({ near, config, cacheFolder, onFailure }: ModelParts, calling: Caller, kept: Kept) {
  const model = config.names.embed
  if (near === null || model === null) return null
  return openNear({
    ...near,
    model,
    embed: async (texts, signal) => {
      return given(await calling.embed(texts, signal))
    },
    disk: diskCache(cacheFolder),
    questions: {
      get: key => kept.get<Float32Array>(`near ${key}`),
      put: (key, vector) => kept.put(`near ${key}`, vector),
    },
    shareMs: config.limitMs * NEAR_SHARE,
    sleep,
    now,
    onFailure,
  })
}

// — readings —

const readingShape = z.strictObject({
  // ids are checked here and not by the server: a list that changes with each question would be a new shape with each question
  entries: z.array(z.strictObject({ id: z.string(), words: z.array(z.string()) })),
  facts: z.array(z.strictObject({ fact: z.enum(READABLE_FACTS), words: z.array(z.string()) })),
  splits: z.array(z.string()),
})

/** Of each list; more is no reading, and would be kept and thought through. */
const LISTED_MAX = 12

const isBounded = ({ entries, facts, splits }: Reading): boolean =>
  [entries, facts, splits, ...[...entries, ...facts].map(part => part.words)].every(list => list.length <= LISTED_MAX)

/** A reading whose ids were listed and whose words stand in the question, byte for byte; capitals that it changed are changed back. */
function standing(reading: Reading, sent: string, entries: readonly { readonly id: string }[]): Understood<Reading> {
  if (!isBounded(reading)) return { kind: 'wrong', what: 'it lists too much' }
  const isListed = new Set(entries.map(e => e.id))
  if (reading.entries.some(e => !isListed.has(e.id))) return { kind: 'wrong', what: 'entries has an id that is not in the list' }
  const find = locator(sent)
  const shown = <T extends { readonly words: readonly string[] }>(part: T): readonly T[] => {
    const words = part.words.flatMap(find)
    return words.length === part.words.length && words.length > 0 ? [{ ...part, words }] : []
  }
  const [found, facts, splits] = [reading.entries.flatMap(shown), reading.facts.flatMap(shown), reading.splits.flatMap(find)]
  const isWhole =
    found.length === reading.entries.length && facts.length === reading.facts.length && splits.length === reading.splits.length
  return isWhole
    ? { kind: 'understood', value: { entries: found, facts, splits } }
    : { kind: 'wrong', what: 'words and splits must be copied from the question letter for letter, at least one each' }
}

/** Words as they stand in what was sent, of which the model saw a tamed copy of the same length; none where they do not. */
function locator(sent: string): (words: string) => readonly string[] {
  const seen = tamed(sent)
  const low = seen.toLowerCase()
  return words => {
    const wanted = tamed(words).trim()
    const exact = seen.indexOf(wanted)
    // some letters are longer in small, and then places would not be the same
    const at = exact >= 0 || low.length !== seen.length ? exact : low.indexOf(wanted.toLowerCase())
    return wanted === '' || at < 0 ? [] : [sent.slice(at, at + wanted.length)]
  }
}

// — wordings —

/** A line without text stays as it was given: one shape for both, which small servers understand. */
const wordingShape = z.strictObject({
  lines: z.array(z.strictObject({ at: z.number().int().nonnegative(), text: z.string().nullable() })),
})

const blanksOf = ({ outcome, max, sentences, clauses }: WordTask) => ({
  outcome,
  max: String(max),
  sentences: sentences.map(({ text, isFixed }, at) => JSON.stringify({ at, fixed: isFixed, text })).join('\n'),
  clauses: clauses.map(({ n, name, text }) => JSON.stringify({ n, name, text })).join('\n'),
})

function wordingOf({ lines }: z.infer<typeof wordingShape>, { sentences, max }: WordTask): Understood<Wording> {
  const isLong = lines.length > sentences.length || lines.reduce((n, { text }) => n + (text?.length ?? 0), 0) > max
  if (isLong) return { kind: 'wrong', what: 'it is longer than the whole answer may be' }
  if (lines.some(l => l.at >= sentences.length)) return { kind: 'wrong', what: 'lines has a number that no sentence has' }
  return {
    kind: 'understood',
    value: { lines: lines.map(({ at, text }) => (text === null || sentences[at]?.text === text ? { keep: at } : { at, text })) },
  }
}
