import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bench, bench, textsOf } from './border.ts'

const HOUR = 3_600_000

describe('delivery', () => {
  let b: Bench
  beforeEach(async () => {
    b = await bench('whatsapp')
  })
  afterEach(() => b.end())

  const ask = async (who: string, ...replies: string[]): Promise<void> => {
    await b.write(who, 'boleh?')
    await b.answer(...replies)
  }
  const counted = (kind: string): number => b.events.filter(e => e.kind === kind).length

  it('brings each reply to the one who asked, in order', async () => {
    await ask('phone:1', 'satu', 'dua', 'tiga')
    await ask('phone:2', 'lain')
    await b.deliverUntil(() => b.sent.length === 4)
    expect(textsOf(b.sent.filter(s => s.to === 'phone:1'))).toEqual(['satu', 'dua', 'tiga'])
    expect(textsOf(b.sent.filter(s => s.to === 'phone:2'))).toEqual(['lain'])
  })

  it('tries a silent platform again, later and later, and the others meanwhile', async () => {
    b.says.push({ kind: 'silent' }, { kind: 'silent' })
    await ask('phone:1', 'satu')
    await b.deliverUntil(() => b.sent.length === 1)
    b.clock.now += 999
    await ask('phone:2', 'lain')
    b.says.unshift({ kind: 'sent', messageId: 'x' })
    await b.deliverUntil(() => b.sent.length === 2)
    expect(b.sent[1]?.to).toBe('phone:2')
    b.clock.now += 1
    await b.deliverUntil(() => b.sent.length === 3)
    b.clock.now += 2000
    await b.deliverUntil(() => counted('sent') === 2)
    expect(textsOf(b.sent.filter(s => s.to === 'phone:1'))).toEqual(['satu', 'satu', 'satu'])
  })

  it('does not send a second reply before the first has gone', async () => {
    b.says.push({ kind: 'silent' })
    await ask('phone:1', 'satu', 'dua')
    await b.deliverUntil(() => counted('silent') === 1)
    b.clock.now += 5000
    await b.deliverUntil(() => counted('sent') === 2)
    expect(textsOf(b.sent)).toEqual(['satu', 'satu', 'dua'])
  })

  it('waits as long as the platform asks, everyone when it asks everyone', async () => {
    b.says.push({ kind: 'throttled', afterMs: 30_000, everyone: true })
    await ask('phone:1', 'satu')
    await b.deliverUntil(() => counted('throttled') === 1)
    expect(await b.store.nextReplyAt('whatsapp')).toBe(b.clock.now + 30_000)
    b.clock.now += 30_000
    await b.deliverUntil(() => counted('sent') === 1)
  })

  it('keeps the reply of someone out of reach and sends it when they write again', async () => {
    b.says.push({ kind: 'gone' })
    await ask('phone:1', 'satu')
    await b.deliverUntil(() => counted('held') === 1)
    b.clock.now += HOUR
    await b.write('phone:1', 'saya kembali')
    await b.deliverUntil(() => counted('sent') === 1)
    expect(textsOf(b.sent)).toEqual(['satu', 'satu'])
  })

  it('outside the window says once, by template, that an answer waits, and never tries free text', async () => {
    await b.write('phone:1', 'boleh?')
    b.clock.now += 25 * HOUR
    await b.answer('satu')
    await b.deliverUntil(() => counted('held') === 1)
    expect(textsOf(b.sent)).toEqual(['(waiting)'])
    await b.write('phone:1', 'ya?')
    await b.deliverUntil(() => counted('sent') === 1)
    expect(textsOf(b.sent)).toEqual(['(waiting)', 'satu'])
  })

  it('gives up what the platform refuses for good, tells the operator, and goes on with the next', async () => {
    b.says.push({ kind: 'refused', code: '131009' })
    await ask('phone:1', 'satu', 'dua')
    await b.deliverUntil(() => counted('sent') === 1)
    expect(textsOf(b.sent)).toEqual(['satu', 'dua'])
    expect((await b.store.deadLetters()).map(l => l.code)).toEqual(['131009'])
  })

  it('takes a message back that the platform could not deliver after all', async () => {
    await ask('phone:1', 'satu')
    await b.deliverUntil(() => counted('sent') === 1)
    await b.receiver.accept(b.channel, [{ kind: 'status', messageId: 'm1', status: 'failed', code: '131047' }])
    await b.write('phone:1', 'halo?')
    await b.deliverUntil(() => counted('sent') === 2)
    await b.receiver.accept(b.channel, [{ kind: 'status', messageId: 'm2', status: 'failed', code: '131009' }])
    expect((await b.store.deadLetters()).map(l => l.code)).toEqual(['131009'])
  })
})
