// The staff's bot against a Bot API with faults: what it brings, what it posts, what it makes of refusals.
import { setImmediate as breathe } from 'node:timers/promises'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DeskBotSilent, deskBot } from '../../src/adapters/telegram-desk.ts'
import type { Forum, ForumEvent } from '../../src/topics/topics.ts'
import {
  commandUpdate,
  type FakeBotApi,
  type FakeUpdate,
  fakeBotApi,
  messageUpdate,
  topicPressUpdate,
  topicUpdate,
} from '../fakes/telegram.ts'
import { soon } from '../soon.ts'

const GROUP = -1001234567890
const OTHER_GROUP = -1009999999999
const OFFICER = 5000000001
const TOKEN = '7000000009:meja-uji-bukan-rahasia'

let api: FakeBotApi
let errors: unknown[]
let stop: AbortController

beforeEach(async () => {
  api = await fakeBotApi({ token: TOKEN })
  api.forum(GROUP)
  errors = []
  stop = new AbortController()
})
afterEach(async () => {
  stop.abort()
  await api.close()
})

const bot = (chat: number | null = GROUP): Forum =>
  deskBot({
    token: TOKEN,
    chat,
    apiRoot: api.apiRoot,
    timeoutMs: 500,
    onError: error => errors.push(error),
    sleep: async () => {
      await breathe()
    },
  })

/** What the bot brings of these, in order. */
async function brought(...updates: readonly FakeUpdate[]): Promise<readonly ForumEvent[]> {
  const events: ForumEvent[] = []
  api.push(...updates)
  const hearing = bot().hear(async event => void events.push(event), stop.signal)
  await soon(() => expect(api.counts().pending).toBe(0))
  stop.abort()
  await hearing
  return events
}

const topic = async (): Promise<number> => {
  const made = await bot().open('Elang Teduh')
  if (made.kind !== 'done') throw new Error(made.kind)
  return made.id
}

describe('what the staff’s bot brings', () => {
  it('is what is written and pressed in the topics of its group, and said in private', async () => {
    const thread = await topic()
    const own = { messageId: 11, from: OFFICER, text: 'Jawaban' }
    expect(
      await brought(
        topicUpdate({ chat: GROUP, thread, from: OFFICER, messageId: 11, text: 'Jawaban' }),
        topicUpdate({ chat: GROUP, thread, from: OFFICER, messageId: 12, text: '/pasal x', replyTo: own }),
        topicUpdate({ chat: GROUP, thread, from: OFFICER, messageId: 13, text: null }),
        topicPressUpdate({ chat: GROUP, thread, from: OFFICER, id: 'p1', data: 'bare:a', messageId: 14, replyTo: own }),
        topicPressUpdate({ chat: GROUP, thread, from: OFFICER, id: 'p2', data: 'claim:a', messageId: 15 }),
        commandUpdate({ chat: OFFICER, messageId: 16, text: '/tautkan abcd' }),
      ),
    ).toEqual([
      { kind: 'written', thread, wrote: { message: 11, from: OFFICER, text: 'Jawaban' }, replyTo: null },
      {
        kind: 'written',
        thread,
        wrote: { message: 12, from: OFFICER, text: '/pasal x' },
        replyTo: { message: 11, from: OFFICER, text: 'Jawaban' },
      },
      { kind: 'written', thread, wrote: { message: 13, from: OFFICER, text: null }, replyTo: null },
      { kind: 'pressed', press: 'p1', from: OFFICER, data: 'bare:a', replyTo: { message: 11, from: OFFICER, text: 'Jawaban' } },
      { kind: 'pressed', press: 'p2', from: OFFICER, data: 'claim:a', replyTo: null },
      { kind: 'whispered', from: OFFICER, text: '/tautkan abcd' },
    ])
  })

  it('is nothing from another group, nothing that says that a topic was opened, and nothing it cannot read', async () => {
    const thread = await topic()
    const said = topicUpdate({ chat: GROUP, thread, from: OFFICER, messageId: 1, text: 'x' })
    const message = said.message
    expect(typeof message).toBe('object')
    expect(
      await brought(
        topicUpdate({ chat: OTHER_GROUP, thread, from: OFFICER, messageId: 2, text: 'Rahasia' }),
        topicPressUpdate({ chat: OTHER_GROUP, thread, from: OFFICER, id: 'p', data: 'claim:a', messageId: 3 }),
        {
          message: {
            message_id: 4,
            from: { id: OFFICER, is_bot: false },
            chat: { id: GROUP, type: 'supergroup' },
            date: 1,
            text: 'Umum',
          },
        },
        {
          message: {
            message_id: 5,
            message_thread_id: thread,
            is_topic_message: true,
            from: { id: OFFICER, is_bot: false },
            chat: { id: GROUP, type: 'supergroup' },
            date: 1,
            forum_topic_closed: {},
          },
        },
        { message: { message_id: 'enam' } },
        messageUpdate({ chat: OFFICER, messageId: 7, text: 'Halo' }),
      ),
    ).toEqual([{ kind: 'whispered', from: OFFICER, text: 'Halo' }])
  })

  it('comes again until it was taken, without what was taken before it', async () => {
    const seen: string[] = []
    let isBroken = true
    api.push(...['satu', 'dua', 'tiga'].map((text, n) => messageUpdate({ chat: OFFICER, messageId: n + 1, text })))
    const hearing = bot().hear(async event => {
      if (event.kind !== 'whispered') return
      if (event.text === 'dua' && isBroken) {
        isBroken = false
        throw new Error('the store is down')
      }
      seen.push(event.text)
    }, stop.signal)
    await soon(() => expect(seen).toEqual(['satu', 'dua', 'tiga']))
    stop.abort()
    await hearing
    expect(errors).toHaveLength(1)
  })

  it('goes on after silence and refusals, and its complaints never hold the token', async () => {
    for (const fault of ['broken', 'throttled', 'bad-gateway', 'half'] as const) api.failNext('getUpdates', fault)
    expect(await brought(messageUpdate({ chat: OFFICER, messageId: 1, text: 'Halo' }))).toHaveLength(1)
    expect(errors.length).toBeGreaterThanOrEqual(3)
    expect(inspect(errors, { depth: 10, showHidden: true })).not.toContain(TOKEN)
  })
})

describe('what it posts', () => {
  it('is plain text in the topic, under what it answers, with its buttons', async () => {
    const thread = await topic()
    const made = await bot().post(
      thread,
      'a *b* <c>',
      [[{ text: 'Ambil', data: 'claim:a' }], [{ text: 'Buka', url: 'https://konsol.example/k' }]],
      77,
    )
    expect(made.kind).toBe('done')
    const [sent] = api.sent
    expect(sent?.payload).toMatchObject({ message_thread_id: thread, text: 'a *b* <c>' })
    expect(sent?.payload).not.toHaveProperty('parse_mode')
    expect(api.standing()[0]).toMatchObject({
      replyTo: 77,
      choices: [
        { text: 'Ambil', data: 'claim:a' },
        { text: 'Buka', data: 'https://konsol.example/k' },
      ],
    })
  })

  it('stands there once: the same again is as good as done', async () => {
    const thread = await topic()
    const made = await bot().post(thread, 'satu', [], null)
    const message = made.kind === 'done' ? made.id : 0
    expect((await bot().edit(message, 'dua', [])).kind).toBe('done')
    expect((await bot().edit(message, 'dua', [])).kind).toBe('done')
    expect((await bot().close(thread)).kind).toBe('done')
    expect((await bot().close(thread)).kind).toBe('done')
    expect(api.standing().map(m => m.text)).toEqual(['dua'])
  })

  it('says that the place is gone when somebody deleted it', async () => {
    const thread = await topic()
    const made = await bot().post(thread, 'satu', [], null)
    api.dropTopic(thread)
    expect(await bot().post(thread, 'dua', [], null)).toEqual({ kind: 'gone' })
    expect(await bot().edit(made.kind === 'done' ? made.id : 0, 'dua', [])).toEqual({ kind: 'gone' })
    expect(await bot().close(thread)).toEqual({ kind: 'gone' })
  })

  it('waits as long as Telegram says, and a while when it says nothing', async () => {
    const desk = bot()
    api.failNext('createForumTopic', 'throttled')
    expect(await desk.open('a')).toEqual({ kind: 'later', afterMs: 1000 })
    for (const fault of ['broken', 'bad-gateway', 'unanswered', 'half'] as const) {
      api.failNext('createForumTopic', fault)
      expect(await desk.open('a')).toMatchObject({ kind: 'later' })
    }
  })

  it('names why Telegram refuses, and nothing of what was posted', async () => {
    api.forum(GROUP, false)
    expect(await bot().open('Elang Teduh')).toEqual({ kind: 'failed', code: 'createForumTopic 400 no-rights' })
    expect(await bot(OTHER_GROUP).open('Elang Teduh')).toEqual({
      kind: 'failed',
      code: 'createForumTopic 400 group-has-no-topics',
    })
    api.forget(OTHER_GROUP)
    expect(await bot(OTHER_GROUP).open('Elang Teduh')).toEqual({ kind: 'failed', code: 'createForumTopic 400 no-such-group' })
  })
})

describe('a bell by Telegram', () => {
  it('is a private message', async () => {
    expect(await bot(null).whisper(OFFICER, 'Ada konsultasi menunggu di Rambu.')).toBe(true)
    expect(api.sent.map(s => [s.chat, s.text])).toEqual([[String(OFFICER), 'Ada konsultasi menunggu di Rambu.']])
  })

  it('cannot reach whoever stopped the bot, and may reach them later when Telegram is broken', async () => {
    api.block(OFFICER)
    expect(await bot(null).whisper(OFFICER, 'x')).toBe(false)
    api.unblock(OFFICER)
    api.failNext('sendMessage', 'broken')
    const failed = await bot(null)
      .whisper(OFFICER, 'Isi lonceng')
      .catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(DeskBotSilent)
    for (const secret of [TOKEN, 'Isi lonceng', String(OFFICER)])
      expect(inspect(failed, { depth: 10, showHidden: true })).not.toContain(secret)
  })
})
