// Calls of the platforms' interfaces: JSON there and a text back, over Node's own client. fetch makes streams and signals of each call, which
// cost a busy bot more than the answer that goes out.
import { type IncomingHttpHeaders, request } from 'node:http'
import { request as secureRequest } from 'node:https'

export type Posted = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }

/** As much of a signal as is used: libraries declare types of their own for it. */
type Signal = {
  readonly aborted: boolean
  addEventListener(type: 'abort', run: () => void): void
  removeEventListener(type: 'abort', run: () => void): void
}

export type Posting = {
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly signal?: Signal | undefined
}

const JSON_HEADERS = { 'content-type': 'application/json' }
/** Whoever sends us elsewhere is no platform: a token goes to the platform and nowhere else. */
const isElsewhere = (status: number): boolean => status >= 300 && status < 400

/** Rejects when nothing whole came back in time. Its error may hold the address, and so a token: not for a log. */
export function postJson(address: string, value: unknown, { headers = {}, timeoutMs, signal }: Posting): Promise<Posted> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify(value)
    const length = { 'content-length': String(Buffer.byteLength(body)) }
    const begin = address.startsWith('https:') ? secureRequest : request
    const call = begin(address, { method: 'POST', headers: { ...JSON_HEADERS, ...headers, ...length } })
    const giveUp = (): void => void call.destroy(new Error('given up'))
    const timer = setTimeout(giveUp, timeoutMs)
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
    const fail = (error: unknown): void => {
      end()
      reject(error)
    }
    if (signal?.aborted) giveUp()
    signal?.addEventListener('abort', giveUp)
    call.once('error', fail).once('response', answer => {
      const { statusCode: status = 0 } = answer
      let text = ''
      answer
        .setEncoding('utf8')
        .on('data', (part: string) => {
          text += part
        })
        // of an answer that was cut off this is all that comes
        .once('error', fail)
        .once('end', () => {
          if (isElsewhere(status)) return fail(new Error('sent elsewhere'))
          end()
          resolve({ status, headers: answer.headers, text })
        })
    })
    call.end(body)
  })
}
