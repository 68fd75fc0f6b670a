// Files that come with messages: how they are read beside the conversation, what becomes of those that cannot be, and what is left of them.
import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../src/adapters/clock.ts'
import {
  Address,
  type Channel,
  type FetchedFile,
  type FileRead,
  type FileRef,
  files,
  receiver,
} from '../../src/gateway/gateway.ts'
import type { Message } from '../../src/vocabulary.ts'
import { type Bench, bench } from './border.ts'

const READ: FileRead = { kind: 'read', text: 'SURAT EDARAN telepon 081200000001', isPhoto: false, isCut: false }

let b: Bench
let fetched: FetchedFile
let reading: (bytes: Uint8Array, signal: AbortSignal) => Promise<FileRead>
let isRead: boolean
let later: { ms: number; run: () => void }[]
let errors: unknown[]
let ending: AbortController
let filing: ReturnType<typeof files>
let accept: (who: string, id: string, file?: Partial<FileRef>, kind?: Message['kind']) => Promise<void>
/** Begins anew, with somebody who hears or nobody. */
let open: (hear: ((bytes: Uint8Array, signal: AbortSignal) => Promise<FileRead>) | null) => void
let fetches: number[]
/** Ids of the files that were fetched, in their order. */
let order: unknown[]

beforeEach(async () => {
  b = await bench()
  fetched = { kind: 'bytes', bytes: new Uint8Array([1, 2, 3]) }
  isRead = false
  reading = async () => {
    isRead = true
    return READ
  }
  later = []
  errors = []
  ending = new AbortController()
  fetches = []
  order = []
  open = hear => {
    const channel: Channel = {
      ...b.channel,
      fetchFile: async ({ id }, bytesMax) => {
        order.push(id)
        fetches.push(bytesMax)
        return fetched
      },
    }
    filing = files({
      read: (bytes, signal) => reading(bytes, signal),
      now: () => b.clock.now,
      later: (ms, run) => {
        const timer = { ms, run }
        later.push(timer)
        return () => later.splice(later.indexOf(timer), 1)
      },
      hear,
      underWay: () => 'Sedang saya baca.',
      ending: ending.signal,
      onError: error => errors.push(error),
    })
    const receiving = receiver({
      border: b.store,
      vault: b.vault,
      now: () => b.clock.now,
      newAskerId: () => newId(20),
      newSeed: () => randomBytes(32),
      redact: text => ({ text: text.replace(/\d{8,}/g, '[nomor]'), removed: /\d{8,}/.test(text) ? ['phone'] : [] }),
      tell: event => b.events.push(event),
      onOfficers: () => {},
      onAccepted: () => {},
      files: filing,
      later: () => {},
    })
    accept = (who, id, file = {}, kind = 'document') =>
      receiving.accept(channel, [
        {
          kind: 'message',
          address: new Address('telegram', who),
          messageId: id,
          message: { kind, text: 'ini asli?', choice: null },
          file: { id: 'berkas', bytes: 100, ...file },
        },
      ])
  }
  open(null)
})
afterEach(() => b.end())

const line = async (): Promise<readonly Message[]> =>
  (await b.store.claimTurns(newId(8), b.clock.now, b.clock.now, 10)).flatMap(t => t.messages.map(m => m.message))
const enclosed = async () => (await line()).map(m => m.enclosed)

describe('a file', () => {
  it('is stored as a message at once, and its words follow as a message of the same name, without what names a person', async () => {
    let finish = (_: FileRead): void => {}
    reading = () => new Promise(resolve => (finish = resolve))
    await accept('1', 'a')
    const [begun] = await enclosed()
    expect(begun).toMatchObject({ kind: 'under-way' })
    b.clock.now += 1
    await expect.poll(() => later.length).toBeGreaterThan(2)
    finish(READ)
    await filing.idle()
    expect(await enclosed()).toEqual([begun, { ...READ, text: 'SURAT EDARAN telepon [nomor]', name: begun?.name }])
  })

  it('brought again is read once', async () => {
    let times = 0
    reading = async () => {
      times += 1
      return READ
    }
    await Promise.all([accept('1', 'a'), accept('1', 'a')])
    await accept('1', 'a')
    await filing.idle()
    expect(times).toBe(1)
    expect(await line()).toHaveLength(2)
  })

  it('too large by its own word is not fetched, and one that turns out too large is let go of', async () => {
    await accept('1', 'a', { bytes: 11 * 1024 * 1024 })
    fetched = { kind: 'large' }
    await accept('2', 'b')
    await filing.idle()
    expect(isRead).toBe(false)
    expect((await enclosed()).filter(e => e?.kind === 'unread')).toMatchObject([{ why: 'large' }, { why: 'large' }])
  })

  it('is refused to whoever sends many in a short time, and taken again after ten minutes', async () => {
    for (let n = 0; n < 8; n++) await accept('1', `a${n}`)
    await filing.idle()
    expect((await enclosed()).filter(e => e?.kind === 'unread')).toMatchObject([{ why: 'many' }, { why: 'many' }])
    b.clock.now += 600_000
    await accept('1', 'later')
    await filing.idle()
    expect((await enclosed()).at(-1)).toMatchObject({ kind: 'read' })
  })

  it('is one of a few that wait: more are told that there are many', async () => {
    let finish = (): void => {}
    reading = () => new Promise(resolve => (finish = () => resolve(READ)))
    for (let n = 0; n < 10; n++) await accept(String(n), `a${n}`)
    expect((await enclosed()).filter(e => e?.kind === 'unread')).toMatchObject([{ why: 'busy' }, { why: 'busy' }])
    reading = async () => READ
    await expect.poll(() => later.length).toBeGreaterThan(2)
    finish()
    await filing.idle()
  })

  it('of each person is read in turn: a second one waits until the others had one', async () => {
    let finish = (): void => {}
    reading = () => new Promise(resolve => (finish = () => resolve(READ)))
    for (const id of ['1a', '1b', '1c', '2a', '2b', '3a']) await accept(id[0] ?? '', id, { id })
    const inTurn = ['1a', '2a', '3a', '1b', '2b', '1c']
    for (const [n] of inTurn.entries()) {
      await expect.poll(() => order.length).toBe(n + 1)
      await expect.poll(() => later.length).toBe(3)
      finish()
    }
    await filing.idle()
    expect(order).toEqual(inTurn)
  })

  it('of somebody new is taken while two others fill all places: the last of whoever has most is told to come after', async () => {
    let finish = (): void => {}
    reading = () => new Promise(resolve => (finish = () => resolve(READ)))
    for (const who of ['1', '2']) for (let n = 0; n < 4; n++) await accept(who, `${who}${n}`, { id: `${who}${n}` })
    await accept('1', '14', { id: '14' })
    for (const who of ['3', '4', '5', '6', '7', '8']) await accept(who, `${who}0`, { id: `${who}0` })
    await accept('9', '90', { id: '90' })
    const unread = async () => {
      b.clock.now += 1
      return (await enclosed()).flatMap(e => (e?.kind === 'unread' ? [e.why] : []))
    }
    await expect.poll(unread).toHaveLength(8)
    const whys = await unread()
    // seven of those who had several, and the ninth person, for whom nobody can make room
    expect([whys.filter(w => w === 'behind').length, whys.filter(w => w === 'busy').length]).toEqual([7, 1])
    for (let n = 1; n <= 8; n++) {
      await expect.poll(() => order.length).toBe(n)
      await expect.poll(() => later.length).toBe(3)
      finish()
    }
    await filing.idle()
    expect(order.toSorted()).toEqual(['10', '20', '30', '40', '50', '60', '70', '80'])
    // and all places are free again
    reading = async () => READ
    b.clock.now += 600_000
    for (let n = 0; n < 6; n++) await accept('1', `neu${n}`)
    await filing.idle()
    expect(await unread()).toHaveLength(8)
  })

  it('that takes longer is announced, and given up in the end', async () => {
    reading = (_bytes, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))))
    await accept('1', 'a')
    await expect.poll(() => later.map(t => t.ms).sort()).toEqual([20_000, 4000, 60_000].sort())
    later.find(t => t.ms === 4000)?.run()
    expect(b.sent.map(s => s.outgoing)).toMatchObject([{ kind: 'reply', reply: { text: 'Sedang saya baca.' } }])
    later.find(t => t.ms === 60_000)?.run()
    await filing.idle()
    expect((await enclosed()).at(-1)).toMatchObject({ kind: 'unread', why: 'slow' })
    expect(errors).toEqual([])
  })

  it('over which the reader broke is told as one that cannot be opened', async () => {
    reading = async () => {
      throw new Error('broken')
    }
    await accept('1', 'a')
    await filing.idle()
    expect((await enclosed()).at(-1)).toMatchObject({ kind: 'unread', why: 'broken' })
    expect(errors).toHaveLength(1)
  })

  it('is given up when the program ends', async () => {
    reading = (_bytes, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))))
    await accept('1', 'a')
    await accept('2', 'b')
    await expect.poll(() => later.length).toBeGreaterThan(2)
    ending.abort()
    await filing.idle()
    expect((await enclosed()).filter(e => e?.kind === 'unread')).toHaveLength(2)
  })

  it('of somebody who had themselves forgotten meanwhile brings them back to nobody', async () => {
    let finish = (): void => {}
    reading = () => new Promise(resolve => (finish = () => resolve(READ)))
    await accept('1', 'a')
    await expect.poll(() => later.length).toBeGreaterThan(2)
    const asker = await b.store.askerOf(b.vault.hashOf(new Address('telegram', '1')))
    await b.store.commit([{ kind: 'forgotten', asker: asker ?? '' }])
    finish()
    await filing.idle()
    expect(await line()).toEqual([])
    expect(await b.store.askerOf(b.vault.hashOf(new Address('telegram', '1')))).toBeNull()
  })

  it('is named in nothing that is told to the operator', async () => {
    await accept('1', 'a', { id: 'berkas-rahasia' })
    await filing.idle()
    expect(inspect(b.events, { depth: 9 })).not.toMatch(/berkas|SURAT/)
  })
})

describe('a voice note', () => {
  it('to somebody who talks with an officer is neither fetched nor heard; once the bot answers again it is', async () => {
    let times = 0
    open(async () => {
      times += 1
      return READ
    })
    let isWith = true
    b.store.isWithOfficer = async () => isWith
    await accept('1', 'a', {}, 'voice')
    await filing.idle()
    expect(times).toBe(0)
    expect(await line()).toEqual([{ kind: 'voice', text: 'ini asli?', choice: null }])
    isWith = false
    await accept('1', 'b', {}, 'voice')
    await filing.idle()
    expect(times).toBe(1)
  })

  const HEARD: FileRead = { kind: 'read', text: 'bolehkah saya hadir, nomor saya 081200000001', isPhoto: false, isCut: false }

  it('where nobody hears is a message as ever: nothing of it is fetched', async () => {
    await accept('1', 'a', {}, 'voice')
    await filing.idle()
    expect(await line()).toEqual([{ kind: 'voice', text: 'ini asli?', choice: null }])
    expect(fetches).toEqual([])
  })

  it('is stored at once, and its words follow without what names a person; what was taken out of them is told', async () => {
    open(async () => HEARD)
    await accept('1', 'a', {}, 'voice')
    await filing.idle()
    const [begun, heard] = await line()
    expect(begun).toMatchObject({ kind: 'voice', text: 'ini asli?', enclosed: { kind: 'under-way' } })
    expect(heard).toEqual({
      kind: 'voice',
      text: '',
      choice: null,
      removed: ['phone'],
      enclosed: { ...HEARD, text: 'bolehkah saya hadir, nomor saya [nomor]', name: begun?.enclosed?.name },
    })
    expect(isRead).toBe(false)
  })

  it('is smaller than a document may be, and counts among the files of its sender', async () => {
    open(async () => HEARD)
    await accept('1', 'a', { bytes: 5 * 1024 * 1024 }, 'voice')
    await accept('2', 'b', { bytes: null }, 'voice')
    for (let n = 0; n < 7; n++) await accept('3', `c${n}`, {}, n % 2 === 0 ? 'voice' : 'document')
    await filing.idle()
    expect(fetches[0]).toBe(4 * 1024 * 1024)
    const unread = (await enclosed()).filter(e => e?.kind === 'unread')
    expect(unread).toMatchObject([{ why: 'large' }, { why: 'many' }])
  })

  it('does not wait for the documents of others', async () => {
    let finish = (): void => {}
    reading = () => new Promise(resolve => (finish = () => resolve(READ)))
    open(async () => HEARD)
    await accept('1', 'a')
    await accept('2', 'b', {}, 'voice')
    const ended = async (): Promise<number> => {
      b.clock.now += 1
      return (await enclosed()).filter(e => e?.kind === 'read').length
    }
    await expect.poll(ended).toBe(1)
    finish()
    await filing.idle()
    b.clock.now += 1
    expect((await enclosed()).filter(e => e?.kind === 'read')).toHaveLength(2)
  })

  it('that takes too long is given up, and one over which the hearing broke is told as that', async () => {
    open((_bytes, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended')))))
    await accept('1', 'a', {}, 'voice')
    await expect.poll(() => later.map(t => t.ms)).toContain(60_000)
    later.find(t => t.ms === 60_000)?.run()
    await filing.idle()
    expect((await enclosed()).at(-1)).toMatchObject({ kind: 'unread', why: 'slow' })
    open(async () => Promise.reject(new Error('broken')))
    await accept('2', 'b', {}, 'voice')
    await filing.idle()
    expect((await enclosed()).at(-1)).toMatchObject({ kind: 'unread', why: 'broken' })
  })

  it('leaves none of its bytes in what is stored or told', async () => {
    const SOUND = 'OggS-suara-yang-tidak-disimpan'
    fetched = { kind: 'bytes', bytes: Buffer.from(SOUND) }
    let heard = ''
    open(async bytes => {
      heard = Buffer.from(bytes).toString()
      return HEARD
    })
    await accept('1', 'a', {}, 'voice')
    await filing.idle()
    expect(heard).toBe(SOUND)
    expect(inspect([await line(), b.events, errors], { depth: 9 })).not.toContain('OggS')
  })
})
