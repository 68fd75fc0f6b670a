// Benchmarks, run by hand and in smoke mode by .ci/run: `npm run bench -- answer [--smoke]`, and those of the files named below.
// `answer`: answers per second and latency, loading and memory, at the edition as it is and grown with synthetic situations and clauses;
// beside it in the same run a bare MiniSearch over the same phrasings.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import MiniSearch from 'minisearch'
import { diskCache, readFiles, readText } from '../../src/adapters/disk.ts'
import { answer, parseWords } from '../../src/answering/answering.ts'
import { type Compiled, compile, type Edition, open, parse, type Sources, sequence } from '../../src/knowledge/knowledge.ts'
import { questionsOf } from '../../src/publishing/publishing.ts'

const [what, ...flags] = process.argv.slice(2)
if (what === '--load') {
  // a process of its own that does nothing but open the edition from its cache: what a start costs
  const [folder = '', key = ''] = flags
  const start = performance.now()
  const edition = open(diskCache(folder).get(key) as Compiled)
  const took = performance.now() - start
  globalThis.gc?.()
  process.stdout.write(JSON.stringify({ took, memory: process.memoryUsage().rss / 2 ** 20, entries: edition.entries.size }))
  process.exit(0)
}
const isSmoke = flags.includes('--smoke')
/** Benches in files of their own. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  bot: './bot.ts',
  console: './console.ts',
  faults: './faults.ts',
  import: './import/bench.ts',
  reload: './reload.ts',
  trial: './trial.ts',
}
const elsewhere = ELSEWHERE[what ?? '']
if (elsewhere !== undefined) {
  await import(elsewhere)
  process.exit(process.exitCode)
}
if (what !== 'answer') {
  process.stderr.write(`usage: npm run bench -- answer|${Object.keys(ELSEWHERE).join('|')} [--smoke]\n`)
  process.exit(2)
}

const ROOT = join(import.meta.dirname, '../..')
const words = parseWords(readText(join(ROOT, 'prompts/replies.id.yaml')))
const files = readFiles(join(ROOT, 'knowledge'))
const { sources } = parse(files)
const out = (line: string): void => void process.stdout.write(`${line}\n`)

/** Opens the edition from its cache in a fresh process: milliseconds and resident megabytes. */
function startCost(folder: string, key: string): { took: number; memory: number } {
  const ran = spawnSync(
    process.execPath,
    ['--expose-gc', '--max-semi-space-size=4', import.meta.filename, '--load', folder, key],
    // as src/rambu.js starts it: types erased once, not at every start
    { encoding: 'utf8', env: { ...process.env, NODE_COMPILE_CACHE: join(ROOT, '.cache/node') } },
  )
  return JSON.parse(ran.stdout)
}

/** Seed of the shuffling: the same synthetic knowledge in every run. */
const SEED = 11

/** The same knowledge with copies of every situation and clause whose words are shuffled among all words in use. */
function grown(times: number): Sources {
  if (times === 1) return sources
  const next = sequence(SEED)
  const texts = [...sources.principles, ...sources.situations].flatMap(e => e.phrasings)
  const vocabulary = texts.flatMap(t => t.split(' '))
  const shuffled = (text: string): string =>
    text
      .split(' ')
      .map(w => (next() < 0.5 ? w : (vocabulary[Math.floor(next() * vocabulary.length)] ?? w)))
      .join(' ')
  const situations = [...sources.situations]
  const regulations = [...sources.regulations]
  for (let copy = 1; copy < times; copy++) {
    for (const s of sources.situations) situations.push({ ...s, id: `${s.id}-${copy}`, phrasings: s.phrasings.map(shuffled) })
    for (const r of sources.regulations)
      regulations.push({ ...r, id: `${r.id}-${copy}`, clauses: r.clauses.map(c => ({ ...c, text: shuffled(c.text) })) })
  }
  return { ...sources, situations, regulations }
}

const questions = questionsOf(sources, null).map(q => q.question)

/** A bare MiniSearch is asked one question in so many: over a grown edition all of them would take it hours. */
const MINI_EVERY = 20

function timed(
  run: (question: (typeof questions)[number]) => void,
  rounds: number,
  asked = questions,
): { perSecond: number; mean: number; p50: number; p99: number } {
  for (const q of asked) run(q)
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    for (const q of asked) {
      const start = performance.now()
      run(q)
      took.push(performance.now() - start)
    }
  }
  took.sort((a, b) => a - b)
  const sum = took.reduce((a, b) => a + b, 0)
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? 0
  return { perSecond: (1000 * took.length) / sum, mean: sum / took.length, p50: at(0.5), p99: at(0.99) }
}

const cell = (n: number, digits = 3): string => n.toFixed(digits).padStart(11)
const row = (name: string, phrases: number, t: ReturnType<typeof timed>, rest: string): void =>
  out(`${name.padEnd(24)}${String(phrases).padStart(9)}${cell(t.perSecond, 0)}${cell(t.mean)}${cell(t.p50)}${cell(t.p99)}${rest}`)

out(`${questions.length} questions; times in ms, memory in MB (a fresh process that opens the edition from its cache)`)
out(
  `${'edition'.padEnd(24)}${'phrases'.padStart(9)}${'answers/s'.padStart(11)}${'mean'.padStart(11)}${'p50'.padStart(11)}${'p99'.padStart(11)}${'compile'.padStart(11)}${'from cache'.padStart(11)}${'memory'.padStart(11)}`,
)

const folder = mkdtempSync(join(tmpdir(), 'rambu-bench-'))
try {
  for (const times of isSmoke ? [1] : [1, 10, 100]) {
    const bigger = grown(times)
    const start = performance.now()
    const compiled = compile(`${times}`, bigger)
    const compileMs = performance.now() - start
    const cache = diskCache(folder)
    cache.put(String(times), compiled)
    const { took: loadMs, memory } = startCost(folder, String(times))
    const edition: Edition = open(cache.get(String(times)) as Compiled)
    const run = (q: (typeof questions)[number]): void =>
      void answer(edition, words, {
        said: [q.ask],
        profile: { status: q.status, place: q.place, on: q.on },
        homePlace: null,
        office: null,
      })
    const phrases = [...bigger.principles, ...bigger.situations].flatMap(e => e.phrasings.map(text => ({ text, entry: e.id })))
    row(
      `rambu ×${times}`,
      phrases.length,
      timed(run, isSmoke ? 1 : 3),
      `${cell(compileMs, 0)}${cell(loadMs, 0)}${cell(memory, 0)}`,
    )

    const indexed = performance.now()
    const mini = new MiniSearch<{ id: number; text: string }>({ fields: ['text'] })
    mini.addAll(phrases.map((p, id) => ({ id, text: p.text })))
    const indexMs = performance.now() - indexed
    row(
      `bare MiniSearch ×${times}`,
      phrases.length,
      timed(
        q => void mini.search(q.ask),
        1,
        questions.filter((_, i) => i % MINI_EVERY === 0),
      ),
      cell(indexMs, 0),
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
