// The whole bot with a model server beside it, spoken to on Telegram: everything real but the platform and the model.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startBot } from '../../src/bot.ts'
import { readConfig } from '../../src/config.ts'
import { type FakeModel, fakeModel } from '../fakes/openai.ts'
import { fakeBotApi, messageUpdate } from '../fakes/telegram.ts'
import { environmentIn } from '../store.ts'

const ROOT = join(import.meta.dirname, '../..')
const CHAT = 920000000300

export type Person = {
  readonly chat: number
  /** What is answered, and after how long. */
  readonly asks: (text: string) => Promise<{ readonly text: string; readonly tookMs: number }>
}

export type Beside = {
  readonly fake: FakeModel
  /** Somebody who never wrote before. */
  readonly meet: () => Person
  readonly get: (path: string) => Promise<string>
  readonly stop: () => Promise<void>
}

/** What is written on until the bot is done with a turn. */
const ANSWER_MS = 120_000
const LOOK_MS = 5
/** Replies of one turn follow each other at once. */
const QUIET_MS = 60

export async function botBeside(more: Readonly<Record<string, string>> = {}): Promise<Beside> {
  const folder = mkdtempSync(join(tmpdir(), 'rambu-beside-'))
  const [telegram, fake] = await Promise.all([fakeBotApi(), fakeModel()])
  const bot = await startBot(
    readConfig(() => null, {
      RAMBU_KNOWLEDGE: join(ROOT, 'knowledge'),
      RAMBU_PROMPTS: join(ROOT, 'prompts'),
      ...environmentIn(folder),
      RAMBU_CACHE: join(ROOT, '.cache/rambu'),
      RAMBU_HTTP_PORT: '0',
      RAMBU_CONSOLE_PORT: '0',
      RAMBU_LOG: 'silent',
      RAMBU_TELEGRAM_TOKEN: telegram.token,
      RAMBU_TELEGRAM_API: telegram.apiRoot,
      RAMBU_MODEL_URL: fake.url,
      RAMBU_MODEL_KEY: fake.key,
      RAMBU_MODEL_READ: 'baca',
      RAMBU_MODEL_WORD: 'susun',
      ...more,
    }),
  )
  let n = 0
  const meet = (): Person => {
    const chat = CHAT + ++n
    const texts = (): string[] => telegram.sent.filter(s => s.chat === String(chat)).map(s => s.text)
    const asks = async (text: string) => {
      const before = texts().length
      const started = performance.now()
      telegram.push(messageUpdate({ chat, messageId: ++n, text }))
      while (texts().length === before && performance.now() - started < ANSWER_MS) await pause(LOOK_MS)
      const tookMs = performance.now() - started
      for (let seen = 0; seen !== texts().length; ) {
        seen = texts().length
        await pause(QUIET_MS)
      }
      return { text: texts().slice(before).join('\n\n'), tookMs }
    }
    return { chat, asks }
  }
  return {
    fake,
    meet,
    get: async path => (await fetch(`http://127.0.0.1:${bot.port}${path}`)).text(),
    stop: async () => {
      await bot.stop()
      await Promise.all([telegram.close(), fake.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
