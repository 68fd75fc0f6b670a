// A language model beside the whole bot: whatever it does, whoever asks is answered in time, by the rules where it is of no use.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { type BehaviourName, fakeModel } from '../fakes/openai.ts'
import { type Beside, botBeside } from './beside.ts'

const QUESTION = 'bolehkah PNS menyukai unggahan calon bupati?'
const LIMIT_MS = 700
/** What the bot itself takes on a busy machine. */
const SLACK_MS = 15_000
const ASKED_MAX = 12
/** Numbers are masked before a model reads them, and what it said of the same words is kept: these tell 256 questions apart, the last word four. */
const ADDRESSES = ['ya', 'kak', 'min', 'dong'] as const
const addressed = (n: number): string => [n >> 6, n >> 4, n >> 2, n].map(part => ADDRESSES[part % 4]).join(' ')
const LIMITED = { RAMBU_MODEL_LIMIT_MS: String(LIMIT_MS) }

let beside: Beside | null = null
afterEach(async () => {
  await beside?.stop()
  beside = null
})
const start = async (more: Record<string, string> = {}): Promise<Beside> => {
  beside = await botBeside(more)
  return beside
}

describe('a model beside the bot', () => {
  it('whatever is wrong with it, the answer of the rules comes within the limit', async () => {
    const { fake, meet } = await start(LIMITED)
    fake.behave(({ kind }) => ({
      kind: 'says',
      text: kind === 'word' ? '{"lines":[]}' : '{"entries":[],"facts":[],"splits":[]}',
    }))
    const alone = (await meet().asks(QUESTION)).text
    expect(alone).toMatch(/^[\s\S]*Tidak boleh[\s\S]*SKB/)
    const faults: readonly BehaviourName[] = [
      'hanging',
      'half',
      'wrong-schema',
      'throttled',
      'broken',
      'cut',
      'unauthorized',
      'empty',
      'overloaded',
    ]
    for (const fault of faults) {
      fake.behave(fault)
      const { text, tookMs } = await meet().asks(QUESTION)
      expect(text, fault).toBe(alone)
      expect(tookMs, fault).toBeLessThan(LIMIT_MS + SLACK_MS)
    }
  })

  it('once it keeps failing it is asked no more for a while, and nobody waits for it', async () => {
    const { fake, meet, get } = await start(LIMITED)
    fake.behave('hanging')
    const health = async (): Promise<{ model: { of: readonly { state: string }[] } }> => JSON.parse(await get('/healthz'))
    const isAway = async (): Promise<boolean> => (await health()).model.of.every(m => m.state === 'away')
    // on a busy machine a question may be over before anything was sent
    for (let i = 0; i < ASKED_MAX && !(await isAway()); i++) await meet().asks(QUESTION)
    const requests = fake.heard.length
    expect(requests).toBeGreaterThan(0)
    await meet().asks(QUESTION)
    expect(fake.heard).toHaveLength(requests)
    expect(await health()).toMatchObject({ store: 'ok', model: { isOff: false, of: [{ state: 'away' }, { state: 'away' }] } })
  })

  it('reads redacted words and nothing of who asks; of somebody anonymous it reads nothing', async () => {
    const { fake, meet } = await start()
    const person = meet()
    await person.asks('bolehkah PNS menyukai unggahan calon bupati Budi Santoso? hubungi saya di 081234567890 atau uji@contoh.id')
    expect(fake.asked().length).toBeGreaterThan(0)
    const left = fake.heard.map(h => `${h.text} ${JSON.stringify(h.headers)}`).join('\n')
    for (const secret of ['Santoso', '081234567890', 'uji@contoh.id', String(person.chat)]) expect(left).not.toContain(secret)
    expect(left).toContain('[nomor]')

    const hidden = meet()
    await hidden.asks('anonim')
    const before = fake.heard.length
    expect((await hidden.asks(QUESTION)).text).toContain('Tidak boleh')
    expect(fake.heard).toHaveLength(before)
    expect((await hidden.asks('privasi')).text).toContain('penyedia di luar kantor')
  })

  it('of somebody anonymous a model of the office itself may read', async () => {
    const { fake, meet } = await start({ RAMBU_MODEL_LOCAL: 'yes' })
    const hidden = meet()
    await hidden.asks('anonim')
    await hidden.asks(QUESTION)
    const once = fake.heard.length
    expect(once).toBeGreaterThan(0)
    // nothing of it stays for whoever asks the same
    await meet().asks(QUESTION)
    expect(fake.heard).toHaveLength(2 * once)
    await meet().asks(QUESTION)
    expect(fake.heard).toHaveLength(2 * once)
    expect((await hidden.asks('privasi')).text).toContain('mesin kantor ini sendiri')
  })

  it('one that disagrees too often is switched off, and its figures tell so', async () => {
    const { fake, meet, get } = await start()
    fake.behave('lies')
    fake.mind({
      lie: ({ words }) => ({ entries: [{ id: 'transaksi-biasa', words: [words] }], facts: [], splits: [] }),
    })
    const isOff = async (): Promise<boolean> => JSON.parse(await get('/healthz')).model.isOff
    const doubted = (await meet().asks(QUESTION)).text
    // no more at once than it has room for
    for (let lot = 0; !(await isOff()); lot++)
      await Promise.all(Array.from({ length: 8 }, (_, i) => meet().asks(`${QUESTION} (${lot}.${i})`)))
    const before = fake.heard.length
    const firm = (await meet().asks(QUESTION)).text
    expect(fake.heard).toHaveLength(before)
    expect(firm).not.toBe(doubted)
    const metrics = await get('/metrics')
    expect(metrics).toContain('rambu_model_off{why="disagrees"} 1')
    expect(metrics).toMatch(/rambu_model_marks_total\{mark="disagrees"\} \d+/)
    expect(metrics).toMatch(/rambu_model_calls_total\{role="read",model="baca",result="good"\} \d+/)
  })

  it('one whose readings can never be used is switched off, and its figures tell so', async () => {
    const { fake, meet, get } = await start()
    // of three, two point to words that nobody wrote; were it more, five in a row would have it left alone for a while again and again
    fake.mind({
      read: ({ words }) => ({
        entries: [{ id: 'dukung-medsos', words: [words.endsWith(ADDRESSES[0]) ? words : 'yang tidak tertulis'] }],
        facts: [],
        splits: [],
      }),
    })
    const whyOff = async (): Promise<unknown> => JSON.parse(await get('/healthz')).model.why
    for (let lot = 0; (await whyOff()) === null; lot++)
      await Promise.all(Array.from({ length: 3 }, (_, i) => meet().asks(`${QUESTION} ${addressed(4 * lot + i)}`)))
    expect(await whyOff()).toBe('unusable')
    expect(await get('/metrics')).toContain('rambu_model_off{why="unusable"} 1')
  })

  it('beyond the soft limit of a day it words nothing, beyond the hard one it is not asked', async () => {
    // what a day has cost outlives a bot, and so it would a test
    const name = `hemat-${randomBytes(6).toString('hex')}`
    const { fake, meet, get } = await start({
      RAMBU_MODEL_READ: name,
      RAMBU_MODEL_BUDGETS: `${name} tokens=1/60000; susun tokens=900000/1000000`,
    })
    await meet().asks(QUESTION)
    const kinds = fake.asked().map(a => a.kind)
    expect(kinds).toContain('read')
    expect(kinds).not.toContain('word')
    const stateOf = async (): Promise<string> => JSON.parse(await get('/healthz')).model.of[0].state
    for (let i = 0; (await stateOf()) !== 'over'; i++) await meet().asks(`${QUESTION} (${i})`)
    const before = fake.heard.length
    expect((await meet().asks(QUESTION)).text).toContain('Tidak boleh')
    expect(fake.heard).toHaveLength(before)
  })
})

describe('a model beside the command line', () => {
  it('answers a batch in the order of its lines, each with its reading, while a slow one is waited for', async () => {
    const fake = await fakeModel()
    fake.next({ slowMs: 400 })
    const lines = ['a', 'b', 'c', 'd'].map(id => JSON.stringify({ id, turns: [QUESTION], on: '2026-11-21' }))
    const child = spawn(process.execPath, ['src/cli.ts', 'ask', '--jsonl'], {
      cwd: join(import.meta.dirname, '../..'),
      env: { PATH: process.env.PATH, RAMBU_MODEL_URL: fake.url, RAMBU_MODEL_KEY: fake.key, RAMBU_MODEL_READ: 'baca' },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    child.stdin.end(`${lines.join('\n')}\n`)
    const out = await text(child.stdout)
    await fake.close()
    const answers = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(answers.map(a => a.id)).toEqual(['a', 'b', 'c', 'd'])
    expect(new Set(answers.map(a => a.outcome))).toEqual(new Set(['forbidden']))
    expect(fake.asked().length).toBeGreaterThan(0)
  })
})
