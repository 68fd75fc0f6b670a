// A model is tried beside the rules from the command line, as an operator does before the bot is let ask it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, it } from 'vitest'
import { readEvaluation } from '../../src/publishing/publishing.ts'
import { type FakeModel, fakeModel } from '../fakes/openai.ts'
import { testFolders } from '../store.ts'

const ROOT = join(import.meta.dirname, '../..')
const { folder } = testFolders('evaluating')
const fake = await fakeModel()
afterAll(async () => {
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

type Ran = { readonly status: number | null; readonly out: string; readonly err: string }

async function regress(
  args: readonly string[],
  model: FakeModel | null,
  interruptAfter = Number.POSITIVE_INFINITY,
): Promise<Ran> {
  const { PATH = '', HOME = '' } = process.env
  const settings =
    model === null
      ? {}
      : { RAMBU_MODEL_URL: model.url, RAMBU_MODEL_KEY: model.key, RAMBU_MODEL_READ: 'baca', RAMBU_MODEL_WORD: 'tulis' }
  const child = spawn(process.execPath, ['--max-semi-space-size=4', 'src/cli.ts', 'regress', ...args], {
    cwd: ROOT,
    env: { PATH, HOME, ...settings },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (part: Buffer) => {
    out += part.toString()
  })
  child.stderr.on('data', (part: Buffer) => {
    err += part.toString()
  })
  const ended = once(child, 'close')
  if (model !== null && Number.isFinite(interruptAfter)) {
    await model.came(model.heard.length + interruptAfter)
    child.kill('SIGINT')
  }
  const [status] = await ended
  return { status: typeof status === 'number' ? status : null, out, err }
}

const read = (path: string) => readEvaluation(JSON.parse(readFileSync(path, 'utf8')))

describe('a model tried from the command line', () => {
  it('is asked each question three times beside the rules; the result names what it was made with, and its curve is drawn', async () => {
    const json = join(folder, 'a.json')
    fake.behave('good')
    const { status, out } = await regress(['--model', '--set', 'smoke', '--out', json], fake)
    expect(status).toBe(0)
    const result = read(json)
    expect(result).toMatchObject({
      isWhole: true,
      set: 'smoke',
      runs: 3,
      models: { read: 'baca', word: 'tulis' },
      isLocal: false,
    })
    expect(result?.prompts).toHaveProperty('model-read')
    expect(result?.edition).toMatch(/^[0-9a-f]{64}$/)
    expect(result?.rules.right).toBe(result?.questions)
    expect(result?.usage.find(u => u.model === 'baca')?.tokensIn).toBeGreaterThan(0)
    expect(readFileSync(join(folder, 'a.svg'), 'utf8')).toMatch(/^<svg/)
    expect(out).toContain('a.json')
  })

  it('of questions in a file, no word is printed or written, and those without a judgement are counted all the same', async () => {
    const json = join(folder, 'file.json')
    const file = join(folder, 'soal.jsonl')
    const words = 'bolehkah PNS jadi tim sukses calon bupati rahasia-sekali?'
    writeFileSync(
      file,
      [
        { id: 'satu', turns: [words] },
        { id: 'dua', question: words, expected: { outcome: 'dilarang' } },
      ]
        .map(line => `${JSON.stringify(line)}\n`)
        .join(''),
    )
    fake.behave('lies')
    const { status, out, err } = await regress(['--model', '--file', file, '--out', json], fake)
    expect(status).toBe(0)
    expect(read(json)).toMatchObject({ set: 'soal', rules: { answers: 2, labelled: 1, right: 1 } })
    expect(`${out}${err}${readFileSync(json, 'utf8')}`).not.toContain('rahasia-sekali')
  })

  it('broken off, it writes what was done whole', async () => {
    const json = join(folder, 'off.json')
    fake.behave({ slowMs: 40 })
    const { status } = await regress(['--model', '--set', 'calibration', '--out', json], fake, 60)
    expect(status).toBe(130)
    const result = read(json)
    expect(result?.isWhole).toBe(false)
    expect(result?.rules.answers).toBeGreaterThan(0)
    expect(result?.rules.answers).toBeLessThan(result?.questions ?? 0)
  })

  it('a model that cannot be asked any more is told of, for the rest says nothing of it', async () => {
    const json = join(folder, 'away.json')
    fake.behave('unauthorized')
    const { status } = await regress(['--model', '--set', 'smoke', '--out', json], fake)
    expect(status).toBe(0)
    expect(read(json)?.marks.unasked).toBeGreaterThan(0)
    expect(read(json)?.differences).toEqual([])
  })

  it('two results are compared', async () => {
    const { status, out } = await regress(['--compare', join(folder, 'a.json'), join(folder, 'file.json')], null)
    expect(status).toBe(0)
    expect(out).toContain('questionsHash')
    expect((await regress(['--compare', join(folder, 'a.json')], null)).status).toBe(1)
    expect((await regress(['--compare', join(folder, 'a.json'), join(folder, 'a.svg')], null)).status).toBe(1)
  })

  it('says what is missing: a model, one that can be asked, a set, a readable file', async () => {
    const json = join(folder, 'none.json')
    expect(await regress(['--model', '--out', json], null)).toMatchObject({
      status: 1,
      err: expect.stringContaining('RAMBU_MODEL_URL'),
    })
    const nowhere = await regress(['--model', '--set', 'tidak-ada', '--out', json], fake)
    expect(nowhere).toMatchObject({ status: 1, err: expect.stringContaining('tidak-ada') })
    const broken = join(folder, 'rusak.jsonl')
    writeFileSync(broken, '{"id": "x", "turns": ["rahasia"]}\nrahasia\n')
    const unread = await regress(['--model', '--file', broken, '--out', json], fake)
    expect(unread).toMatchObject({ status: 1, err: expect.stringContaining('2') })
    expect(unread.err).not.toContain('rahasia')
    expect(existsSync(json)).toBe(false)
  })
})
