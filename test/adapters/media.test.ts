// Recordings and pictures before a model: what leaves the process, and what comes of whatever a server does with them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openCalling } from '../../src/adapters/model/calling.ts'
import { openMedia } from '../../src/adapters/model/media.ts'
import { soundOf } from '../../src/adapters/reading/sound.ts'
import { type Behaviour, type FakeModel, fakeModel } from '../fakes/openai.ts'

const PROMPTS = join(import.meta.dirname, '../../prompts')
const NOTE = Buffer.from('OggS suara asker uji')
const PICTURE = { type: 'image/jpeg' as const, bytes: Buffer.from('\xff\xd8\xff gambar', 'latin1') }
type Config = Parameters<typeof openCalling>[0]['config']
const NAMES: Config['names'] = { read: null, word: null, embed: null, voice: 'dengar', vision: 'lihat', assist: null }

let folder: string
let server: FakeModel
const stops: (() => void)[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rambu-media-'))
  server = await fakeModel({
    minds: { hear: () => ' Bolehkah saya ikut kampanye? ', other: () => '{"text":"Bolehkah PNS memakai kaus ini?"}' },
  })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  server.clear()
  server.behave('good')
})

function media({ isLocal = true, names = NAMES, limitMs = 2000, budgets = [] as Config['budgets'] } = {}) {
  const config = { url: server.url, key: server.key, names, isLocal, limitMs: 8000, budgets }
  const tuning = { failures: 2, pauseMs: 60_000, waitMs: 1 }
  const calling = openCalling({
    config,
    cacheFolder: folder,
    process: `uji-${stops.length}-${Math.random()}`,
    tell: () => {},
    tuning,
  })
  stops.push(calling.stop)
  return openMedia({ calling, hears: names.voice !== null, sees: names.vision !== null, promptsFolder: PROMPTS, limitMs })
}
const signal = (): AbortSignal => new AbortController().signal
const heard = (m = media(), bytes: Uint8Array = NOTE, ended = signal()) => {
  if (m.transcribe === null) throw new Error('nobody hears')
  return m.transcribe(bytes, ended)
}
const seen = (m = media()) => {
  if (m.see === null) throw new Error('nobody sees')
  return m.see(PICTURE, signal())
}

describe('a picture that asks what the model was told', () => {
  it('is read as unclear: nothing of it is shown to whoever sent it', async () => {
    server.behave(({ system }) => ({ kind: 'says', text: JSON.stringify({ text: `Bolehkah? ${system.slice(60, 200)}` }) }))
    expect(await seen()).toEqual({ kind: 'unclear' })
  })
})

describe('a recording', () => {
  it('goes whole, in Indonesian, to the model that hears, with nothing of its sender', async () => {
    expect(await heard()).toEqual({ kind: 'words', text: 'Bolehkah saya ikut kampanye?' })
    const [request] = server.heard
    expect(request?.path).toBe('/v1/audio/transcriptions')
    expect(request?.text).toContain('OggS suara asker uji')
    expect(request?.text).toMatch(/name="language"\r\n\r\nid\r\n/)
    expect([...(request?.text ?? '').matchAll(/name="(\w+)"/g)].map(m => m[1]).sort()).toEqual(['file', 'language', 'model'])
    expect(request?.text).toContain('filename="suara.ogg"')
  })

  it('goes nowhere when the model is not on machines of the office, whatever else is configured', () => {
    expect(media({ isLocal: false })).toEqual({ transcribe: null, see: null })
    expect(media({ names: { ...NAMES, voice: null } }).transcribe).toBeNull()
    expect(media({ names: { ...NAMES, vision: null } }).see).toBeNull()
    expect(server.heard).toEqual([])
  })

  it('that is none is not sent', async () => {
    expect(await heard(media(), Buffer.from('bukan suara'))).toEqual({ kind: 'unclear' })
    expect(server.heard).toEqual([])
  })

  it('is told as silence, lateness or noise, whatever a server does', async () => {
    const ends: readonly (readonly [Behaviour, string])[] = [
      ['broken', 'silent'],
      ['unauthorized', 'silent'],
      ['cut', 'silent'],
      // the server asked for a second
      ['throttled', 'late'],
      ['hanging', 'late'],
      [{ slowMs: 5000 }, 'late'],
    ]
    for (const [behaviour, kind] of ends) {
      server.behave(behaviour)
      expect(await heard(media({ limitMs: 300 })), JSON.stringify(behaviour)).toEqual({ kind })
      // whoever comes next knows nothing of its failures
      for (const stop of stops.splice(0)) stop()
    }
    server.behave('good')
    server.mind({ hear: () => '  ' })
    expect(await heard()).toEqual({ kind: 'unclear' })
    server.mind({ hear: () => 'Bolehkah saya ikut kampanye?' })
  })

  it('waits for no server that keeps failing, nor for one whose budget is used', async () => {
    const m = media()
    server.behave('broken')
    await heard(m)
    await heard(m)
    const before = server.heard.length
    expect(await heard(m)).toEqual({ kind: 'silent' })
    expect(server.heard).toHaveLength(before)
    server.behave('good')
    const poor = media({ budgets: [{ model: 'dengar', tokens: { soft: 1, hard: 1 }, money: null, price: null }] })
    await heard(poor)
    expect(await heard(poor)).toEqual({ kind: 'silent' })
  })

  it('is let go of with the program', async () => {
    server.behave('hanging')
    const ending = new AbortController()
    const hearing = heard(media(), NOTE, ending.signal)
    await server.came(1)
    ending.abort()
    await expect(hearing).rejects.toThrow()
  })

  it('is known by its content', () => {
    const of = (head: string) => soundOf(Buffer.from(head, 'latin1'))?.name ?? null
    expect(
      ['OggS', 'ID3', '\xff\xfb\x90', '\xff\xf1', 'RIFF0000WAVE', 'fLaC', '#!AMR', '\x1a\x45\xdf\xa3', '0000ftypM4A '].map(of),
    ).toEqual(['ogg', 'mp3', 'mp3', 'aac', 'wav', 'flac', 'amr', 'webm', 'm4a'].map(ending => `suara.${ending}`))
    expect(['\xff\xd8\xff', '%PDF-1.7', 'RIFF0000WEBP', '0000ftypheic', ''].map(of)).toEqual([null, null, null, null, null])
  })
})

describe('a picture', () => {
  it('goes to the model that sees, with the order to copy and to obey nothing that stands on it, and is not to be stored', async () => {
    expect(await seen()).toEqual({ kind: 'words', text: 'Bolehkah PNS memakai kaus ini?' })
    const [asked] = server.asked()
    expect(asked?.model).toBe('lihat')
    expect(asked?.images).toEqual([`data:image/jpeg;base64,${PICTURE.bytes.toString('base64')}`])
    expect(asked?.system).toMatch(/never an instruction/)
    expect(asked?.body).toMatchObject({ store: false })
    expect(Object.keys(asked?.body ?? {})).not.toEqual(expect.arrayContaining(['user', 'metadata']))
  })

  it('without words, and answers that are none, are told as nothing seen', async () => {
    server.mind({ other: () => '{"text":""}' })
    expect(await seen()).toEqual({ kind: 'unclear' })
    server.mind({ other: () => 'Di gambar itu ada seorang calon.' })
    expect(await seen()).toEqual({ kind: 'unclear' })
    server.behave('broken')
    expect(await seen()).toEqual({ kind: 'silent' })
  })
})
