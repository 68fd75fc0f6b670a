// A file from a platform as bytes, at most so many: one that says it is larger is not begun, one that grows larger is cut off.
import type { FetchedFile } from '../gateway/gateway.ts'

/** Throws what fetch throws; its address may hold a secret, so that is not for a log. */
export async function fetchBytes(
  address: string,
  bytesMax: number,
  asked: { readonly headers?: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<FetchedFile> {
  const response = await fetch(address, { ...asked, redirect: 'error' })
  const { body } = response
  if (!response.ok || body === null || Number(response.headers.get('content-length') ?? 0) > bytesMax) {
    await body?.cancel()
    return { kind: response.ok && body !== null ? 'large' : 'gone' }
  }
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body) {
    length += part.length
    // leaving the loop lets go of the rest
    if (length > bytesMax) return { kind: 'large' }
    parts.push(part)
  }
  return { kind: 'bytes', bytes: Buffer.concat(parts) }
}
