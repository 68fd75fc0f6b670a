// An office whose desk is a Telegram group: the real work of officers, the real adapter, a Bot API of our own, a clock that stands still.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deskBot } from '../../src/adapters/telegram-desk.ts'
import { parseBellWords } from '../../src/bells.ts'
import { openCases } from '../../src/console/cases.ts'
import type { Staff } from '../../src/console/staff.ts'
import { openWork } from '../../src/console/work.ts'
import { type Line, lineageByCode, NO_HOLIDAYS, type Team } from '../../src/handoff/handoff.ts'
import { openLinking } from '../../src/linking.ts'
import { type DeskParts, openTopics } from '../../src/topics/topics.ts'
import { type MemoryBook, memoryBook, memoryStaffBook, NOW, staff, TODAY, team } from '../console/book.ts'
import { law } from '../console/law.ts'
import { type FakeBotApi, fakeBotApi, messageUpdate, topicPressUpdate, topicUpdate } from '../fakes/telegram.ts'
import { soon } from '../soon.ts'

export const GROUP = -1001234567890
export const ACCOUNTS = { ayu: 5000000001, budi: 5000000002, kora: 5000000003, stranger: 5000000099 } as const
export type Who = keyof typeof ACCOUNTS

export const words = parseBellWords(readFileSync(join(import.meta.dirname, '../../prompts/bells.id.yaml'), 'utf8'))

export type Office = Awaited<ReturnType<typeof openOffice>>

export async function openOffice(more: Partial<DeskParts> = {}, teams: readonly Team[] = [team('kota')], forumPerMinute = 1000) {
  const state = { at: NOW, presses: 0, messages: 900_000, losesAnswer: false }
  const api: FakeBotApi = await fakeBotApi({ now: () => state.at, forumPerMinute, username: 'rambu_meja_uji_bot' })
  api.forum(GROUP)
  const linking = openLinking(randomBytes(32), size => randomBytes(size))
  let members: readonly Staff[] = [staff('ayu'), staff('budi'), staff('kora', { roles: ['coordinator'] })]
  members = members.map(m => ({ ...m, telegram: linking.link(m, ACCOUNTS[m.id === 'ayu' ? 'ayu' : m.id === 'budi' ? 'budi' : 'kora']) }))
  const kept = memoryStaffBook([])
  const staffBook: DeskParts['book'] = {
    staff: async () => members,
    settings: kept.settings,
    saved: async changes => {
      for (const change of changes)
        if (change.kind === 'staff.saved') members = members.map(m => (m.id === change.staff.id ? { ...change.staff, version: m.version + 1 } : m))
      const saved = await kept.saved(changes)
      if (!state.losesAnswer) return saved
      state.losesAnswer = false
      throw new Error('the answer of the store was lost')
    },
  }
  const book: MemoryBook = memoryBook(teams)
  const cases = openCases({ book, staffBook, now: () => state.at, today: () => TODAY })
  const work = openWork({
    book,
    cases,
    law,
    sayings: {
      notice: () => null,
      reply: (_, { text, basis, isWithoutBasis }) => ({
        text: [text, ...basis.map(b => b.name), ...(isWithoutBasis ? ['tanpa dasar'] : [])].join('\n'),
        choices: [],
      }),
    },
    redact: text => ({ text, removed: /\d{18}/.test(text) ? ['nip'] : [] }),
    publicUrl: null,
    holidays: NO_HOLIDAYS,
    lineageOf: lineageByCode,
    now: () => state.at,
    today: () => TODAY,
  })
  const errors: unknown[] = []
  const running: { stop(): Promise<void> }[] = []

  /** A process with the desk, or that would like it. */
  const start = (also: Partial<DeskParts> = {}) => {
    const forum = deskBot({
      token: api.token,
      chat: GROUP,
      apiRoot: api.apiRoot,
      timeoutMs: 2000,
      onError: error => errors.push(error),
      sleep: async () => {
        await new Promise(resolve => setImmediate(resolve))
      },
    })
    const desk = openTopics(
      {
        forum,
        work,
        book: staffBook,
        linking,
        law,
        words,
        team: async () => 'kota',
        isFull: false,
        consoleUrl: 'https://konsol.example',
        self: randomBytes(4).toString('hex'),
        now: () => state.at,
        today: () => TODAY,
        sleep: async () => {},
        onError: error => errors.push(error),
        ...more,
        ...also,
      },
      () => {},
    )
    running.push(desk)
    return desk
  }

  const topicOf = (name: string) => {
    const found = api.topics.findLast(t => t.name.startsWith(name))
    if (found === undefined) throw new Error(`no topic ${name}`)
    return found
  }
  const messagesIn = (name: string) => api.standing().filter(m => m.thread === topicOf(name).thread)
  const linesOf = async (id: string): Promise<readonly Line[]> => (await book.open(id))?.lines ?? []
  return {
    api, book, state, errors, linking, start, topicOf, messagesIn, linesOf, work, staffBook,
    /** The consultations changed behind everybody's back. */
    put: (...given: Parameters<MemoryBook['put']>) => {
      book.put(...given)
      cases.changed()
    },
    changed: cases.changed,
    /** Code names of the consultations whose words the log says stand in the group. */
    noted: (): readonly string[] =>
      kept.saves.flatMap(c => (c.kind === 'noted.once' && c.entry.act === 'consultation.posted' ? [c.entry.about] : [])),
    headOf: (name: string) => messagesIn(name)[0],
    /** Somebody writes in a topic; the number of their message. */
    write: (who: Who, name: string, text: string | null, replyTo?: { messageId: number; from: number; text: string }): number => {
      const messageId = state.messages++
      const { thread } = topicOf(name)
      api.push(topicUpdate({ chat: GROUP, thread, from: ACCOUNTS[who], messageId, text, ...(replyTo === undefined ? {} : { replyTo }) }))
      return messageId
    },
    whisper: (who: Who, text: string): void => void api.push(messageUpdate({ chat: ACCOUNTS[who], messageId: state.messages++, text })),
    /** Somebody presses a button that stands in a topic; what was shown to them. */
    press: async (who: Who, name: string, label: string, replyTo?: { messageId: number; from: number; text: string }): Promise<string> => {
      const message = messagesIn(name).findLast(m => m.choices.some(c => c.text === label))
      const data = message?.choices.find(c => c.text === label)?.data
      if (message === undefined || data === undefined) throw new Error(`no button ${label}`)
      const id = `tekan${state.presses++}`
      const also = replyTo === undefined ? {} : { replyTo }
      api.push(topicPressUpdate({ chat: GROUP, thread: topicOf(name).thread, from: ACCOUNTS[who], id, data, messageId: message.messageId, ...also }))
      return soon(() => {
        const toast = api.toasts.find(t => t.press === id)
        if (toast === undefined) throw new Error('not answered yet')
        return toast.text
      })
    },
    /** All that was brought has been taken. */
    taken: () => soon(() => { if (api.counts().pending > 0) throw new Error('not taken yet') }),
    close: async () => {
      await Promise.all(running.map(desk => desk.stop()))
      await api.close()
    },
  }
} // biome-ignore format: long lines of a harness
