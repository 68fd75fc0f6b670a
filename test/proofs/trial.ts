// `npm run bench -- trial [--smoke --json]`: a regional circular with five rows, made in code, tried beside the knowledge as it is.
//
// The trial runs as the tester's thread runs it, without the thread: own questions, those of the topics where the circular speaks, above it and
// beside it, smoke and hostile sets, then all others of the knowledge. Everything on one core, in this process.
// What is learned is learned before and apart; that a circular needs no learning is part of the figures (`candidate opened`).
// Beside it in the same run: the same questions answered once by the live edition alone. The trial answers twice and compares, so twice the
// baseline is what it cannot fall below.
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { readFiles, readText } from '../../src/adapters/disk.ts'
import { answer, parseWords } from '../../src/answering/answering.ts'
import { check, type Edition, type Files, hashOf } from '../../src/knowledge/knowledge.ts'
import { openEdition } from '../../src/main.ts'
import { questionsFor } from '../../src/publishing/posed.ts'
import { difference, type Trial, trial } from '../../src/publishing/publishing.ts'
import { circularAdded, PATHS, PLACE } from '../publishing/circular.ts'
import { at, type Check, column, conclude, flagsOf, progress } from './proof.ts'

const flags = flagsOf(process.argv.slice(3))
const ROOT = join(import.meta.dirname, '../..')
const QUESTIONS = 2000
const ROUNDS = flags.isSmoke ? 1 : 5
const TARGET_MS = 10_000
/** Between two signs of life. */
const SILENT_MS = 1000

const moment = (): number => performance.now()
const words = parseWords(readText(join(ROOT, 'prompts/replies.id.yaml')))
const knowledge = join(ROOT, 'knowledge')
const live = readFiles(knowledge)
const candidate = circularAdded(knowledge)

/** On the clock, and on the processor alone: what others do on the machine shows in the first only. */
type Took = { readonly ms: number; readonly processorMs: number }

function timed<T>(run: () => T): Took & { readonly value: T } {
  const start = moment()
  const before = process.cpuUsage()
  const value = run()
  const { user, system } = process.cpuUsage(before)
  return { ms: moment() - start, processorMs: (user + system) / 1000, value }
}

const opened = (files: Files, cache: string): Edition => openEdition({ edition: hashOf(files), files: () => files }, cache)

/** `reachedMs`: when so many questions were asked as the target names. */
type Run = { readonly reachedMs: number; readonly silentMs: number; readonly told: number; readonly tried: Trial }

/** One run: what came of it, and the longest silence between two signs of progress. */
function run(sides: { readonly live: Edition; readonly candidate: Edition }): Run {
  const going = trial({ ...sides, words }, PATHS, [], moment)
  const start = moment()
  let last = start
  let silentMs = 0
  let reachedMs = Number.NaN
  for (let told = 0; ; told++) {
    const next = going.next()
    silentMs = Math.max(silentMs, moment() - last)
    last = moment()
    if (next.done) return { reachedMs, silentMs, told, tried: next.value }
    if (Number.isNaN(reachedMs) && next.value.done >= QUESTIONS) reachedMs = last - start
    progress(`${next.value.done}/${next.value.of}`)
  }
}

/** The same questions answered once, with nothing compared. */
const baseline = (edition: Edition, asked: ReturnType<typeof questionsFor>): Took =>
  timed(() => {
    for (const { said, profile } of asked) answer(edition, words, { said, profile, homePlace: null, office: null })
  })

const cache = mkdtempSync(join(tmpdir(), 'rambu-trial-'))
try {
  const learned = timed(() => opened(live, cache))
  const ready = timed(() => opened(candidate, cache))
  const checked = timed(() => check(candidate))
  const compared = timed(() => difference(live, candidate))
  const sides = { live: learned.value, candidate: ready.value }
  const asked = questionsFor(sides.live, sides.candidate, PATHS)
  // the tester's thread is as cold as the first run
  const first = timed(() => run(sides))
  const runs = Array.from({ length: ROUNDS }, () => timed(() => run(sides)))
  const alone = Array.from({ length: ROUNDS }, () => baseline(sides.live, asked))
  const median = (took: readonly Took[], of: 'ms' | 'processorMs'): number =>
    at(
      0.5,
      took.map(t => t[of]),
    ) ?? 0
  const { tried, told } = first.value
  const all = [first, ...runs].map(r => r.value)
  const each = QUESTIONS / asked.length
  const figures = {
    'questions asked': asked.length,
    'first run (ms)': first.ms,
    'first run, processor (ms)': first.processorMs,
    'median of the others, processor (ms)': median(runs, 'processorMs'),
    '2,000 asked, first run (ms)': first.value.reachedMs,
    'for 2,000, first run, processor (ms)': first.processorMs * each,
    'the same answered once by the live edition alone, processor (ms)': median(alone, 'processorMs'),
    'times that': median(runs, 'processorMs') / median(alone, 'processorMs'),
    'signs of progress': told,
    'longest silence (ms)': Math.max(...all.map(r => r.silentMs)),
    'answers that change': tried.counts.reduce((n, c) => n + c.changed, 0),
    'of them in the place of the circular': tried.cases.filter(c => c.changeKey !== null && c.place === PLACE).length,
    'rules that contradict each other': tried.conflicts.length,
    'learned before, once, processor (ms)': learned.processorMs,
    'candidate opened, nothing to learn, processor (ms)': ready.processorMs,
    'candidate checked, processor (ms)': checked.processorMs,
    'difference of the files, processor (ms)': compared.processorMs,
    'memory (MB)': process.memoryUsage().rss / 2 ** 20,
    'load of the machine before': loadavg()[0] ?? 0,
    processors: availableParallelism(),
  }
  const changedElsewhere = tried.cases.filter(c => c.changeKey !== null && c.place !== PLACE).length
  const checks: Check[] = [
    { name: `2,000 questions in less than ${TARGET_MS / 1000} s`, isMet: first.value.reachedMs < TARGET_MS },
    { name: `never silent for ${SILENT_MS} ms`, isMet: figures['longest silence (ms)'] < SILENT_MS },
    {
      name: 'the same answers in every run',
      isMet: all.every(r => JSON.stringify(same(r.tried)) === JSON.stringify(same(tried))),
    },
    { name: 'nothing changes outside the place of the circular', isMet: changedElsewhere === 0 },
  ]
  conclude(flags, 'trial', figures, column(figures), checks)
} finally {
  rmSync(cache, { recursive: true, force: true })
}

function same({ tookMs: _, ...rest }: Trial): Omit<Trial, 'tookMs'> {
  return rest
}
