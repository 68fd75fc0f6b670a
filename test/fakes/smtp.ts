// A mail server of our own on 127.0.0.1, with faults. It takes letters and sends none on. It speaks no TLS.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/**
 * mute: never greets; busy: 421 instead of a greeting; no-account: 535 to the password; no-recipient: 550 to the recipient, quoting it;
 * refused: 554 to the letter; cut: the letter is taken, the line dies before the answer; slow: as mute, but only after the letter.
 */
export type MailFault = 'mute' | 'busy' | 'no-account' | 'no-recipient' | 'refused' | 'cut' | 'slow'

export type Posted = {
  readonly from: string
  readonly to: string
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
}

export type FakeSmtp = {
  readonly port: number
  /** Letters that were taken, whether or not the sender heard so. */
  readonly letters: readonly Posted[]
  /** Everything that clients said, a line each. */
  readonly heard: readonly string[]
  readonly failNext: (fault: MailFault, times?: number) => void
  readonly close: () => Promise<void>
}

/** With an account the server wants it before it takes anything; it offers `AUTH PLAIN` alone. */
export async function fakeSmtp(account: { readonly user: string; readonly password: string } | null = null): Promise<FakeSmtp> {
  const letters: Posted[] = []
  const heard: string[] = []
  const failing: MailFault[] = []
  const sockets = new Set<Socket>()

  const talk = (socket: Socket): void => {
    const fault = failing.shift() ?? null
    const say = (...lines: readonly string[]): void => void socket.write(lines.map(line => `${line}\r\n`).join(''))
    const state = { from: '', to: '', isIn: account === null, body: null as string[] | null }
    const take = (body: readonly string[]): void => {
      if (fault === 'refused') {
        say('554 5.7.1 Letter refused')
        return
      }
      letters.push({ from: state.from, to: state.to, ...readLetter(body) })
      if (fault === 'cut') socket.destroy()
      else if (fault !== 'slow') say('250 2.0.0 Taken')
    }
    const signIn = (given: string): string => {
      const [, user, password] = Buffer.from(given, 'base64').toString().split('\0')
      state.isIn = fault !== 'no-account' && user === account?.user && password === account?.password
      return state.isIn ? '235 2.7.0 In' : `535 5.7.8 No such account ${user}`
    }
    const answerTo = (verb: string, line: string): string => {
      if (verb === 'AUTH') return signIn(line.split(' ')[2] ?? '')
      if (!state.isIn) return '530 5.7.0 Sign in first'
      if (verb === 'RCPT' && fault === 'no-recipient') return `550 5.1.1 ${addressIn(line)} lives here no more`
      if (verb === 'MAIL') state.from = addressIn(line)
      if (verb === 'RCPT') state.to = addressIn(line)
      if (verb === 'DATA') state.body = []
      return verb === 'DATA' ? '354 Go on' : ['MAIL', 'RCPT'].includes(verb) ? '250 2.1.0 Ok' : '502 5.5.2 Unknown'
    }
    const hear = (line: string): void => {
      const { body } = state
      if (body !== null && line !== '.') return void body.push(line.replace(/^\./, ''))
      if (body !== null) {
        state.body = null
        take(body)
        return
      }
      heard.push(line)
      const verb = line.slice(0, 4).toUpperCase()
      if (verb === 'QUIT') socket.end('221 2.0.0 Bye\r\n')
      else if (verb === 'EHLO') say(...(account === null ? ['250 fake'] : ['250-fake', '250 AUTH PLAIN']))
      else say(answerTo(verb, line))
    }
    let rest = ''
    socket.on('error', () => {})
    socket.on('data', chunk => {
      const lines = (rest + chunk.toString()).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) hear(line)
    })
    if (fault === 'busy') socket.end('421 4.3.2 Later\r\n')
    else if (fault !== 'mute') say('220 fake ESMTP')
  }

  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    talk(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  return {
    port: typeof at === 'object' && at !== null ? at.port : 0,
    letters,
    heard,
    failNext: (fault, times = 1) => {
      for (let n = 0; n < times; n++) failing.push(fault)
    },
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? ''

function readLetter(lines: readonly string[]): Pick<Posted, 'headers' | 'text'> {
  const end = lines.indexOf('')
  const unfolded = lines
    .slice(0, end)
    .join('\n')
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')
  const headers = new Map(
    unfolded.map(line => [line.split(':')[0]?.toLowerCase() ?? '', wordsOf(line.replace(/^[^:]*:\s*/, ''))]),
  )
  return {
    headers,
    text: decoded(
      lines
        .slice(end + 1)
        .join('\n')
        .trim(),
      headers.get('content-transfer-encoding') ?? '7bit',
    ),
  }
}

const decoded = (body: string, how: string): string =>
  how === 'base64' ? Buffer.from(body, 'base64').toString() : how === 'quoted-printable' ? quoted(body.replace(/=\n/g, '')) : body

const quoted = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString()

/** A header in signs beyond ASCII (RFC 2047). */
const wordsOf = (header: string): string =>
  header.replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, how: string, words: string) =>
    how.toUpperCase() === 'B' ? Buffer.from(words, 'base64').toString() : quoted(words.replaceAll('_', ' ')),
  )
