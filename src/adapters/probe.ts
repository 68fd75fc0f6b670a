// Looks at something on the network once, for `rambu doctor`.

/** What came back: the status, the server's clock (milliseconds since 1970; null when it tells none) and the first of the body. */
export type Probed = { readonly status: number; readonly clockAt: number | null; readonly body: string }

const TIMEOUT_MS = 8000
const BODY_MAX = 4000

/** null when nothing answers. */
export async function probe(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Probed | null> {
  try {
    const response = await fetch(url, { headers: { ...headers }, signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' })
    const clockAt = Date.parse(response.headers.get('date') ?? '')
    return {
      status: response.status,
      clockAt: Number.isNaN(clockAt) ? null : clockAt,
      body: (await response.text()).slice(0, BODY_MAX),
    }
  } catch {
    return null
  }
}
