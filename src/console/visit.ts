// One request as a page meets it, what a page gives back, and the routes they hang on. Pages know nothing of cookies, headers or tokens.
import type { HtmlEscapedString } from 'hono/utils/html'
import type { Act, ObjectAct, PlainAct, Target } from './policies.ts'
import type { Staff, StaffSession } from './staff.ts'

/** Made by `html` of hono/html, which escapes whatever is filled in. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export type Signed = { readonly staff: Staff; readonly session: StaffSession }

export type Visit = {
  /** Where the console is reached, such as https://konsol.example. */
  readonly origin: string
  /** The path of the request, with its query. */
  readonly path: string
  /** What stands in the named places of the route's path. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** What was posted, without our own tokens; empty for GET. */
  readonly form: URLSearchParams
  /** What was sent along with it, on routes that take files; else empty. */
  readonly files: readonly SentFile[]
  /** htmx asks for a piece of a page, not for a whole one. */
  readonly isPiece: boolean
  /** Said once, at the top of the next page. */
  readonly flash: Flash | null
  readonly theme: Theme
  readonly now: number
  /** For forms: proves that a form of ours was sent, by whom. */
  readonly token: string
  /** For forms: a form that arrives twice counts once. */
  readonly once: string
  /** For the scripts that this page loads. */
  readonly nonce: string
  /** Where it comes from: counted while nobody is signed in, never kept. */
  readonly network: string
  /** The secrets by which members are known who signed in with this browser before. */
  readonly known: readonly string[]
  /** "Firefox, Windows" */
  readonly label: string
  /** Ends when the reader has gone. */
  readonly gone: AbortSignal
  readonly who: Signed | null
}

/** A file as the sender's computer called it, without a path. What it is is told by its content alone. */
export type SentFile = { readonly field: string; readonly name: string; readonly bytes: Uint8Array }

/** A visit of someone who is signed in. */
export type Seen = Visit & { readonly who: Signed }

/** `key` names a sentence of prompts/console.id.yaml. */
export type Flash = {
  readonly tone: 'done' | 'care'
  readonly key: string
  readonly blanks: Readonly<Record<string, string | number>>
}

export type Sheet = {
  /** Stands in the tab and as the heading of the page. */
  readonly title: string
  readonly main: Html
  /** The path of the entry in the menu that this page belongs to. */
  readonly menu: string | null
  /** Not 200 for a form that has to be mended (422), or one overtaken by somebody else (409). */
  readonly status: 200 | 401 | 404 | 409 | 422 | 429
  /** Where no script runs, the page is asked for again after so many seconds: something is under way. null: it stays. */
  readonly againSeconds: number | null
}

/** One thing that happened, to pages that are open: a name without data makes htmx trigger; data without a name is swapped in. */
export type Happening = { readonly event: string | null; readonly data: string }

export type Answer =
  | { readonly kind: 'sheet'; readonly sheet: Sheet }
  /** A part of a page, for htmx. */
  | { readonly kind: 'piece'; readonly html: Html }
  /** After something was done: to a page that can be loaded again. */
  | { readonly kind: 'to'; readonly path: string; readonly flash: Flash | null }
  /** Held open; ends by itself with the session. */
  | { readonly kind: 'happenings'; readonly happenings: (gone: AbortSignal) => AsyncIterable<Happening> }
  /** To be saved or printed. */
  | { readonly kind: 'file'; readonly type: string; readonly name: string; readonly body: string }
  /** To be looked at within a page of ours; it never changes. */
  | { readonly kind: 'picture'; readonly type: string; readonly bytes: Uint8Array }
  /** Our own style or script, the same for everyone for ever. */
  | { readonly kind: 'asset'; readonly type: string; readonly body: string }
  | { readonly kind: 'refused'; readonly why: Refusal }
  /** `secret` and `devices` go into cookies and nowhere else; `show` answers as whoever is signed in from now on. */
  | {
      readonly kind: 'signed-in'
      readonly who: Signed
      readonly secret: string
      readonly devices: string
      readonly show: (visit: Seen) => Answer
    }
  | { readonly kind: 'signed-out'; readonly flash: Flash | null }
  /** The same page once more, asked for by ourselves: from another site, such as a mail, browsers bring no cookie of ours along. */
  | { readonly kind: 'again' }
  | { readonly kind: 'themed'; readonly theme: Theme; readonly path: string }

/** `absent` also says "not yours": whether it exists is nobody else's business. `overtaken`: somebody else was faster. `over`: the session. `too-heavy`: files. */
export const REFUSALS = [
  'absent',
  'forbidden',
  'overtaken',
  'forged',
  'malformed',
  'too-large',
  'too-heavy',
  'over',
  'broken',
] as const
export type Refusal = (typeof REFUSALS)[number]

export const sheet = (title: string, main: Html, more: Partial<Omit<Sheet, 'title' | 'main'>> = {}): Answer => ({
  kind: 'sheet',
  sheet: { title, main, menu: null, status: 200, againSeconds: null, ...more },
})
export const piece = (html: Html): Answer => ({ kind: 'piece', html })
export const refused = (why: Refusal): Answer => ({ kind: 'refused', why })
export const to = (
  path: string,
  key: string | null = null,
  blanks: Flash['blanks'] = {},
  tone: Flash['tone'] = 'done',
): Answer => ({
  kind: 'to',
  path,
  flash: key === null ? null : { tone, key, blanks },
})

type Method = 'GET' | 'POST'

/** A place of the console. What it is about is found before anything else happens, so that the policy can be asked. */
export type Route = {
  readonly act: Act
  readonly method: Method
  readonly path: string
  /** Fetched by the page itself, not by its reader: it does not keep a session awake. */
  readonly isQuiet: boolean
  readonly bodyMax: number
  /** Files may be sent along, up to `bodyMax`, and are not even read before it is known who sends them; a form without any has its own limit. */
  readonly takesFiles: boolean
} & (
  | { readonly to: 'anyone'; readonly handle: (visit: Visit) => Promise<Answer> }
  | { readonly to: 'staff'; readonly handle: (visit: Seen) => Promise<Answer> }
  | {
      readonly to: 'object'
      /** The object, and how to go on with it when the policy allows; null: there is none. */
      readonly find: (visit: Seen) => Promise<{ readonly target: Target; readonly handle: () => Promise<Answer> } | null>
    }
)

const BODY_MAX = 65_536
type Ways = { readonly isQuiet?: true; readonly bodyMax?: number; readonly takesFiles?: true }
const waysOf = ({ isQuiet, bodyMax, takesFiles }: Ways) => ({
  isQuiet: isQuiet ?? false,
  bodyMax: bodyMax ?? BODY_MAX,
  takesFiles: takesFiles ?? false,
})

/** A form with long texts, such as a situation with all its phrasings. */
export const LONG_FORM_MAX = 600_000
/** Whoever has to sign in first brings their form along, sealed, and sealed once more. */
export const CARRIED_MAX = 3 * LONG_FORM_MAX

/** For whoever knocks. */
export const knock = (
  method: Method,
  path: string,
  handle: (visit: Visit) => Promise<Answer>,
  ways: Pick<Ways, 'bodyMax'> = {},
): Route => ({
  act: 'door.use',
  to: 'anyone',
  method,
  path,
  handle,
  ...waysOf(ways),
})

/** For those who may do something that has no object, such as seeing a list. */
export const route = (
  act: Exclude<PlainAct, 'door.use'>,
  method: Method,
  path: string,
  handle: (visit: Seen) => Promise<Answer>,
  ways: Ways = {},
): Route => ({ act, to: 'staff', method, path, handle, ...waysOf(ways) })

/** For those who may do something to the object that `find` finds; `handle` gets it only when they may. */
export const routeOn = <Found extends Target>(
  act: ObjectAct,
  method: Method,
  path: string,
  find: (visit: Seen) => Promise<Found | null>,
  handle: (visit: Seen, found: Found) => Promise<Answer>,
  ways: Ways = {},
): Route => ({
  act,
  to: 'object',
  method,
  path,
  find: async visit => {
    const found = await find(visit)
    return found === null ? null : { target: found, handle: () => handle(visit, found) }
  },
  ...waysOf(ways),
})
