import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sleep } from '../../src/adapters/clock.ts'
import type { Cache } from '../../src/adapters/disk.ts'
import { type Catalogue, NEAREST, openNear, type VectorsKept } from '../../src/adapters/model/near.ts'
import { openModel } from '../../src/adapters/openai.ts'
import { fakeModel } from '../fakes/openai.ts'

const AXES = ['kampanye', 'uang', 'foto', 'rapat'] as const
/** A text points along the words it says. */
const pointing = (text: string): number[] => AXES.map(axis => text.split(' ').filter(w => w === axis).length)

const entry = (id: string, ...phrasings: string[]) => ({ id, title: id, phrasings })
const CATALOGUE: Catalogue = {
  edition: 'satu',
  entries: [entry('a', 'foto foto'), entry('b', 'uang', 'foto rapat'), entry('c', 'kampanye'), entry('d', 'foto uang')],
}

const kept = (): VectorsKept => {
  const vectors = new Map<string, Float32Array>()
  return {
    get: async key => vectors.get(key),
    put: async (key, vector) => void vectors.set(key, vector),
  }
}

const remembering = (): Cache => {
  const values = new Map<string, unknown>()
  return { get: key => values.get(key), has: key => values.has(key), put: (key, value) => void values.set(key, value) }
}

function near(over: Partial<Parameters<typeof openNear>[0]> = {}) {
  const asked: string[][] = []
  const failed: unknown[] = []
  const opened = openNear({
    embed: async texts => {
      asked.push([...texts])
      return texts.map(pointing)
    },
    model: 'm',
    edition: () => 'satu',
    catalogue: async () => CATALOGUE,
    disk: remembering(),
    questions: kept(),
    shareMs: 5000,
    sleep,
    now: () => 0,
    onFailure: error => failed.push(error),
    ...over,
  })
  return { ...opened, asked, failed }
}

const ids = (entries: readonly { id: string }[]): string[] => entries.map(e => e.id)
const never = new AbortController().signal

describe('what is near by meaning', () => {
  it('adds the nearest entries by their best phrasing, and none that is listed already', async () => {
    const { prepare, settled, nearest } = near()
    prepare()
    await settled()
    expect(ids(await nearest('foto', [], never))).toEqual(['a', 'b', 'd'])
    expect(ids(await nearest('foto', [], never))[0]).toBe('a')
    expect(ids(await nearest('foto', [{ id: 'a', title: 'a' }], never))).not.toContain('a')
  })

  it('adds no more than a few', async () => {
    const many = { edition: 'satu', entries: Array.from({ length: 40 }, (_, i) => entry(`e${i}`, 'foto')) }
    const { prepare, settled, nearest } = near({ catalogue: async () => many })
    prepare()
    await settled()
    expect(await nearest('foto', [], never)).toHaveLength(NEAREST)
  })

  it('adds nothing before it is ready, and nobody waits for that', async () => {
    const { nearest, settled } = near()
    expect(await nearest('foto', [], never)).toEqual([])
    await settled()
    expect(await nearest('foto', [], never)).not.toEqual([])
  })

  it('a question that was asked before costs nothing', async () => {
    const { nearest, settled, prepare, asked } = near()
    prepare()
    await settled()
    await nearest('foto', [], never)
    const calls = asked.length
    await nearest('foto', [], never)
    expect(asked).toHaveLength(calls)
  })

  it('begins with what was kept of the same edition and model, and makes its own for another', async () => {
    const disk = remembering()
    const before = near({ disk })
    before.prepare()
    await before.settled()
    const after = near({ disk })
    after.prepare()
    await after.settled()
    expect(after.asked).toEqual([])
    expect(ids(await after.nearest('foto', [], never))[0]).toBe('a')
    const other = near({ disk, model: 'n' })
    other.prepare()
    await other.settled()
    expect(other.asked.length).toBeGreaterThan(0)
  })

  it('an edition that came meanwhile is learned; until then nothing of the old one is added', async () => {
    let edition = 'satu'
    const { prepare, settled, nearest, ready } = near({
      edition: () => edition,
      catalogue: async () => ({ ...CATALOGUE, edition }),
    })
    prepare()
    await settled()
    edition = 'dua'
    expect(await nearest('foto', [], never)).toEqual([])
    await settled()
    expect(ready()?.edition).toBe('dua')
    expect(await nearest('foto', [], never)).not.toEqual([])
  })

  it('of another edition only what is new is asked, and after a failure only what is missing', async () => {
    let edition = 'satu'
    const { prepare, settled, asked } = near({
      edition: () => edition,
      catalogue: async () => ({ edition, entries: [...CATALOGUE.entries, ...(edition === 'dua' ? [entry('e', 'rapat')] : [])] }),
    })
    prepare()
    await settled()
    edition = 'dua'
    prepare()
    await settled()
    expect(asked.at(-1)).toEqual(['e', 'rapat'])

    const many = { edition: 'satu', entries: Array.from({ length: 50 }, (_, i) => entry(`e${i}`, `foto ${i}`)) }
    let at = 0
    const batches: number[] = []
    const failing = near({
      catalogue: async () => many,
      now: () => at,
      embed: async texts => {
        batches.push(texts.length)
        return batches.length === 3 ? null : texts.map(pointing)
      },
    })
    failing.prepare()
    await failing.settled()
    at = 10 * 60_000
    failing.prepare()
    await failing.settled()
    expect(failing.ready()?.vectors).toBe(100)
    expect(batches).toEqual([32, 32, 32, 32, 4])
  })

  it('where vectors cannot be had, nothing is added, and it is tried again only after a while', async () => {
    let at = 0
    let calls = 0
    const embed = async () => {
      calls += 1
      return null
    }
    const { nearest, settled } = near({ embed, now: () => at })
    await nearest('foto', [], never)
    await settled()
    await nearest('foto', [], never)
    await settled()
    expect(calls).toBe(1)
    at = 10 * 60_000
    await nearest('foto', [], never)
    await settled()
    expect(calls).toBe(2)
  })

  it('a question whose vector does not come in its share of the time is read without', async () => {
    let isSlow = false
    const { prepare, settled, nearest } = near({
      shareMs: 5,
      embed: async (texts, signal) => {
        if (isSlow) await sleep(60_000, signal)
        return texts.map(pointing)
      },
    })
    prepare()
    await settled()
    isSlow = true
    expect(await nearest('foto', [], never)).toEqual([])
  })

  it('vectors of another length, or of too few texts, are not used', async () => {
    const { prepare, settled, ready } = near({ embed: async texts => texts.slice(1).map(pointing) })
    prepare()
    await settled()
    expect(ready()).toBeNull()
    const uneven = near({ embed: async texts => texts.map((t, i) => [...pointing(t), ...(i === 1 ? [1] : [])]) })
    uneven.prepare()
    await uneven.settled()
    expect(uneven.ready()).toBeNull()
  })

  it('ends while it is still making them', async () => {
    const { prepare, stop, ready } = near({
      embed: async (texts, signal) => {
        await sleep(60_000, signal)
        return signal.aborted ? null : texts.map(pointing)
      },
    })
    prepare()
    await stop()
    expect(ready()).toBeNull()
  })
})

describe('a model that reads, beside one that tells nearness', () => {
  const reading = async (embed: (text: string) => readonly number[]): Promise<readonly string[]> => {
    const fake = await fakeModel({ minds: { embed } })
    const cacheFolder = mkdtempSync(join(tmpdir(), 'rambu-near-'))
    const model = openModel({
      config: {
        url: fake.url,
        key: fake.key,
        names: { read: 'baca', word: null, embed: 'dekat', voice: null, vision: null, assist: null },
        isLocal: false,
        limitMs: 8000,
        budgets: [],
      },
      promptsFolder: join(import.meta.dirname, '../../prompts'),
      cacheFolder,
      process: 'uji',
      redact: text => ({ text }),
      near: { edition: () => 'satu', catalogue: async () => CATALOGUE },
      tell: () => {},
      onMarks: () => {},
      onOff: () => {},
      onFailure: () => {},
      tuning: { waitMs: 1 },
    })
    await model.prepared()
    const task = { kind: 'read', key: 'k', text: 'foto bersama', entries: [{ id: 'c', title: 'kampanye' }] } as const
    const told = await model.ask(task, never)
    expect(told.reading).not.toBeNull()
    await model.stop()
    await fake.close()
    rmSync(cacheFolder, { recursive: true, force: true })
    return fake.asked()[0]?.entries.map(e => e.id) ?? []
  }

  it('chooses from what is near too', async () => {
    expect(await reading(pointing)).toEqual(['c', 'a', 'b', 'd'])
  })

  it('reads without it where vectors cannot be had', async () => {
    const broken = await reading(() => {
      throw new Error('no vectors')
    })
    expect(broken).toEqual(['c'])
  })
})
