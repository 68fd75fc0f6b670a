// The public pages: one HTML document each, its styles and its script inside, so that a slow phone asks once.
// It never stores anything, never reads a file or a request, and loads nothing from anywhere else.
// Neighbours: main reads the files and the words; the gateway serves the page and answers what its script asks.
// Explained by: test/pages/pages.test.ts, test/pages/chat.browser.ts.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { load } from 'js-yaml'
import { z } from 'zod'

const sentence = z.string().min(1)
const sentences = z.array(sentence)

const schema = z.object({
  page: z.record(sentence, z.union([sentence, sentences])),
  script: z.record(sentence, sentence),
  layout: z.object({
    safe: sentences,
    basis: sentences,
    signs: z.object({ stop: sentences, go: sentences, care: sentences }),
  }),
})

export type PageWords = z.infer<typeof schema>

/** Reads prompts/web.id.yaml. */
export const parsePageWords = (yaml: string): PageWords => schema.parse(load(yaml))

/** Who runs this bot and how a human is reached. */
export type PageOffice = { readonly name: string; readonly contact: string; readonly hours: string }

export type ChatPage = {
  /** The texts of chat.html, chat.css and chat.js. */
  readonly files: { readonly html: string; readonly css: string; readonly js: string }
  readonly words: PageWords
  readonly office: PageOffice | null
  /** Origins whose pages may show this one in a frame, beside our own. */
  readonly embedders: readonly string[]
  /** Where "Keluar cepat" goes: an https address, or about:blank. */
  readonly leaveTo: string
}

/** A page ready to be served: `gzip` is `html` for browsers that accept it; the headers fit both. */
export type Page = { readonly html: string; readonly gzip: Uint8Array; readonly headers: Readonly<Record<string, string>> }

export function chatPage({ files, words, office, embedders, leaveTo }: ChatPage): Page {
  const lists = { office: office === null ? [] : [fill(textOf(words, 'office'), office)] }
  const said = { ...words.script, layout: words.layout, leaveTo }
  const html = insert(fillTemplate(lean(files.html), { ...words.page, ...lists }), {
    '/*css*/': lean(files.css),
    '"words"': JSON.stringify(said).replaceAll('<', '\\u003c'),
    '/*js*/': lean(files.js),
  })
  return { html, gzip: gzipSync(html, { level: 9 }), headers: headersOf(html, embedders) }
}

const fill = (text: string, blanks: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => blanks[name] ?? whole)

function textOf(words: PageWords, key: string): string {
  const text = words.page[key]
  if (typeof text !== 'string') throw new Error(`prompts/web.id.yaml has no sentence page.${key}`)
  return text
}

type Values = Readonly<Record<string, string | readonly string[]>>

/** `[[name]]` is a sentence; what stands between `<!--each name-->` and `<!--end-->` is repeated for each `[[item]]` of a list. Both are escaped. */
function fillTemplate(template: string, values: Values): string {
  return template
    .replace(/<!--each (\w+)-->([\s\S]*?)<!--end-->/g, (_, name: string, around: string) =>
      wanted(values, name, isList)
        .map(text => around.replace('[[item]]', () => escapeHtml(text)))
        .join(''),
    )
    .replace(/\[\[(\w+)\]\]/g, (_, name: string) => escapeHtml(wanted(values, name, isText)))
}

function wanted<T>(values: Values, name: string, fits: (value: unknown) => value is T): T {
  const value: unknown = values[name]
  if (!fits(value)) throw new Error(`prompts/web.id.yaml does not fit page.${name} of chat.html`)
  return value
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isList = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText)

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, c => ENTITIES[c] ?? c)

/** Puts our own code in its places, as it is; it may not close the element that it stands in. */
function insert(template: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((html, [place, part]) => {
    if (!html.includes(place)) throw new Error(`chat.html has no place for ${place}`)
    if (/<\/(?:script|style)|<!--/i.test(part)) throw new Error(`what stands in ${place} would close its element`)
    return html.replace(place, () => part)
  }, template)
}

/** Without indentation and whole-line comments: a third less to load. Our own files hold no text of several lines. */
const lean = (code: string): string =>
  code
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('//') && !/^\/\*.*\*\/$/.test(line))
    .join('\n')

function headersOf(html: string, embedders: readonly string[]): Record<string, string> {
  const scripts = hashesOf(html, /<script(?: type="module")?>([\s\S]*?)<\/script>/g)
  const styles = hashesOf(html, /<style>([\s\S]*?)<\/style>/g)
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      `script-src ${scripts.join(' ')}`,
      `style-src ${styles.join(' ')}`,
      'img-src data:',
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors 'self'${embedders.map(origin => ` ${originOf(origin)}`).join('')}`,
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'public, max-age=300',
    vary: 'accept-encoding',
    etag: `W/"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`,
  }
}

const hashesOf = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map(([, code = '']) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`)

/** Only an origin may stand in the policy: anything else in that list could open it. */
function originOf(embedder: string): string {
  const { origin } = new URL(embedder)
  if (origin === 'null') throw new Error('an embedder is named by its origin, such as https://kantor.example')
  return origin
}
