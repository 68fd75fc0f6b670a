// The scored questions of ../shared/eval, where they are, answered by `ask --jsonl` as whoever scores answers would run it: without a model, with a
// good one and with a lying one.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { today } from '../../../src/adapters/clock.ts'
import { type Draft, traitOf } from '../../../src/answering/answering.ts'
import { casesIn, profileIn } from '../../../src/batch.ts'
import { newSession, type Session, take } from '../../../src/conversation/conversation.ts'
import { type Case, caseOf } from '../../../src/publishing/publishing.ts'
import type { Outcome } from '../../../src/vocabulary.ts'
import { edition, words } from '../../edition.ts'
import type { FakeModel } from '../../fakes/openai.ts'
import { type Check, progress, type Row } from '../proof.ts'
import { mindsFor } from './minds.ts'

const ROOT = join(import.meta.dirname, '../../..')
const EVAL = join(ROOT, '../shared/eval')
const FILES = ['dev.jsonl', 'dev2.jsonl'].map(name => join(EVAL, name))

export type Scored = { readonly rows: readonly Row[]; readonly checks: readonly Check[] }

export async function scoredBy(fake: FakeModel, leaving: (text: string) => string): Promise<Scored> {
  const there = FILES.filter(existsSync)
  const all: Scored[] = []
  for (const file of there) all.push(await scoredFile(fake, leaving, file))
  return { rows: all.flatMap(s => s.rows), checks: all.flatMap(s => s.checks) }
}

async function scoredFile(fake: FakeModel, leaving: (text: string) => string, file: string): Promise<Scored> {
  const name = file.slice(EVAL.length + 1)
  const cases = casesOfLines(readFileSync(file, 'utf8'))
  const minds = mindsFor(edition, cases, draftsOf, leaving)
  fake.mind({ read: minds.good, lie: minds.lying })
  const inputs = await program(process.execPath, [join(EVAL, 'score.mjs'), 'inputs', file], '', {})
  const settings = {
    RAMBU_MODEL_URL: fake.url,
    RAMBU_MODEL_KEY: fake.key,
    RAMBU_MODEL_READ: 'uji-baca',
    RAMBU_MODEL_WORD: 'uji-tulis',
  }
  const rows: Row[] = []
  const checks: Check[] = []
  let alone: readonly Outcome[] = []
  for (const [how, behave] of [
    ['absent', null],
    ['good', 'good'],
    ['lying', 'lies'],
  ] as const) {
    progress(`${name} ${how}`)
    if (behave !== null) fake.behave(behave)
    const args = ['--max-semi-space-size=4', join(ROOT, 'src/rambu.js'), 'ask', '--jsonl']
    const out = await program(process.execPath, args, inputs, behave === null ? {} : settings)
    const given = out.split('\n').filter(Boolean).map(outcomeIn)
    if (behave === null) alone = given
    const moved = given.flatMap((outcome, i) => (outcome === alone[i] ? [] : [{ from: alone[i], to: outcome }]))
    const elsewhere = moved.filter(m => m.to !== 'depends' && m.to !== 'handoff')
    rows.push({ file: name, model: how, ...(await score(file, out)), moved: moved.length, '→other': elsewhere.length })
    checks.push(
      { name: `${name}, ${how}: every line is answered`, isMet: given.length === cases.length },
      { name: `${name}, ${how}: outcomes move to depends or to a human, nowhere else`, isMet: elsewhere.length === 0 },
      { name: `${name}, ${how}: nothing is permitted anew`, isMet: moved.every(m => !traitOf(m.to).permits) },
    )
  }
  return { rows, checks }
}

const casesOfLines = (text: string): Case[] =>
  text
    .split('\n')
    .filter(Boolean)
    .flatMap(line => casesIn(JSON.parse(line)) ?? [])
    .map(asked => caseOf(asked, profileIn(edition, asked, today())))

function draftsOf({ turns, profile }: Case): readonly (readonly Draft[])[] {
  let session: Session = newSession
  return turns.map(turn => {
    const taken = take({ edition, words, profile, homePlace: null, office: null }, session, turn)
    session = taken.session
    return taken.drafts
  })
}

const outcomeIn = (line: string): Outcome => JSON.parse(line).outcome

/** As the scorer counts, in percent where it does. */
async function score(file: string, out: string): Promise<Row> {
  const answers = join(tmpdir(), `rambu-model-proof-${process.pid}.jsonl`)
  writeFileSync(answers, out)
  const told = await program(process.execPath, [join(EVAL, 'score.mjs'), 'score', file, answers, '--json'], '', {})
  rmSync(answers)
  const { totals } = JSON.parse(told)
  const percent = (n: number): number => (100 * n) / totals.cases
  return {
    answers: totals.cases,
    'outcome %': percent(totals.outcome),
    'cites %': percent(totals.cites),
    'content %': percent(totals.content),
    'full %': percent(totals.full),
    'wrong+': totals.wrongPermission,
    'over-': totals.overForbids,
    'hedges %': percent(totals.hedges),
  }
}

function program(file: string, args: readonly string[], input: string, env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const { PATH = '', HOME = '' } = process.env
    const child = spawn(file, args, { cwd: ROOT, env: { PATH, HOME, ...env }, stdio: ['pipe', 'pipe', 'inherit'] })
    const parts: Buffer[] = []
    child.stdout.on('data', part => parts.push(part))
    child.on('error', reject)
    child.on('close', code => {
      if (code === 0) resolve(Buffer.concat(parts).toString('utf8'))
      else reject(new Error(`${args.join(' ')} ended with ${code}`))
    })
    child.stdin.end(input)
  })
}
