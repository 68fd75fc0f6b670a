// The WhatsApp channel: what its webhook brings, what goes out, and what the platform may answer. `@kapso/whatsapp-cloud-api` reads the
// same recordings and sends to the same fake, so that neither is made to our measure.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { WhatsAppClient } from '@kapso/whatsapp-cloud-api'
import { normalizeWebhook, verifySignature } from '@kapso/whatsapp-cloud-api/server'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answerChallenge, GRAPH_VERSION, type WhatsappOptions, whatsapp } from '../../src/adapters/whatsapp.ts'
import { Address, type Incoming, LIMITS, type Outgoing, type Sending } from '../../src/gateway/gateway.ts'
import type { Choice } from '../../src/vocabulary.ts'
import {
  batch,
  choiceMessage,
  deliver,
  duplicated,
  FAKE_PHONE_NUMBER_ID,
  FAKE_TOKEN,
  FAULTS,
  type FakeCloudApi,
  type Fault,
  fakeCloudApi,
  fileMessage,
  signature,
  statusUpdate,
  textMessage,
} from '../fakes/whatsapp.ts'

const SECRET = 'rahasia-uji'
const PHONE = '620000000001'
const BSUID = 'ID.10000000000000000001'
const RECORDINGS = join(import.meta.dirname, '..', 'recordings', 'whatsapp')

const options: WhatsappOptions = {
  accessToken: FAKE_TOKEN,
  appSecret: SECRET,
  phoneNumberId: FAKE_PHONE_NUMBER_ID,
  templateName: 'jawaban_menunggu',
  templateLanguage: 'id',
  listButton: 'Pilih jawaban',
  timeoutMs: 250,
}

const received = (raw: string | Uint8Array) => {
  const bytes = Buffer.from(raw)
  return whatsapp(options).receive(bytes, { 'x-hub-signature-256': signature(bytes, SECRET) })
}
const incoming = (raw: string | Uint8Array): readonly Incoming[] => {
  const outcome = received(raw)
  if (outcome.kind !== 'genuine') throw new Error(`expected genuine, got ${outcome.kind}`)
  return outcome.incoming
}

/** One line for each thing that came in. */
const told = (i: Incoming): string => {
  switch (i.kind) {
    case 'message':
      return `${i.message.kind} ${i.address.reveal()} “${i.message.text}”${i.message.choice === null ? '' : ` [${i.message.choice}]`}`
    case 'status':
      return `status ${i.status}${i.code === null ? '' : ` ${i.code}`}`
    case 'renamed':
      return `renamed ${i.from.reveal()} → ${i.to.reveal()}`
  }
}

const A = 'bsuid:ID.10000000000000000001'
const B = 'bsuid:ID.10000000000000000002'
const NEW = 'bsuid:ID.10000000000000000009'
const JOIN_A = `renamed phone:${PHONE} → ${A}`
const JOIN_B = `renamed phone:620000000002 → ${B}`

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'account-update': [],
  batch: [
    JOIN_A,
    `text ${A} “pertama”`,
    JOIN_B,
    `text ${B} “kedua”`,
    `photo ${A} “ketiga”`,
    'status sent',
    'status delivered',
    'status read',
    `choice ${B} “keempat” [more:2]`,
    'status failed 131047',
    `text ${A} “kelima”`,
    `other ${A} “”`,
  ],
  'button-reply': [JOIN_A, `choice ${A} “Selengkapnya” [more:1]`],
  contacts: [JOIN_A, `contact ${A} “”`],
  document: [JOIN_A, `document ${A} “Mohon dibaca suratnya”`],
  echo: [],
  edit: [JOIN_A, `edit ${A} “Maksud saya PPPK, bukan PNS”`],
  'edit-caption': [JOIN_A, `edit ${A} “Keterangan yang dibetulkan”`],
  'flow-reply': [JOIN_A, `other ${A} “”`],
  group: [JOIN_A, `group ${A} “Rambu, boleh tidak?”`],
  image: [JOIN_A, `photo ${A} “Ini boleh dipasang?”`],
  'image-without-caption': [JOIN_A, `photo ${A} “”`],
  'list-reply': [JOIN_A, `choice ${A} “Jawa Barat” [place:32]`],
  location: [JOIN_A, `location ${A} “”`],
  order: [JOIN_A, `other ${A} “Pesan satu”`],
  reaction: [JOIN_A, `reaction ${A} “👍”`],
  'reaction-removed': [JOIN_A, `reaction ${A} “”`],
  revoke: [JOIN_A, `deletion ${A} “”`],
  'status-delivered': ['status delivered'],
  'status-failed-undeliverable': ['status failed 131026'],
  'status-failed-window': ['status failed 131047'],
  'status-played': [],
  'status-read': ['status read'],
  'status-read-bsuid-only': ['status read'],
  'status-sent': ['status sent'],
  sticker: [JOIN_A, `sticker ${A} “”`],
  'system-changed-number': [`renamed ${A} → ${NEW}`, `renamed phone:${PHONE} → ${NEW}`],
  'system-changed-number-phone-only': [`renamed phone:${PHONE} → phone:620000000003`],
  'system-changed-user-id': [`renamed ${A} → ${NEW}`],
  'system-other': [`other phone:${PHONE} “”`],
  'template-button': [JOIN_A, `choice ${A} “Baca jawaban” [open]`],
  'template-status': [],
  text: [JOIN_A, `text ${A} “Apakah PNS boleh ikut kampanye?”`],
  'text-bsuid-in-from': [`text ${B} “Identitas pada kolom nomor”`],
  'text-bsuid-on-contact': [JOIN_A, `text ${A} “Identitas hanya pada kontak”`],
  'text-bsuid-only': [`text ${B} “Saya ingin bertanya tanpa nomor”`],
  'text-from-advertisement': [JOIN_A, `text ${A} “Halo dari iklan”`],
  'text-parent-bsuid': [JOIN_A, `text ${A} “Dengan identitas induk”`],
  'text-phone-only': [`text phone:${PHONE} “Bolehkah saya menyukai unggahan calon bupati?”`],
  'text-reply': [JOIN_A, `text ${A} “Yang ini maksudnya apa?”`],
  'unknown-kind': [JOIN_A, `other ${A} “”`],
  unsupported: [JOIN_A, `other ${A} “”`],
  'user-id-update': [`renamed ${A} → ${NEW}`, `renamed phone:${PHONE} → ${NEW}`],
  video: [JOIN_A, `video ${A} “Video di acara partai”`],
  voice: [JOIN_A, `voice ${A} “”`],
  welcome: [JOIN_A, `other ${A} “”`],
}

const recording = (name: string): Buffer => readFileSync(join(RECORDINGS, `${name}.json`))

describe('what WhatsApp brings is read whole, each kind as what it is', () => {
  it('has an expectation for every recording', () => {
    const names = readdirSync(RECORDINGS).map(f => f.replace('.json', ''))
    expect(Object.keys(EXPECTED).sort()).toEqual(names.sort())
  })

  for (const [name, lines] of Object.entries(EXPECTED))
    it(`reads ${name}`, () => {
      expect(incoming(recording(name)).map(told)).toEqual(lines)
    })

  it('keeps every message of a batch, in order, though one is broken', () => {
    const whole = batch(
      textMessage(PHONE, 'satu', 'wamid.1'),
      textMessage(PHONE, 'dua', 'wamid.2'),
      textMessage(BSUID, 'tiga', 'wamid.3'),
    )
    const broken = JSON.stringify(whole).replace('{"body":"dua"}', '{"body":7}')
    expect(incoming(broken).map(told)).toEqual([`text phone:${PHONE} “satu”`, `text phone:${PHONE} “”`, `text ${A} “tiga”`])
  })

  it('hands on a repeated message twice with the same id: the inbox claims it once', () => {
    const ids = incoming(JSON.stringify(duplicated(textMessage(PHONE, 'sama', 'wamid.7')))).map(
      i => i.kind === 'message' && i.messageId,
    )
    expect(ids).toEqual(['wamid.7', 'wamid.7'])
  })

  it('never joins two people by guessing at a contact card', () => {
    const body = JSON.stringify(textMessage({ phone: PHONE, bsuid: BSUID }, 'halo', 'wamid.1'))
    const stranger = body.replace(`"from":"${PHONE}","from_user_id":"${BSUID}"`, '"from":"620000000099"')
    expect(incoming(stranger).map(told)).toEqual(['text phone:620000000099 “halo”'])
  })
})

describe('only the platform is listened to', () => {
  const raw = Buffer.from(JSON.stringify(textMessage(PHONE, 'halo', 'wamid.1')))
  const outcome = (header: string | undefined, bytes: Uint8Array = raw) =>
    whatsapp(options).receive(bytes, { 'x-hub-signature-256': header }).kind

  it('takes a body signed with the app secret', () => {
    expect(outcome(signature(raw, SECRET))).toBe('genuine')
    expect(verifySignature({ appSecret: SECRET, rawBody: raw, signatureHeader: signature(raw, SECRET) })).toBe(true)
  })

  it.each([
    ['no signature', undefined],
    ['an empty one', ''],
    ['another secret', signature(raw, 'lain')],
    ['half a signature', signature(raw, SECRET).slice(0, 40)],
    ['another algorithm', signature(raw, SECRET).replace('sha256', 'sha1')],
    ['no algorithm', signature(raw, SECRET).slice('sha256='.length)],
    ['more than a signature', `${signature(raw, SECRET)}00`],
    ['no hexadecimal', `sha256=${'z'.repeat(64)}`],
  ])('refuses a body with %s', (_, header) => {
    expect(outcome(header)).toBe('forged')
  })

  it('signs the bytes as they came: one more blank is another body', () => {
    expect(outcome(signature(raw, SECRET), Buffer.concat([raw, Buffer.from(' ')]))).toBe('forged')
  })

  it.each([
    ['cut off', '{"object":"whatsapp_business_account","entry":['],
    ['empty', ''],
    ['not text', new Uint8Array([0xff, 0xfe, 0x00])],
  ])('calls signed bytes that are %s malformed', (_, bytes) => {
    expect(received(bytes).kind).toBe('malformed')
  })

  it.each(['[]', 'null', '5', '{}', '{"entry":7}', '{"entry":[null,{"changes":[{"field":"messages"},{"field":1,"value":{}}]}]}'])(
    'finds nothing in the signed body %s',
    body => {
      expect(incoming(body)).toEqual([])
    },
  )

  it('never throws, whatever stands where a message should be', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 4 }), fc.jsonValue(), (messages, contact) => {
        const said = messages.map(m => ({
          id: 'wamid.1',
          from: PHONE,
          type: 'text',
          text: m,
          image: m,
          system: m,
          edit: m,
          interactive: m,
        }))
        const value = { contacts: [contact], messages: [...messages, ...said], statuses: messages, user_id_update: messages }
        const entry = [{ changes: ['messages', 'user_id_update'].map(field => ({ field, value })) }, contact]
        expect(received(JSON.stringify({ entry })).kind).toBe('genuine')
      }),
      { numRuns: 200 },
    )
  })

  it('gives the challenge back only for our own token', () => {
    const query = (mode: string, token: string) =>
      new URLSearchParams({ 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': '1158201444' })
    expect(answerChallenge(query('subscribe', 'kata-uji'), 'kata-uji')).toBe('1158201444')
    expect(answerChallenge(query('subscribe', 'kata-lain'), 'kata-uji')).toBeNull()
    expect(answerChallenge(query('unsubscribe', 'kata-uji'), 'kata-uji')).toBeNull()
    expect(answerChallenge(query('subscribe', ''), '')).toBeNull()
    expect(answerChallenge(new URLSearchParams(), 'kata-uji')).toBeNull()
  })
})

// ── An independent reader ────────────────────────────────────────────────────────────────────────────────────────────

/** Where the two differ on purpose, and why. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  echo: 'what our own office wrote from its telephone is no question of an asker',
  'status-played': 'that a voice message was played changes nothing for a reply',
  'system-changed-number': 'a changed identifier renames a person; nobody said anything',
  'system-changed-number-phone-only': 'a changed identifier renames a person; nobody said anything',
  'system-changed-user-id': 'a changed identifier renames a person; nobody said anything',
}

type TheirMessage = ReturnType<typeof normalizeWebhook>['messages'][number]
type Part = { readonly [key: string]: unknown } | undefined
const partOf = (value: unknown, key: string): Part => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return typeof found === 'object' && found !== null ? { ...found } : undefined
}

const theirText = (message: TheirMessage): string => {
  const said = partOf(partOf(message, 'edit'), 'message') ?? message
  const pressed = partOf(message.interactive, 'buttonReply') ?? partOf(message.interactive, 'listReply')
  const text =
    partOf(said, 'text')?.body ??
    partOf(said, 'image')?.caption ??
    message.video?.caption ??
    message.document?.caption ??
    message.reaction?.emoji ??
    partOf(message, 'button')?.text ??
    pressed?.title ??
    message.order?.orderText
  return String(text ?? '')
}

describe('an independent reader finds the same in every recording', () => {
  for (const name of Object.keys(EXPECTED)) {
    const theirs = normalizeWebhook(JSON.parse(recording(name).toString('utf8')))
    const ours = incoming(recording(name))
    const deviation = DEVIATIONS[name]
    if (deviation !== undefined) {
      it(`differs on ${name}: ${deviation}`, () => {
        expect(theirs.messages.length + theirs.statuses.length).toBe(1)
        expect(ours.filter(i => i.kind !== 'renamed')).toEqual([])
      })
      continue
    }
    it(`agrees on ${name}`, () => {
      expect(ours.flatMap(i => (i.kind === 'message' ? [{ id: i.messageId, text: i.message.text }] : []))).toEqual(
        theirs.messages.map(m => ({ id: m.id, text: theirText(m) })),
      )
      expect(ours.flatMap(i => (i.kind === 'status' ? [{ id: i.messageId, status: i.status }] : []))).toEqual(
        theirs.statuses.map(({ id, status }) => ({ id, status })),
      )
    })
  }

  it('agrees on who wrote, where the message itself says it', () => {
    const theirs = normalizeWebhook(JSON.parse(recording('batch').toString('utf8'))).messages.map(m => `bsuid:${m.fromUserId}`)
    const ours = incoming(recording('batch')).flatMap(i => (i.kind === 'message' ? [i.address.reveal()] : []))
    expect(ours).toEqual(theirs)
  })
})

// ── Going out ────────────────────────────────────────────────────────────────────────────────────────────────────────

const open: FakeCloudApi[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(fake => fake.close()))
})

const fake = async (): Promise<FakeCloudApi> => {
  const started = await fakeCloudApi({ slowMs: 30 })
  open.push(started)
  return started
}
/** A server that answers as told. */
const listening = async (handle: RequestListener): Promise<{ readonly url: string; readonly close: () => Promise<unknown> }> => {
  const server = createServer(handle)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close: () => {
      server.closeAllConnections()
      return new Promise(done => server.close(done))
    },
  }
}
const person = (value: string): Address => new Address('whatsapp', value)
const byPhone = person(`phone:${PHONE}`)
const byScopedId = person(`bsuid:${BSUID}`)
const reply = (text: string, ...choices: Choice[]): Outgoing => ({ kind: 'reply', reply: { text, choices } })
const choice = (id: string, title: string, label = title): Choice => ({ id, title, label })
const many = (count: number): Choice[] =>
  Array.from({ length: count }, (_, i) => choice(`c${i}`, `Pilihan ${i}`, `Pilihan nomor ${i}`))
const waiting: Outgoing = { kind: 'waiting' }

describe('a reply goes out in a shape that the platform takes', () => {
  it.each([
    ['a short text', reply('Tidak boleh.'), 'text'],
    ['the longest text', reply('x'.repeat(LIMITS.whatsapp.textMax)), 'text'],
    ['three buttons', reply('Pilih', ...many(3)), 'button'],
    ['four choices', reply('Pilih', ...many(4)), 'list'],
    ['ten choices under the longest body', reply('x'.repeat(LIMITS.whatsapp.textWithChoicesMax), ...many(10)), 'list'],
    ['a choice too long for a button', reply('Pilih', choice('a', 'Judul yang lebih panjang dari dua puluh')), 'list'],
    ['a label of the greatest length', reply('Pilih', ...many(4), choice('z', 'Z', 'l'.repeat(72))), 'list'],
    ['a choice without more to say', reply('Pilih', ...many(4), choice('z', 'Z', '')), 'list'],
    ['the word that an answer is waiting', waiting, 'template'],
  ])('sends %s', async (_, outgoing, shape) => {
    const api = await fake()
    const sending = await whatsapp({ ...options, baseUrl: api.url }).send(byPhone, outgoing)
    expect(sending).toEqual({ kind: 'sent', messageId: api.accepted()[0]?.id })
    const body = api.accepted()[0]?.body
    expect(partOf(body, 'interactive')?.type ?? body?.type).toBe(shape)
  })

  it('shows no preview of a link', async () => {
    const api = await fake()
    await whatsapp({ ...options, baseUrl: api.url }).send(byPhone, reply('https://example.invalid'))
    expect(partOf(api.accepted()[0]?.body, 'text')?.preview_url).toBe(false)
  })

  it('reaches a person by phone number or without one, each in its own field', async () => {
    const api = await fake()
    const channel = whatsapp({ ...options, baseUrl: `${api.url}/` })
    await channel.send(byPhone, reply('satu'))
    await channel.send(byScopedId, reply('dua'))
    expect(api.accepted().map(({ to, recipient }) => ({ to, recipient }))).toEqual([
      { to: PHONE, recipient: null },
      { to: null, recipient: BSUID },
    ])
    expect(api.counts().lost).toBe(0)
  })

  it('answers whoever wrote at the very address that the message brought', async () => {
    const api = await fake()
    const channel = whatsapp({ ...options, baseUrl: api.url })
    for (const name of ['text-phone-only', 'text', 'text-bsuid-only', 'text-bsuid-in-from', 'group'])
      for (const i of incoming(recording(name))) if (i.kind === 'message') await channel.send(i.address, reply(name))
    expect(api.counts()).toMatchObject({ accepted: 5, lost: 0, refused: 0 })
  })

  it('says that there is no template rather than writing into a closed window', async () => {
    const api = await fake()
    const sending = await whatsapp({ ...options, baseUrl: api.url, templateName: null }).send(byPhone, waiting)
    expect(sending).toEqual({ kind: 'refused', code: 'no-template' })
    expect(api.counts().calls).toBe(0)
  })

  it('uses the pinned version of the platform unless told otherwise', async () => {
    const paths: string[] = []
    const { url, close } = await listening((request, response) => {
      paths.push(request.url ?? '')
      response.end('{"messages":[{"id":"wamid.1"}]}')
    })
    await whatsapp({ ...options, baseUrl: url }).send(byPhone, reply('satu'))
    await whatsapp({ ...options, baseUrl: url, graphVersion: 'v99.0' }).send(byPhone, reply('dua'))
    await close()
    expect(paths).toEqual([GRAPH_VERSION, 'v99.0'].map(version => `/${version}/${FAKE_PHONE_NUMBER_ID}/messages`))
  })
})

const OUTCOMES: Readonly<Record<Fault, Sending | { readonly kind: 'sent' }>> = {
  'too-many': { kind: 'throttled', afterMs: 1000, everyone: true },
  throughput: { kind: 'throttled', afterMs: 5000, everyone: true },
  'account-limit': { kind: 'throttled', afterMs: 5000, everyone: true },
  pair: { kind: 'throttled', afterMs: 6000, everyone: false },
  server: { kind: 'silent' },
  proxy: { kind: 'silent' },
  never: { kind: 'silent' },
  half: { kind: 'silent' },
  garbled: { kind: 'silent' },
  slow: { kind: 'sent' },
  closed: { kind: 'closed' },
  undeliverable: { kind: 'gone' },
  unsupported: { kind: 'refused', code: '131051' },
  token: { kind: 'throttled', afterMs: 60_000, everyone: true },
}

describe('whatever the platform does with a reply has a name, and nothing is thrown', () => {
  for (const fault of FAULTS)
    it(`knows ${fault}`, async () => {
      const api = await fake()
      api.faultNext(fault)
      const channel = whatsapp({ ...options, baseUrl: api.url })
      expect(await channel.send(byPhone, reply('satu'))).toMatchObject(OUTCOMES[fault])
      // the next one goes through: one fault does not stop the channel
      expect(await channel.send(byPhone, reply('dua'))).toMatchObject({ kind: 'sent' })
    })

  it('keeps a reply for a person whose window has closed, and still may say that it waits', async () => {
    const api = await fake()
    api.person(PHONE, 'closed')
    const channel = whatsapp({ ...options, baseUrl: api.url })
    expect(await channel.send(byPhone, reply('satu'))).toEqual({ kind: 'closed' })
    expect(await channel.send(byPhone, waiting)).toMatchObject({ kind: 'sent' })
    api.person(PHONE, 'open')
    expect(await channel.send(byPhone, reply('satu'))).toMatchObject({ kind: 'sent' })
  })

  it.each(['blocked', 'unknown'] as const)('calls a person who is %s gone', async standing => {
    const api = await fake()
    api.person(BSUID, standing)
    expect(await whatsapp({ ...options, baseUrl: api.url }).send(byScopedId, reply('satu'))).toEqual({ kind: 'gone' })
  })

  it('lets everyone wait, and no reply die, when the token is wrong', async () => {
    const api = await fake()
    const sending = await whatsapp({ ...options, baseUrl: api.url, accessToken: 'lama' }).send(byPhone, reply('satu'))
    expect(sending).toEqual({ kind: 'throttled', afterMs: 60_000, everyone: true })
  })

  const refused = (code: number, more: object = {}): string =>
    JSON.stringify({ error: { code, message: `(#${code}) ${PHONE}`, ...more } })
  it.each([
    ['the account is barred by policy', 403, refused(368), {}, { kind: 'throttled', afterMs: 60_000, everyone: true }],
    ['payment is due', 400, refused(131042), {}, { kind: 'throttled', afterMs: 60_000, everyone: true }],
    ['the number is restricted for spam', 400, refused(131048), {}, { kind: 'throttled', afterMs: 5000, everyone: true }],
    ['429 without a body', 429, '', { 'retry-after': '7' }, { kind: 'throttled', afterMs: 7000, everyone: true }],
    ['429 for one person', 429, refused(131056), { 'retry-after': '9' }, { kind: 'throttled', afterMs: 9000, everyone: false }],
    [
      'a Retry-After of years',
      429,
      refused(4),
      { 'retry-after': '99999999' },
      { kind: 'throttled', afterMs: 3_600_000, everyone: true },
    ],
    [
      'a Retry-After that is no number',
      429,
      refused(4),
      { 'retry-after': 'besok' },
      { kind: 'throttled', afterMs: 5000, everyone: true },
    ],
    ['a possible fault of its own under 400', 400, refused(1), {}, { kind: 'silent' }],
    ['a passing fault', 400, refused(131999, { is_transient: true }), {}, { kind: 'silent' }],
    ['maintenance', 503, refused(131057), {}, { kind: 'silent' }],
    ['400 in words of something in between', 400, '<html>', {}, { kind: 'silent' }],
    ['200 without an id', 200, '{"messages":[]}', {}, { kind: 'silent' }],
    ['another address', 302, '', { location: 'http://127.0.0.1:9/' }, { kind: 'silent' }],
    ['an unknown refusal', 400, refused(133999), {}, { kind: 'refused', code: '133999' }],
  ])('knows what to do when the platform says %s', async (_, status, body, headers, sending) => {
    const { url, close } = await listening((_request, response) => response.writeHead(status, headers).end(body))
    expect(await whatsapp({ ...options, baseUrl: url }).send(byPhone, reply('satu'))).toEqual(sending)
    await close()
  })

  it('gives up a message that the platform will never take, naming the code alone', async () => {
    const api = await fake()
    const channel = whatsapp({ ...options, baseUrl: api.url, templateName: 'tidak_ada' })
    expect(await channel.send(byPhone, reply('x'.repeat(5000)))).toEqual({ kind: 'refused', code: '100' })
    expect(await channel.send(byPhone, waiting)).toEqual({ kind: 'refused', code: '132001' })
  })

  it('is silent when nobody listens there', async () => {
    const api = await fake()
    const channel = whatsapp({ ...options, baseUrl: api.url })
    await api.close()
    expect(await channel.send(byPhone, reply('satu'))).toEqual({ kind: 'silent' })
    await channel.attend(byPhone, 'wamid.1', true)
  })

  it('meets faults by a share of chance, the same ones for the same seed', async () => {
    const run = async (): Promise<readonly string[]> => {
      const api = await fake()
      api.faultRates({ throughput: 0.3, undeliverable: 0.3 }, 7)
      const channel = whatsapp({ ...options, baseUrl: api.url })
      const kinds: string[] = []
      for (let n = 0; n < 30; n += 1) kinds.push((await channel.send(byPhone, reply('satu'))).kind)
      return kinds
    }
    const first = await run()
    expect(new Set(first)).toEqual(new Set(['sent', 'throttled', 'gone']))
    expect(await run()).toEqual(first)
  })
})

describe('a person sees that they were heard', () => {
  it('marks a message as read, and shows typing only when asked to', async () => {
    const api = await fake()
    const channel = whatsapp({ ...options, baseUrl: api.url })
    await channel.attend(byPhone, 'wamid.A', false)
    await channel.attend(byScopedId, 'wamid.B', true)
    expect(api.reads().map(({ messageId, typing }) => ({ messageId, typing }))).toEqual([
      { messageId: 'wamid.A', typing: false },
      { messageId: 'wamid.B', typing: true },
    ])
  })

  it('does not mind when that fails', async () => {
    const api = await fake()
    await whatsapp({ ...options, baseUrl: api.url, accessToken: 'lama' }).attend(byPhone, 'wamid.A', true)
    await whatsapp({ ...options, baseUrl: api.url }).attend(byPhone, 'bukan id', true)
    expect(api.counts()).toMatchObject({ reads: 0, refused: 2 })
  })
})

describe('an address is never shown', () => {
  it('not on the console, not in what a send ends in, whatever goes wrong', async () => {
    const shown: unknown[] = []
    const note = (...args: readonly unknown[]): boolean => shown.push(...args) > 0
    const spies = [
      ...(['log', 'info', 'warn', 'error', 'debug'] as const).map(level => vi.spyOn(console, level).mockImplementation(note)),
      vi.spyOn(process.stderr, 'write').mockImplementation(note),
    ]
    const api = await fake()
    const channel = whatsapp({ ...options, baseUrl: api.url })
    for (const address of [byPhone, byScopedId])
      for (const fault of FAULTS.filter(f => f !== 'slow')) {
        api.faultNext(fault)
        shown.push(await channel.send(address, reply('rahasia asker')))
      }
    shown.push(received('{'), whatsapp(options).receive(recording('text'), {}), incoming(recording('text-phone-only')))
    for (const spy of spies) spy.mockRestore()
    const text = JSON.stringify(shown.map(s => (Array.isArray(s) ? s.map(i => i.address) : s)))
    for (const secret of [PHONE, BSUID, 'rahasia asker', FAKE_TOKEN]) expect(text).not.toContain(secret)
  })
})

// ── The fake, by an independent client ───────────────────────────────────────────────────────────────────────────────

describe('the fake platform is not made to our measure', () => {
  const client = (api: FakeCloudApi) =>
    new WhatsAppClient({ accessToken: FAKE_TOKEN, baseUrl: api.url, graphVersion: GRAPH_VERSION })
  const base = { phoneNumberId: FAKE_PHONE_NUMBER_ID, to: PHONE }

  it('takes what an independent client sends', async () => {
    const api = await fake()
    const { messages } = client(api)
    const rows = many(10).map(({ id, title, label }) => ({ id, title, description: label }))
    const answers = [
      await messages.sendText({ ...base, body: 'x'.repeat(4096) }),
      await messages.sendText({ phoneNumberId: FAKE_PHONE_NUMBER_ID, recipient: BSUID, body: 'tanpa nomor' }),
      await messages.sendInteractiveButtons({
        ...base,
        bodyText: 'Pilih',
        buttons: many(3).map(({ id, title }) => ({ id, title })),
      }),
      await messages.sendInteractiveList({ ...base, bodyText: 'Pilih', buttonText: 'Pilih', sections: [{ rows }] }),
      await messages.sendTemplate({ ...base, template: { name: 'jawaban_menunggu', language: { code: 'id' } } }),
    ]
    expect(answers.map(a => a.messages[0]?.id)).toEqual(api.accepted().map(({ id }) => id))
    expect(answers[1]?.contacts[0]?.userId).toBe(BSUID)
    await messages.markRead({ phoneNumberId: FAKE_PHONE_NUMBER_ID, messageId: 'wamid.A', typingIndicator: { type: 'text' } })
    expect(api.counts()).toMatchObject({ accepted: 5, reads: 1, refused: 0 })
  })

  it('refuses that client what the platform refuses', async () => {
    const api = await fake()
    await expect(client(api).messages.sendText({ ...base, body: 'x'.repeat(4097) })).rejects.toThrow()
    await expect(client(api).messages.sendText({ ...base, phoneNumberId: '7', body: 'x' })).rejects.toThrow()
    const stranger = new WhatsAppClient({ accessToken: 'lain', baseUrl: api.url, graphVersion: GRAPH_VERSION })
    await expect(stranger.messages.sendText({ ...base, body: 'x' })).rejects.toThrow()
    expect(api.counts()).toMatchObject({ accepted: 0, refused: 3 })
  })

  it.each([
    [
      'a fourth button',
      { type: 'button', action: { buttons: [1, 2, 3, 4].map(n => ({ type: 'reply', reply: { id: `${n}`, title: `${n}` } })) } },
    ],
    ['a long title', { type: 'button', action: { buttons: [{ type: 'reply', reply: { id: '1', title: 'x'.repeat(21) } }] } }],
    [
      'the same id twice',
      { type: 'list', action: { button: 'b', sections: [{ rows: [1, 2].map(() => ({ id: 'a', title: 'a' })) }] } },
    ],
    [
      'an eleventh row',
      { type: 'list', action: { button: 'b', sections: [{ rows: [...'abcdefghijk'].map(id => ({ id, title: id })) }] } },
    ],
    ['a long row', { type: 'list', action: { button: 'b', sections: [{ rows: [{ id: 'a', title: 'x'.repeat(25) }] }] } }],
    [
      'a long description',
      { type: 'list', action: { button: 'b', sections: [{ rows: [{ id: 'a', title: 'a', description: 'x'.repeat(73) }] }] } },
    ],
    [
      'a body that is too long',
      {
        type: 'button',
        body: { text: 'x'.repeat(1025) },
        action: { buttons: [{ type: 'reply', reply: { id: '1', title: '1' } }] },
      },
    ],
  ])('refuses %s', async (_, interactive) => {
    const api = await fake()
    const payload = {
      messaging_product: 'whatsapp',
      to: PHONE,
      type: 'interactive',
      interactive: { body: { text: 'x' }, ...interactive },
    }
    const response = await fetch(`${api.url}/${GRAPH_VERSION}/${FAKE_PHONE_NUMBER_ID}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${FAKE_TOKEN}` },
      body: JSON.stringify(payload),
    })
    expect(response.status).toBe(400)
    expect(api.counts().accepted).toBe(0)
  })

  it('delivers what its builders make, signed, and reads back as what was meant', async () => {
    const bodies: Uint8Array[] = []
    const { url, close } = await listening((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', chunk => chunks.push(chunk))
      request.on('end', () => {
        const raw = Buffer.concat(chunks)
        const header = String(request.headers['x-hub-signature-256'])
        const isGenuine = whatsapp(options).receive(raw, { 'x-hub-signature-256': header }).kind === 'genuine'
        if (isGenuine) bodies.push(raw)
        response.writeHead(isGenuine ? 200 : 401).end()
      })
    })
    const body = batch(
      textMessage({ phone: PHONE, bsuid: BSUID }, 'satu', 'wamid.1'),
      choiceMessage(BSUID, { id: 'more:1', title: 'Selengkapnya' }, 'wamid.2', 'list_reply'),
      statusUpdate('wamid.3', 'failed', PHONE, 131026),
    )
    expect(await deliver(url, body, { signedWith: SECRET })).toBe(200)
    expect(await deliver(url, body, { signedWith: 'lain' })).toBe(401)
    await close()
    expect(bodies.flatMap(raw => incoming(raw).map(told))).toEqual([
      JOIN_A,
      `text ${A} “satu”`,
      `choice ${A} “Selengkapnya” [more:1]`,
      'status failed 131026',
    ])
  })

  it('runs as a process of its own and takes orders', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'fakes', 'whatsapp.ts'), '--port', '0'])
    const line = await new Promise<string>(resolve =>
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8'))),
    )
    const baseUrl = `http://127.0.0.1:${JSON.parse(line).port}`
    const order = (path: string, body?: object) =>
      fetch(`${baseUrl}/control/${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }).then(r =>
        r.json(),
      )
    await order('faults', { next: ['throughput'] })
    await order('person', { who: BSUID, standing: 'closed' })
    const channel = whatsapp({ ...options, baseUrl })
    expect(await channel.send(byPhone, reply('satu'))).toMatchObject({ kind: 'throttled' })
    expect(await channel.send(byPhone, reply('dua'))).toMatchObject({ kind: 'sent' })
    expect(await channel.send(byScopedId, reply('tiga'))).toEqual({ kind: 'closed' })
    await channel.attend(byPhone, 'wamid.1', true)
    expect(await order('counts')).toMatchObject({ accepted: 1, refused: 2, reads: 1, faults: { throughput: 1 } })
    expect(await order('accepted?after=0')).toMatchObject([{ to: PHONE, type: 'text' }])
    expect(await order('accepted?after=1')).toEqual([])
    await order('clear', {})
    expect(await order('counts')).toMatchObject({ calls: 0, accepted: 0 })
    const ended = new Promise(done => child.once('exit', done))
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })
})

describe('a file', () => {
  let api: FakeCloudApi
  beforeEach(async () => {
    api = await fakeCloudApi()
  })
  afterEach(() => api.close())
  const fetched = (id: string, bytesMax = 1000) =>
    whatsapp({ ...options, baseUrl: api.url }).fetchFile({ id, bytes: null }, bytesMax, AbortSignal.timeout(5000))
  const fileIn = (body: ReturnType<typeof fileMessage>) =>
    incoming(JSON.stringify(body)).flatMap(i => (i.kind === 'message' ? [[i.message.kind, i.message.text, i.file]] : []))

  it('comes with a document and with a photograph, beside its caption', () => {
    const captioned = fileMessage(PHONE, 'wamid.1', 'media-1', 'document', 'ini asli?')
    expect(fileIn(captioned)).toEqual([['document', 'ini asli?', { id: 'media-1', bytes: null }]])
    expect(fileIn(fileMessage(PHONE, 'wamid.2', 'media-2', 'image'))).toEqual([['photo', '', { id: 'media-2', bytes: null }]])
    expect(fileIn(fileMessage(PHONE, 'wamid.4', 'media-4', 'audio'))).toEqual([['voice', '', { id: 'media-4', bytes: null }]])
    expect(fileIn(fileMessage(PHONE, 'wamid.3', '../../me', 'image'))).toEqual([['photo', '', undefined]])
  })

  it('is fetched by its id, once it is known to be small enough', async () => {
    api.media('media-1', Buffer.from('isi surat'))
    expect(await fetched('media-1')).toEqual({ kind: 'bytes', bytes: Buffer.from('isi surat') })
    expect(await fetched('media-1', 5)).toEqual({ kind: 'large' })
    api.media('media-2', Buffer.alloc(5000), { size: 5 })
    expect(await fetched('media-2')).toEqual({ kind: 'large' })
    expect(await fetched('media-3')).toEqual({ kind: 'gone' })
  })

  it('is never fetched from elsewhere: the token goes to the platform alone', async () => {
    const asked: (string | undefined)[] = []
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization)
      response.end('isi')
    })
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const elsewhere = [`http://127.0.0.1:${port}/isi`, 'https://lookaside.fbsbx.com.jahat.example/isi', 'file:///etc/passwd', 'x']
    for (const url of elsewhere) {
      api.media('media-1', Buffer.from('x'), { url })
      expect(await fetched('media-1'), url).toEqual({ kind: 'gone' })
    }
    expect(asked).toEqual([])
    server.close()
  })
})
