// Mail for officers' bells, by SMTP (RFC 5321). What nodemailer throws quotes the server, the recipient and at times the password: none of it
// leaves this file.
import { createTransport } from 'nodemailer'

export type MailOptions = {
  /** smtps://user:password@host:port, or smtp://…, where the line is encrypted by STARTTLS before anything is said, except on this machine. */
  readonly url: string
  readonly from: string
  /** For one letter, from the first call to the server's word that it took it. */
  readonly timeoutMs?: number
  /** Certificates to trust instead of the well-known ones, PEM: a mail server of the office's own. */
  readonly trusted?: string
}

export type Letter = { readonly subject: string; readonly text: string }

export type Mail = {
  /** Resolves once the server has taken it. Throws MailRefused or MailSilent. */
  send(to: string, letter: Letter): Promise<void>
  /** Connects and signs in, and sends nothing. Throws MailRefused or MailSilent. */
  greet(): Promise<void>
}

/** The server answered and did not take it, or is not to be trusted. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}
/** Nobody answered in time, or the line broke. */
export class MailSilent extends Error {
  override readonly name = 'MailSilent'
}

const TIMEOUT_MS = 20_000
const PORTS = { secure: 465, submission: 587 } as const
/** One address and nothing else: what is typed into an account must not become two recipients, or a command to the server. */
const ADDRESS = /^[^\s<>(),;:"\\]+@[^\s<>(),;:"\\@]+$/
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/

export function openMail({ url, from, timeoutMs = TIMEOUT_MS, trusted }: MailOptions): Mail {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? PORTS.secure : PORTS.submission) : Number(port),
    secure,
    requireTLS: !secure && !LOOPBACK.test(hostname),
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    ...(trusted === undefined ? {} : { tls: { ca: trusted } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  })
  return {
    send: async (to, { subject, text }) => {
      if (!ADDRESS.test(to)) throw new MailRefused('mail: not an address')
      const signal = AbortSignal.timeout(timeoutMs)
      try {
        // a letter of a machine: no holiday note answers it
        await transport.sendMail({
          from,
          to,
          subject,
          text,
          signal,
          xMailer: false,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        throw told(error)
      }
    },
    greet: async () => {
      try {
        await transport.verify()
      } catch (error) {
        throw told(error)
      } finally {
        transport.close()
      }
    },
  }
}

/** nodemailer's and the system's names for a line that broke; of their texts none is passed on. */
const SILENT = new Set(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'EABORT', 'ECONNREFUSED', 'ECONNRESET'])

function told(error: unknown): MailRefused | MailSilent {
  const { code, answered } = namesOf(error)
  if (answered === null && SILENT.has(code)) return new MailSilent(`mail: no answer (${code})`)
  return new MailRefused(`mail: refused (${answered === null ? code : `${code} ${answered}`})`)
}

/** The name of a failure, and what number the server answered with, if it did. */
function namesOf(error: unknown): { readonly code: string; readonly answered: number | null } {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const answered = error instanceof Error && 'responseCode' in error ? error.responseCode : null
  return { code: /^E[A-Z0-9]+$/.test(code) ? code : 'other', answered: typeof answered === 'number' ? answered : null }
}
