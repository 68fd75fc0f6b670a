import { describe, expect, it } from 'vitest'
import { startThread } from '../../src/adapters/thread.ts'

type Echo = { readonly said: string }
const isEcho = (value: unknown): value is Echo => typeof value === 'object' && value !== null && 'said' in value

const start = (ends: unknown[], file = './echoing.ts') =>
  startThread<string, Echo>(
    { file: new URL(file, import.meta.url), data: null, onTold: () => {}, onEnd: error => ends.push(error) },
    isEcho,
    () => new Error('could not start'),
  )

describe('a thread', () => {
  it('says what it is about, answers each question with its own answer, and ends without a word when told to', async () => {
    const ends: unknown[] = []
    const { thread, about } = await start(ends)
    expect(about).toBe('ready to echo')
    const asked = Array.from({ length: 50 }, (_, i) => `question ${i}`)
    expect((await Promise.all(asked.map(thread.ask))).map(a => a.said)).toEqual(asked)
    await thread.stop()
    expect(ends).toEqual([])
  })

  it('that breaks leaves nothing unanswered for ever, and is reported once', async () => {
    const ends: unknown[] = []
    const { thread } = await start(ends)
    const [broken, behind] = await Promise.allSettled([thread.ask('break'), thread.ask('behind it')])
    expect([broken?.status, behind?.status]).toEqual(['rejected', 'rejected'])
    await expect.poll(() => ends.length).toBe(1)
    await new Promise(done => setImmediate(done))
    expect(ends).toHaveLength(1)
  })

  it('that cannot start says so', async () => {
    await expect(start([], './not-there.ts')).rejects.toThrow()
  })
})
