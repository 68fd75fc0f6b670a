import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Address } from '../../src/gateway/gateway.ts'
import { type Bench, bench } from './border.ts'

describe('receiving', () => {
  let b: Bench
  beforeEach(async () => {
    b = await bench()
  })
  afterEach(() => b.end())

  it('takes a message once, however often the platform brings it', async () => {
    await Promise.all([b.write('1', 'boleh?', 'same'), b.write('1', 'boleh?', 'same')])
    await b.write('1', 'boleh?', 'same')
    const [turn] = await b.store.claimTurns('t', b.clock.now, b.clock.now + 1, 10)
    expect(turn?.messages).toHaveLength(1)
    expect(b.events.map(e => e.kind).sort()).toEqual(['accepted', 'repeated', 'repeated'])
  })

  it('shows typing only while there is no answer after a second', async () => {
    await b.write('1', 'boleh?')
    await b.write('2', 'boleh?')
    expect(b.attended.map(a => a.typing)).toEqual([false, false])
    expect(b.timers.map(t => t.at - b.clock.now)).toEqual([1000, 1000])
    const [first, second] = b.timers
    first?.run()
    await expect.poll(() => b.attended.filter(a => a.typing)).toEqual([{ to: '1', typing: true }])
    await b.answer('jawaban')
    await b.deliverUntil(() => b.sent.length === 2)
    second?.run()
    await b.write('3', 'boleh?')
    expect(b.attended.filter(a => a.typing)).toHaveLength(1)
  })

  it('follows a person to a new identifier', async () => {
    await b.write('1', 'boleh?')
    await b.answer('jawaban')
    const to = new Address('telegram', 'new')
    await b.receiver.accept(b.channel, [{ kind: 'renamed', from: new Address('telegram', '1'), to }])
    await b.deliverUntil(() => b.sent.length === 1)
    expect(b.sent[0]?.to).toBe('new')
  })
})
