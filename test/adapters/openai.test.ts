import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type CallEvent, type ModelParts, type OpenedModel, openModel } from '../../src/adapters/openai.ts'
import type { ModelMark, ReadTask, WordTask } from '../../src/answering/answering.ts'
import { type BehaviourName, type FakeModel, type FakeModelOptions, fakeModel } from '../fakes/openai.ts'

const LIMIT_MS = 3000
const PROMPTS = join(import.meta.dirname, '..', '..', 'prompts')
const NEVER = new AbortController().signal

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

type Made = {
  readonly fake: FakeModel
  readonly model: OpenedModel
  readonly calls: CallEvent[]
  readonly offs: number[]
  readonly marks: ModelMark[]
}
type Over = Partial<ModelParts['config']> & Pick<Partial<ModelParts>, 'tuning' | 'keepMs' | 'redact' | 'cacheFolder' | 'near'>

const NAMES = { read: 'baca', word: 'susun', embed: null, voice: null, vision: null, assist: null }

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'rambu-model-'))
  open.push(async () => rmSync(made, { recursive: true, force: true }))
  return made
}

async function made(over: Over = {}, options: FakeModelOptions = {}): Promise<Made> {
  const fake = await fakeModel(options)
  open.push(fake.close)
  return { ...opened(fake, over), fake }
}

function opened(fake: Pick<FakeModel, 'url' | 'key'>, over: Over = {}): Omit<Made, 'fake'> {
  const calls: CallEvent[] = []
  const offs: number[] = []
  const marks: ModelMark[] = []
  const { tuning, keepMs, redact, cacheFolder, near, ...config } = over
  const model = openModel({
    config: { url: fake.url, key: fake.key, names: NAMES, isLocal: false, limitMs: LIMIT_MS, budgets: [], ...config },
    promptsFolder: PROMPTS,
    cacheFolder: cacheFolder ?? folder(),
    process: 'uji',
    redact: redact ?? (text => ({ text })),
    near: near ?? null,
    tell: event => calls.push(event),
    onMarks: given => marks.push(...given),
    onOff: (_, share) => offs.push(share),
    onFailure: error => {
      throw error
    },
    tuning: { waitMs: 1, pauseMs: 60_000, ...tuning },
    ...(keepMs === undefined ? {} : { keepMs }),
  })
  open.push(model.stop)
  return { model, calls, offs, marks }
}

const TEXT = 'Bolehkah saya menyukai unggahan calon bupati?'
let asked = 0
const readTask = (text = TEXT): ReadTask => ({
  kind: 'read',
  key: `tanya-${asked++}`,
  text,
  entries: [
    { id: 'suka-unggahan', title: 'Menyukai unggahan calon' },
    { id: 'layani-umum', title: 'Melayani masyarakat umum' },
  ],
})
const wordTask = (): WordTask => ({
  kind: 'word',
  key: `susun-${asked++}`,
  question: TEXT,
  outcome: 'forbidden',
  sentences: [
    { text: 'Tidak boleh.', isFixed: true },
    { text: 'Menyukai unggahan calon menunjukkan keberpihakan.', isFixed: false },
  ],
  clauses: [{ n: 1, name: 'Pasal 5', text: 'PNS dilarang …' }],
  max: 900,
})

const SUITED = { entries: [{ id: 'suka-unggahan', words: ['menyukai', 'unggahan', 'calon'] }], facts: [], splits: [] }

describe('a model behind an OpenAI-compatible interface', () => {
  it('reads a question and words an answer, each by its own model', async () => {
    const { model, fake, calls } = await made()
    fake.mind({ word: () => ({ lines: [{ keep: 0 }, { at: 1, text: 'Menyukai unggahannya terbaca sebagai dukungan.' }] }) })
    const [read, word] = [readTask(), wordTask()]
    expect(await model.ask(read, NEVER)).toEqual({ key: read.key, reading: SUITED, wording: null })
    expect(await model.ask(word, NEVER)).toEqual({
      key: word.key,
      reading: null,
      wording: { lines: [{ keep: 0 }, { at: 1, text: 'Menyukai unggahannya terbaca sebagai dukungan.' }] },
    })
    expect(fake.asked().map(a => a.model)).toEqual(['baca', 'susun'])
    expect(calls.map(c => [c.role, c.result])).toEqual([
      ['read', 'good'],
      ['word', 'good'],
    ])
    expect(calls.every(c => c.given > 0 && c.said > 0)).toBe(true)
  })

  it('asks for nothing to be stored, names nobody, and holds the answer to a strict shape', async () => {
    const { model, fake } = await made()
    await model.ask(readTask(), NEVER)
    const { body } = fake.asked()[0] ?? { body: {} }
    expect(body).toMatchObject({
      store: false,
      temperature: 0,
      response_format: { type: 'json_schema', json_schema: { strict: true } },
    })
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['user']))
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['metadata']))
    expect(fake.asked()[0]?.words).toBe(TEXT)
  })

  it('lets no word leave but redacted', async () => {
    const { model, fake } = await made({ redact: text => ({ text: text.replaceAll('Budi', '[nama]') }) })
    fake.mind({ read: a => ({ entries: [{ id: 'suka-unggahan', words: [a.words] }], facts: [], splits: [] }) })
    const told = await model.ask(readTask('Budi menyukai unggahan'), NEVER)
    await model.ask({ ...wordTask(), question: 'Budi menyukai unggahan' }, NEVER)
    expect(fake.heard.map(h => h.text).join()).not.toContain('Budi')
    expect(fake.asked().map(a => a.words)).toEqual(['[nama] menyukai unggahan', '[nama] menyukai unggahan'])
    // what it points to are the words that it was shown
    expect(told.reading?.entries[0]?.words).toEqual(['[nama] menyukai unggahan'])
  })

  it('gives back the words as they were asked, where signs that could command the model were shown to it as others', async () => {
    const { model, fake } = await made()
    const text = 'Apakah <b>menyukai</b> ⟦unggahan⟧ boleh?\n⟧⟧⟧'
    fake.mind({ read: a => ({ entries: [{ id: 'suka-unggahan', words: [a.words.toUpperCase()] }], facts: [], splits: [] }) })
    const told = await model.ask(readTask(text), NEVER)
    expect(fake.asked()[0]?.words).toBe('Apakah ‹b›menyukai‹/b› [unggahan] boleh?\n]]]')
    expect(told.reading?.entries[0]?.words).toEqual([text])
  })

  it.each<[BehaviourName, string, number]>([
    ['half', 'unusable', 2],
    ['wrong-schema', 'unusable', 2],
    ['invented', 'unusable', 2],
    ['empty', 'unusable', 1],
    ['silent', 'unusable', 1],
    ['refusing', 'unusable', 1],
    ['filtered', 'refused', 1],
    ['unauthorized', 'key', 1],
    ['no-credit', 'credit', 1],
    ['broken', 'broken', 3],
    ['overloaded', 'broken', 3],
    ['cut', 'silent', 3],
  ])('is told as nothing where a server is %s, and that is counted as %s', async (behaviour, result, requests) => {
    const { model, fake, calls } = await made({}, { behave: behaviour })
    const [read] = [readTask()]
    const unusable = result === 'unusable' ? { isUnusable: true } : {}
    expect(await model.ask(read, NEVER)).toEqual({ key: read.key, reading: null, wording: null, ...unusable })
    expect(calls.map(c => c.result)).toEqual([result])
    expect(fake.heard).toHaveLength(requests)
  })

  it('finds the answer among talk, and mends one that was broken by asking once more', async () => {
    const { model, fake, calls } = await made()
    fake.next('prose', 'half', 'good')
    expect((await model.ask(readTask(), NEVER)).reading).toEqual(SUITED)
    expect((await model.ask(readTask(), NEVER)).reading).toEqual(SUITED)
    expect(calls.map(c => c.result)).toEqual(['good', 'repaired'])
    expect(fake.asked().map(a => a.isRepair)).toEqual([false, false, true])
  })

  it.each<[BehaviourName, string]>([
    ['no-schema', 'object'],
    ['no-format', 'plain'],
    ['strict', 'plain'],
  ])('asks a server that refuses parameters (%s) without them, and remembers it', async (behaviour, format) => {
    const { model, fake } = await made({}, { behave: behaviour })
    expect((await model.ask(readTask(), NEVER)).reading).toEqual(SUITED)
    const first = fake.heard.length
    expect(first).toBeGreaterThan(1)
    expect((await model.ask(readTask(), NEVER)).reading).toEqual(SUITED)
    expect(fake.heard).toHaveLength(first + 1)
    const { response_format: last } = fake.asked().at(-1)?.body ?? {}
    expect(last).toEqual(format === 'object' ? { type: 'json_object' } : undefined)
  })

  it('tries again after a fault that passes, and as late as the server asks', async () => {
    const { model, fake, calls } = await made({}, { retryAfterSeconds: 0.05 })
    fake.next('throttled', 'broken', 'good')
    expect((await model.ask(readTask(), NEVER)).reading).toEqual(SUITED)
    expect(fake.heard).toHaveLength(3)
    expect(calls).toHaveLength(1)
  })

  it('does not wait for a server longer than there is time', async () => {
    const { model, fake, calls } = await made({}, { behave: 'throttled', retryAfterSeconds: 30 })
    expect((await model.ask(readTask(), NEVER)).reading).toBeNull()
    expect(fake.heard).toHaveLength(1)
    expect(calls[0]?.result).toBe('throttled')
  })

  it('gives up on a server that hangs when the limit is over, and when nobody waits any more', async () => {
    const { model, fake, calls } = await made({ limitMs: 100 }, { behave: 'hanging' })
    expect((await model.ask(readTask(), NEVER)).reading).toBeNull()
    const ending = new AbortController()
    const patient = opened(fake, { limitMs: 60_000 })
    const waiting = patient.model.ask(readTask(), ending.signal)
    await fake.came(2)
    ending.abort()
    expect((await waiting).reading).toBeNull()
    expect([...calls, ...patient.calls].map(c => c.result)).toEqual(['slow', 'slow'])
    // the line was let go of, not only forgotten
    await expect.poll(() => fake.heard.map(h => h.ended())).toEqual(['left', 'left'])
  })

  it('leaves a server alone that keeps failing, tries it with one request after a while, and goes on when it is back', async () => {
    const { model, fake, calls } = await made({ tuning: { failures: 2, pauseMs: 40 } }, { behave: 'unauthorized' })
    await model.ask(readTask(), NEVER)
    expect(model.ready().reads).toBe(true)
    await model.ask(readTask(), NEVER)
    // whoever words asks the same server
    expect(model.ready()).toEqual({ reads: false, words: false })
    await model.ask(readTask(), NEVER)
    await model.ask(wordTask(), NEVER)
    expect(fake.heard).toHaveLength(2)
    expect(calls.map(c => c.result)).toEqual(['key', 'key', 'away', 'away'])
    expect(model.states()).toEqual([
      { role: 'read', model: 'baca', state: 'away' },
      { role: 'word', model: 'susun', state: 'away' },
    ])
    await expect.poll(() => model.ready().reads).toBe(true)
    fake.behave('hanging')
    const trying = model.ask(readTask(), NEVER)
    await fake.came(3)
    // one tries, and nobody else waits for it
    expect(model.ready()).toEqual({ reads: false, words: false })
    fake.release()
    expect((await trying).reading).toEqual(SUITED)
    expect(model.ready()).toEqual({ reads: true, words: true })
  })

  it('tries a server that is left alone with one request, whatever comes of those that had begun before', async () => {
    const { model, fake } = await made({ tuning: { failures: 2, pauseMs: 40 } }, { behave: 'hanging' })
    const ending = new AbortController()
    const slow = model.ask(readTask(), NEVER)
    const left = model.ask(readTask(), ending.signal)
    await fake.came(2)
    fake.behave('unauthorized')
    await model.ask(readTask(), NEVER)
    await model.ask(wordTask(), NEVER)
    await expect.poll(() => model.ready().reads).toBe(true)
    fake.behave('hanging')
    fake.next({ slowMs: 200, then: 'broken' })
    const trying = model.ask(readTask(), NEVER)
    await fake.came(5)
    // both began before: one is left, one is answered
    ending.abort()
    await left
    fake.release()
    await slow
    expect(model.ready()).toEqual({ reads: false, words: false })
    await trying
    // and it is not asked again at once
    expect(fake.heard).toHaveLength(5)
    expect(model.states().map(s => s.state)).toEqual(['away', 'away'])
  })

  it('goes on asking a server for its other models where one model gives nothing of use', async () => {
    const { model, fake, calls } = await made({ tuning: { failures: 2, pauseMs: 60_000 } }, { models: ['baca'] })
    for (let i = 0; i < 3; i++) await model.ask(wordTask(), NEVER)
    expect(calls.map(c => c.result)).toEqual(['model', 'model', 'away'])
    expect(model.ready()).toEqual({ reads: true, words: false })
    fake.next('wrong-schema', 'wrong-schema', 'wrong-schema', 'wrong-schema')
    for (let i = 0; i < 3; i++) await model.ask(readTask(), NEVER)
    expect(calls.slice(3).map(c => c.result)).toEqual(['unusable', 'unusable', 'away'])
  })

  it('has no line of waiting: one too many is told as nothing at once', async () => {
    const { model, fake, calls } = await made({ tuning: { atOnce: 1 } }, { behave: 'hanging' })
    const first = model.ask(readTask(), NEVER)
    await fake.came(1)
    expect((await model.ask(readTask(), NEVER)).reading).toBeNull()
    expect(calls.map(c => c.result)).toEqual(['busy'])
    fake.release()
    expect((await first).reading).toEqual(SUITED)
  })

  it('asks the same thing once', async () => {
    const { model, fake } = await made()
    const task = readTask()
    expect(await model.ask(task, NEVER)).toEqual(await model.ask(task, NEVER))
    expect(fake.heard).toHaveLength(1)
    await model.ask(readTask(), NEVER)
    expect(fake.heard).toHaveLength(2)
  })

  it('keeps nothing of who wants nothing kept, neither what was read nor what is near to it', async () => {
    const entries = [{ id: 'unggah-foto', title: 'Mengunggah foto calon', phrasings: ['mengunggah foto bersama calon'] }]
    const near = { edition: () => 'e', catalogue: async () => ({ edition: 'e', entries }) }
    const { model, fake } = await made({ names: { ...NAMES, embed: 'vektor' }, near })
    await model.prepared()
    const requests = async (task: ReadTask | WordTask, isUnkept: boolean): Promise<number> => {
      const before = fake.heard.length
      await model.ask(task, NEVER, isUnkept)
      return fake.heard.length - before
    }
    for (const task of [readTask(), wordTask()]) {
      const all = await requests(task, true)
      expect([await requests(task, true), await requests(task, false), await requests(task, true)]).toEqual([all, all, 0])
    }
  })

  it('keeps what is useless not at all, and nothing where it is told so', async () => {
    const { model, fake } = await made()
    const task = readTask()
    fake.next('empty')
    expect((await model.ask(task, NEVER)).reading).toBeNull()
    expect((await model.ask(task, NEVER)).reading).toEqual(SUITED)
    const forgetful = opened(fake, { keepMs: 0 })
    await forgetful.model.ask(task, NEVER)
    await forgetful.model.ask(task, NEVER)
    expect(fake.heard).toHaveLength(4)
  })

  it('stops wording when a day costs much and everything when it costs too much', async () => {
    const { model, fake } = await made({
      names: { ...NAMES, word: 'baca' },
      budgets: [{ model: 'baca', tokens: { soft: 1, hard: 20_000 }, money: null, price: { given: 2, said: 10 } }],
    })
    expect(model.ready()).toEqual({ reads: true, words: true })
    await model.ask(readTask(), NEVER)
    expect(model.ready()).toEqual({ reads: true, words: false })
    while (model.ready().reads) await model.ask(readTask(), NEVER)
    expect(model.states()[0]?.state).toBe('over')
    const requests = fake.heard.length
    expect((await model.ask(readTask(), NEVER)).reading).toBeNull()
    expect(fake.heard).toHaveLength(requests)
    const [{ tokensIn, tokensOut, money, calls } = { tokensIn: 0, tokensOut: 0, money: null, calls: 0 }] = model.usage()
    expect(calls).toBe(requests)
    expect(money).toBeCloseTo((tokensIn * 2 + tokensOut * 10) / 1_000_000, 9)
  })

  it('takes no more than a reading or an answer can hold, so that nothing endless is kept', async () => {
    const { model, fake } = await made({ keepMs: 60_000 })
    const many = { entries: [], facts: [], splits: Array(5000).fill('Bolehkah') }
    const lines = Array.from({ length: 5000 }, (_, at) => ({ at: Math.min(at, 1), text: 'Menyukai unggahan calon.' }))
    fake.behave(({ kind }) => ({ kind: 'says', text: JSON.stringify(kind === 'read' ? many : { lines }) }))
    expect((await model.ask(readTask(), NEVER)).reading).toBeNull()
    expect((await model.ask(wordTask(), NEVER)).wording).toBeNull()
  })

  it('lets no server talk its budget down: a count that cannot be one is guessed', async () => {
    for (const usage of [{ prompt_tokens: -900, completion_tokens: -1 }, { prompt_tokens: '12', completion_tokens: null }, {}]) {
      const server = createServer((_, response) => {
        response.setHeader('content-type', 'application/json')
        const content = JSON.stringify({ entries: [], facts: [], splits: [] })
        response.end(JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content } }], usage }))
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      open.push(async () => void server.close())
      const { port } = z.object({ port: z.number() }).parse(server.address())
      const fake = { url: `http://127.0.0.1:${port}/v1`, key: 'uji' }
      const { model, calls } = opened(fake, {
        budgets: [{ model: '*', tokens: { soft: 1, hard: 5000 }, money: null, price: null }],
      })
      expect((await model.ask(readTask(), NEVER)).reading).not.toBeNull()
      expect(calls.map(c => c.given > 500 && c.said > 0)).toEqual([true])
      expect(model.ready().reads).toBe(false)
      await model.stop()
    }
  })

  it('remembers over a restart what a day has cost, rounded', async () => {
    const cacheFolder = folder()
    const budgets = [{ model: '*', tokens: null, money: { soft: 0.001, hard: 0.05 }, price: { given: 10, said: 10 } }]
    const { model, fake } = await made({ cacheFolder, budgets })
    await model.ask(readTask(), NEVER)
    await model.stop()
    const again = opened(fake, { cacheFolder, budgets }).model
    expect(again.ready()).toEqual({ reads: true, words: false })
    await again.stop()
    expect(opened(fake, { cacheFolder }).model.ready()).toEqual({ reads: true, words: true })
  })

  it('never costs more than a day may, however many ask at once, and gives back what was not used', async () => {
    const hard = 30_000
    const budgets = [{ model: '*', tokens: { soft: 20_000, hard }, money: null, price: null }]
    const { model, fake, calls } = await made({ budgets }, { behave: 'hanging' })
    const asking = Array.from({ length: 16 }, () => model.ask(readTask(), NEVER))
    await fake.came(5)
    // what they may cost together is counted before anybody knows what they do
    expect(model.states().map(s => s.state)).toEqual(['sparing', 'ready'])
    fake.behave('good')
    fake.release()
    await Promise.all(asking)
    expect(calls.filter(c => c.result === 'busy').length).toBeGreaterThan(0)
    expect(model.ready().reads).toBe(true)
    while (model.ready().reads) await model.ask(readTask(), NEVER)
    const [{ tokensIn, tokensOut } = { tokensIn: 0, tokensOut: 0 }] = model.usage()
    expect(tokensIn + tokensOut).toBeLessThanOrEqual(hard)
    expect(tokensIn + tokensOut).toBeGreaterThan(hard / 2)
    expect(model.states()[0]?.state).toBe('over')
  })

  it.each<[BehaviourName, 'nothing' | 'all']>([
    ['throttled', 'nothing'],
    ['unauthorized', 'nothing'],
    ['broken', 'nothing'],
    ['cut', 'all'],
    ['hanging', 'all'],
  ])('counts of a request that failed (%s) %s of what it could have used', async (behaviour, counted) => {
    const { model, calls } = await made({ limitMs: 200 }, { behave: behaviour })
    await model.ask(readTask(), NEVER)
    const [{ given, said } = { given: 0, said: 0 }] = calls
    expect(given + said > 0).toBe(counted === 'all')
  })

  it('forgets nothing of a day that is used when its process is killed, and says no more of it than a fiftieth', async () => {
    const [cacheFolder, after] = [folder(), folder()]
    const budgets = [{ model: '*', tokens: { soft: 90_000, hard: 100_000 }, money: null, price: null }]
    const { model, fake } = await made({ cacheFolder, budgets })
    const file = 'model-used-uji.json'
    const dates = new Set<number>()
    for (let i = 0; i < 40; i++) {
      await model.ask(readTask(), NEVER)
      dates.add(statSync(join(cacheFolder, file)).mtimeMs)
    }
    // as it lies there at this moment, without a word from the process
    cpSync(join(cacheFolder, file), join(after, file))
    const [{ tokensIn, tokensOut } = { tokensIn: 0, tokensOut: 0 }] = model.usage()
    const shape = z.object({ spent: z.array(z.object({ given: z.number(), said: z.number() })) })
    const [kept = { given: 0, said: 0 }] = shape.parse(JSON.parse(readFileSync(join(after, file), 'utf8'))).spent
    expect(kept.given).toBeGreaterThanOrEqual(tokensIn)
    expect(kept.said).toBeGreaterThanOrEqual(tokensOut)
    expect([kept.given % 2000, kept.said % 2000]).toEqual([0, 0])
    expect(dates.size).toBeLessThanOrEqual(50)
    const again = opened(fake, { cacheFolder: after, budgets }).model
    while (again.ready().reads) await again.ask(readTask(), NEVER)
    const [more = { tokensIn: 0, tokensOut: 0 }] = again.usage()
    expect(tokensIn + tokensOut + more.tokensIn + more.tokensOut).toBeLessThanOrEqual(100_000)
  })

  it('is asked no more once it disagrees too often', async () => {
    const { model, offs, marks } = await made()
    model.note(Array.from({ length: 60 }, () => 'disagrees'))
    expect(model.ready()).toEqual({ reads: true, words: true })
    model.note(['disagrees', 'worded'])
    expect(model.ready()).toEqual({ reads: false, words: false })
    expect(model.off()).toBe('disagrees')
    expect(offs).toEqual([1])
    expect(marks).toHaveLength(62)
  })

  it('is ready for what a model is named for, and for nothing else', async () => {
    const { model } = await made({ names: { ...NAMES, word: null } })
    expect(model.ready()).toEqual({ reads: true, words: false })
    expect((await model.ask(wordTask(), NEVER)).wording).toBeNull()
  })

  it('sends no story that is longer than the prompt takes', async () => {
    const { model, fake } = await made()
    expect((await model.ask(readTask('panjang '.repeat(4000)), NEVER)).reading).toBeNull()
    expect(fake.heard).toHaveLength(0)
  })

  it('adds what is near by meaning to what is chosen from', async () => {
    const catalogue = {
      edition: 'e',
      entries: [{ id: 'unggah-foto', title: 'Mengunggah foto calon', phrasings: ['mengunggah foto bersama calon'] }],
    }
    const { model, fake } = await made({
      names: { ...NAMES, embed: 'vektor' },
      near: { edition: () => 'e', catalogue: async () => catalogue },
    })
    await model.ask(readTask('mengunggah foto bersama calon'), NEVER)
    await expect
      .poll(async () => {
        await model.ask(readTask('mengunggah foto bersama calon'), NEVER)
        return fake
          .asked()
          .at(-1)
          ?.entries.map(e => e.id)
      })
      .toEqual(['suka-unggahan', 'layani-umum', 'unggah-foto'])
  })

  it('follows no server that sends it elsewhere', async () => {
    const other = await fakeModel()
    open.push(other.close)
    const headers = { location: `${other.url}/chat/completions` }
    const { model, calls } = await made({}, { behave: () => ({ kind: 'fails', status: 307, body: '', headers }) })
    expect((await model.ask(readTask(), NEVER)).reading).toBeNull()
    expect(calls[0]?.result).toBe('silent')
    expect(other.heard).toHaveLength(0)
  })

  it('says nothing of words or keys in a fault', async () => {
    const { calls } = await made({}, { behave: 'broken' })
    const {
      model,
      fake,
      calls: told,
    } = await made({}, { behave: () => ({ kind: 'fails', status: 500, body: { error: { message: TEXT } } }) })
    await model.ask(readTask(), NEVER)
    expect(JSON.stringify([calls, told, model.states(), model.usage()])).not.toContain('menyukai')
    expect(JSON.stringify(told)).not.toContain(fake.key)
  })
})
