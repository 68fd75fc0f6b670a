// Mail for officers' bells against a mail server with faults.
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MailOptions, MailRefused, MailSilent, openMail } from '../../src/adapters/mail.ts'
import { type FakeSmtp, fakeSmtp, type MailFault } from '../fakes/smtp.ts'

const USER = 'lonceng'
const PASSWORD = 'sandi:uji/coba@1'
const FROM = 'Rambu <rambu@instansi.example>'
const TO = 'petugas.uji@instansi.example'
const LETTER = { subject: 'Rambu', text: 'Ada konsultasi menunggu di Rambu – buka konsol.' }

let server: FakeSmtp
beforeEach(async () => {
  server = await fakeSmtp({ user: USER, password: PASSWORD })
})
afterEach(() => server.close())

const urlOf = (host = '127.0.0.1', port = server.port): string =>
  `smtp://${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD)}@${host}:${port}`
const mail = (more: Partial<MailOptions> = {}) => openMail({ url: urlOf(), from: FROM, timeoutMs: 5000, ...more })

/** What a failed letter says of itself, down to its causes. */
async function failureOf(sending: Promise<void>): Promise<{ error: unknown; shown: string }> {
  const error = await sending.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return { error, shown: `${String(error)} ${inspect(error, { depth: 10, showHidden: true })}` }
}

describe('mail for bells', () => {
  it('brings the sentence to the officer, from the office, as the letter of a machine', async () => {
    await mail().send(TO, LETTER)
    expect(server.letters).toHaveLength(1)
    const [letter] = server.letters
    expect(letter).toMatchObject({ from: 'rambu@instansi.example', to: TO, text: LETTER.text })
    expect(letter?.headers.get('subject')).toBe('Rambu')
    expect(letter?.headers.get('auto-submitted')).toBe('auto-generated')
    expect(letter?.headers.has('x-mailer')).toBe(false)
  })

  it('works with a server of this machine that wants no account', async () => {
    const open = await fakeSmtp()
    try {
      await mail({ url: `smtp://127.0.0.1:${open.port}` }).send(TO, LETTER)
      expect(open.letters).toHaveLength(1)
    } finally {
      await open.close()
    }
  })

  it.each<[MailFault, typeof MailRefused | typeof MailSilent]>([
    ['busy', MailRefused],
    ['no-account', MailRefused],
    ['no-recipient', MailRefused],
    ['refused', MailRefused],
    ['cut', MailSilent],
  ])('tells who failed (%s), and neither the password nor an address with it', async (fault, kind) => {
    server.failNext(fault)
    const { error, shown } = await failureOf(mail().send(TO, LETTER))
    expect(error).toBeInstanceOf(kind)
    for (const secret of [PASSWORD, USER, TO, 'instansi', '127.0.0.1', LETTER.text]) expect(shown).not.toContain(secret)
  })

  it.each<MailFault>(['mute', 'slow'])('does not wait for ever for a server that falls silent (%s)', async fault => {
    server.failNext(fault)
    const { error } = await failureOf(mail({ timeoutMs: 200 }).send(TO, LETTER))
    expect(error).toBeInstanceOf(MailSilent)
  })

  it('says so when nobody is there', async () => {
    const { port } = server
    await server.close()
    const { error } = await failureOf(mail({ url: urlOf('127.0.0.1', port) }).send(TO, LETTER))
    expect(error).toBeInstanceOf(MailSilent)
    server = await fakeSmtp()
  })

  it('never says its password on an open line to another machine', async () => {
    // not this machine by name, though the same one answers
    const { error } = await failureOf(mail({ url: urlOf('0.0.0.0') }).send(TO, LETTER))
    expect(error).toBeInstanceOf(MailRefused)
    expect(server.letters).toEqual([])
    expect(server.heard.filter(line => !/^(EHLO|STARTTLS|QUIT)/.test(line))).toEqual([])
  })

  it('lets nothing that is typed into an account add recipients or headers', async () => {
    await mail().send(TO, { subject: 'Rambu\r\nBcc: lain@instansi.example', text: LETTER.text })
    expect(server.letters[0]?.headers.has('bcc')).toBe(false)
    const typed = [
      'a@b.example>\r\nRCPT TO:<lain@instansi.example',
      'a@b.example, lain@instansi.example',
      '"x" <lain@instansi.example>',
    ]
    for (const to of typed) expect((await failureOf(mail().send(to, LETTER))).error).toBeInstanceOf(MailRefused)
    expect(server.heard.filter(line => line.includes('lain@'))).toEqual([])
  })
})
