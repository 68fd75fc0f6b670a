// Who acts in a story told in a browser: members of staff with their phones for codes, and askers on the fakes of platforms.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { z } from 'zod'
import { callbackUpdate, type FakeBotApi, messageUpdate } from '../fakes/telegram.ts'
import { choiceMessage, deliver, type FakeCloudApi, textMessage } from '../fakes/whatsapp.ts'

export const soon = { timeout: 120_000, interval: 50 }
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const STEP_MS = 30_000

/** The clock of everything in this process; the browser keeps its own. */
export type Clock = { readonly advance: (ms: number) => void }

// ── members of staff ──

export type Member = { readonly login: string; readonly password: string; readonly code: () => string }

/** An authenticator app. A code is good once, so the clock goes on to the next one first. */
export function phone(secret: string, clock: Clock): () => string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret.replace(/\s/g, '')) })
  return () => {
    clock.advance(STEP_MS)
    return totp.generate({ timestamp: Date.now() })
  }
}

/** Submits the form of the page by its one main button, and waits for the page after it. */
export async function press(page: Page, selector = 'main button.primary'): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.click(selector)])
}

export async function follow(page: Page, link: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('link', { name: link, exact: true }).click()])
}

type Joining = { readonly name: string; readonly login: string; readonly password: string }

/** From the link to the first page inside; `look` is called at each step. */
export async function joinBy(
  page: Page,
  link: string,
  { name, login, password }: Joining,
  clock: Clock,
  look: (step: string) => Promise<void>,
): Promise<Member> {
  await page.goto(link)
  await look('undangan')
  await page.fill('#name', name)
  await page.fill('#login', login)
  await page.fill('#password', password)
  await press(page)
  await look('kode-kedua')
  const code = phone((await page.textContent('.secret')) ?? '', clock)
  await page.fill('#code', code())
  await press(page)
  await look('kode-cadangan')
  await page.fill('#code', (await page.textContent('.codes li')) ?? '')
  await press(page)
  return { login, password, code }
}

export async function signIn(
  page: Page,
  { login, password, code }: Member,
  look: () => Promise<void> = async () => {},
): Promise<void> {
  await page.fill('#login', login)
  await page.fill('#password', password)
  await press(page)
  await look()
  await page.fill('#code', code())
  await press(page)
}

const found = z.object({
  violations: z.array(
    z.object({ id: z.string(), nodes: z.array(z.object({ target: z.array(z.string()), failureSummary: z.string() })) }),
  ),
})

/** What axe-core finds against WCAG 2.2 AA on the page as it stands. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE)
  const ran = await page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })")
  return found
    .parse(ran)
    .violations.map(v => `${v.id}: ${v.nodes.map(n => `${n.target.join(' ')} ${n.failureSummary}`).join('; ')}`)
}

// ── askers ──

export type Heard = { readonly text: string; readonly choices: readonly { readonly id: string; readonly title: string }[] }
export type Asker = {
  readonly writes: (text: string) => Promise<void>
  readonly says: (text: string, fits: RegExp) => Promise<Heard>
  readonly presses: (of: Heard, title: string, fits: RegExp) => Promise<Heard>
  readonly hears: (fits: RegExp) => Promise<Heard>
  readonly all: () => readonly Heard[]
}

let n = 0

function asker(
  all: () => readonly Heard[],
  write: (text: string) => Promise<void>,
  choose: (choice: Heard['choices'][number]) => Promise<void>,
): Asker {
  let read = 0
  /** What comes after what was read last. */
  const hears = async (fits: RegExp): Promise<Heard> => {
    const fresh = (): Heard[] =>
      all()
        .slice(read)
        .filter(h => fits.test(h.text))
    await expect
      .poll(() => fresh().length, { ...soon, message: `${fits} among ${JSON.stringify(all().slice(read))}` })
      .toBeGreaterThan(0)
    const [heard = { text: '', choices: [] }] = fresh()
    read = all().indexOf(heard) === -1 ? all().length : all().indexOf(heard) + 1
    return heard
  }
  return {
    writes: write,
    says: async (text, fits) => {
      await write(text)
      return hears(fits)
    },
    presses: async ({ choices }, title, fits) => {
      const choice = choices.find(c => c.title.includes(title))
      if (choice === undefined) throw new Error(`no button ${title} among ${choices.map(c => c.title)}`)
      await choose(choice)
      return hears(fits)
    },
    hears,
    all,
  }
}

export function onTelegram(telegram: FakeBotApi, chat: number): Asker {
  const all = (): Heard[] =>
    telegram.sent
      .filter(s => s.chat === String(chat))
      .map(s => ({ text: s.text, choices: s.choices.map(c => ({ id: c.data, title: c.text })) }))
  return asker(
    all,
    async text => void telegram.push(messageUpdate({ chat, messageId: ++n, text })),
    async ({ id }) => void telegram.push(callbackUpdate({ chat, id: `tekan-${++n}`, data: id })),
  )
}

const button = z.object({ reply: z.object({ id: z.string(), title: z.string() }) })
const accepted = z.object({
  text: z.object({ body: z.string() }).optional(),
  template: z.object({ name: z.string() }).optional(),
  interactive: z
    .object({
      body: z.object({ text: z.string() }),
      action: z.object({
        buttons: z.array(button).optional(),
        sections: z.array(z.object({ rows: z.array(z.object({ id: z.string(), title: z.string() })) })).optional(),
      }),
    })
    .optional(),
})

/** What stands in a message as WhatsApp took it; a template is told by its name. */
function heardIn(body: unknown): Heard {
  const { text, template, interactive } = accepted.parse(body)
  if (template !== undefined) return { text: `[${template.name}]`, choices: [] }
  if (interactive === undefined) return { text: text?.body ?? '', choices: [] }
  const { buttons = [], sections = [] } = interactive.action
  return { text: interactive.body.text, choices: [...buttons.map(b => b.reply), ...sections.flatMap(s => s.rows)] }
}

export function onWhatsapp(whatsapp: FakeCloudApi, number: string, webhook: string, secret: string): Asker {
  const post = async (body: Parameters<typeof deliver>[1]): Promise<void> => {
    expect(await deliver(webhook, body, { signedWith: secret })).toBe(200)
  }
  const id = (): string => `wamid.${Buffer.from(`${number} ${++n}`).toString('base64')}`
  const seen = new Map<string, Heard>()
  const all = (): Heard[] =>
    whatsapp
      .accepted()
      .filter(a => a.to === number)
      .map(a => {
        const heard = seen.get(a.id) ?? heardIn(a.body)
        seen.set(a.id, heard)
        return heard
      })
  return asker(
    all,
    text => post(textMessage(number, text, id())),
    choice => post(choiceMessage(number, choice, id())),
  )
}

export const ROOT = join(import.meta.dirname, '../..')
