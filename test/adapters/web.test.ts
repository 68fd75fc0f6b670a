import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { receiveFile, web } from '../../src/adapters/web.ts'
import { Address, type Incoming, type Received } from '../../src/gateway/gateway.ts'

const SECRET = 'abcdefghijklmnopqrst_-'
const OTHER = 'ABCDEFGHIJKLMNOPQRST09'
const channel = web()
const bytes = (body: unknown): Uint8Array => new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))
const receive = (body: unknown, authorization: string | undefined = `Bearer ${SECRET}`): Received =>
  channel.receive(bytes(body), { authorization })

function message(received: Received): Incoming & { kind: 'message' } {
  if (received.kind !== 'genuine' || received.incoming[0]?.kind !== 'message') throw new Error(`not a message: ${received.kind}`)
  return received.incoming[0]
}

describe('the web channel', () => {
  it('takes in what the page posts: words, or a pressed choice', () => {
    const asked = message(receive({ id: 'message-1', text: ' boleh ga?\nserius ' }))
    expect(asked.message).toEqual({ kind: 'text', text: ' boleh ga?\nserius ', choice: null })
    expect(asked.address.channel).toBe('web')
    expect(asked.address.reveal()).toBe(SECRET)
    const pressed = message(receive({ id: 'message-2', text: 'Selengkapnya', choice: 'more:1' }))
    expect(pressed.message).toEqual({ kind: 'choice', text: 'Selengkapnya', choice: 'more:1' })
  })

  it('names a message the same when it is sent again, and differently in another session', () => {
    const body = { id: 'message-1', text: 'halo' }
    const [first, again] = [message(receive(body)), message(receive(body))]
    expect(again.messageId).toBe(first.messageId)
    expect(message(receive(body, `Bearer ${OTHER}`)).messageId).not.toBe(first.messageId)
    expect(first.messageId).not.toContain(SECRET)
  })

  it('takes no request without a whole secret for a session', () => {
    const body = { id: 'message-1', text: 'halo' }
    for (const authorization of [
      '',
      'Bearer',
      'Bearer short',
      `Basic ${SECRET}`,
      `Bearer ${SECRET}x`,
      `Bearer ${SECRET.slice(1)}=`,
    ])
      expect(receive(body, authorization), authorization).toEqual({ kind: 'forged' })
    expect(channel.receive(bytes(body), {})).toEqual({ kind: 'forged' })
    // the secret is looked at before the body
    expect(receive('{', 'Bearer short')).toEqual({ kind: 'forged' })
  })

  it('refuses what is too long, empty or not a message', () => {
    const refused: unknown[] = [
      '',
      '{',
      '[]',
      'null',
      { id: 'message-1' },
      { id: 'message-1', text: '' },
      { id: 'message-1', text: ' \n ' },
      { id: 'message-1', text: 'a'.repeat(4001) },
      { id: 'message-1', text: 'nol\0' },
      { id: 'message-1', text: '\ud800' },
      { id: 'x', text: 'halo' },
      { id: 'spasi tidak boleh', text: 'halo' },
      { id: 'message-1', text: 'halo', choice: '' },
      { id: 'message-1', text: 'halo', choice: 'a'.repeat(65) },
      { id: 'message-1', text: 'halo', choice: 7 },
      { id: 'message-1', text: 'halo', filler: 'x'.repeat(40_000) },
    ]
    for (const body of refused) expect(receive(body), JSON.stringify(body).slice(0, 60)).toEqual({ kind: 'malformed' })
    expect(channel.receive(Uint8Array.of(0x22, 0xff, 0x22), { authorization: `Bearer ${SECRET}` })).toEqual({ kind: 'malformed' })
    expect(receive({ id: 'message-1', text: 'a'.repeat(4000) }).kind).toBe('genuine')
    expect(receive(JSON.stringify({ id: 'message-1', text: '€'.repeat(4000) }).replace(/€/g, '\\u20ac')).kind).toBe('genuine')
  })

  it('takes a recording for a voice note where somebody hears, whatever it is called, and for a file elsewhere', () => {
    const kindOf = (raw: Uint8Array, type: string, hears?: boolean) => {
      const received = receiveFile(raw, { authorization: `Bearer ${SECRET}`, 'content-type': type }, 'berkas-nomor-1', hears)
      const [incoming] = received.kind === 'genuine' ? received.incoming : []
      return incoming?.kind === 'message' ? incoming.message.kind : null
    }
    const sound = Buffer.from('OggS-suara')
    expect(kindOf(sound, 'application/octet-stream', true)).toBe('voice')
    expect(kindOf(Buffer.from('entah'), 'audio/mpeg', true)).toBe('voice')
    expect(kindOf(Buffer.from('\x89PNG', 'latin1'), 'image/png', true)).toBe('photo')
    expect(kindOf(Buffer.from('%PDF-1.7'), 'application/pdf', true)).toBe('document')
    expect(kindOf(sound, 'audio/ogg')).toBe('document')
  })

  it('never breaks, whatever is sent', () => {
    fc.assert(fc.property(fc.uint8Array(), raw => channel.receive(raw, { authorization: `Bearer ${SECRET}` }).kind !== 'genuine'))
    fc.assert(fc.property(fc.json(), body => ['genuine', 'malformed'].includes(receive(body).kind)))
  })

  it('never sends: the page pulls its replies', async () => {
    const address = new Address('web', SECRET)
    const reply = { text: 'halo', choices: [] }
    expect(await channel.send(address, { kind: 'reply', reply })).toEqual({ kind: 'refused', code: 'pulled' })
    await expect(channel.attend(address, 'message-1', true)).resolves.toBeUndefined()
  })
})
