// The public pages: the web chat, the rules, a proof, the notice. One HTML document each, all it needs inside, so that a slow phone asks once.
// It never stores anything, never reads a file or a request, and loads nothing from anywhere else.
// Neighbours: main reads the files and the words; the gateway serves the pages and answers what the chat's script asks.
// Explained by: test/pages/pages.test.ts, test/pages/paper.test.ts, test/pages/chat.browser.ts, test/pages/paper.browser.ts.
import { gzipSync } from 'node:zlib'
import { load } from 'js-yaml'
import { z } from 'zod'
import { escapeHtml, fill, hashesOf, headersOf, lean, type Page } from './paper.ts'

export {
  type Citer,
  type ClausePage,
  clausePage,
  type DocumentFacts,
  type DocumentPage,
  documentPage,
  type IndexPage,
  indexPage,
} from './clause.ts'
export { type MissingPage, missingPage, type NoticePage, noticePage } from './notice.ts'
export { type Page, type PaperWords, parsePaperWords, type Site } from './paper.ts'
export { type ProofFact, type ProofPage, type ProofReason, type ProofToday, proofPage } from './proof.ts'

const sentence = z.string().min(1)
const sentences = z.array(sentence)

const schema = z.object({
  page: z.record(sentence, z.union([sentence, sentences])),
  script: z.record(sentence, sentence),
  layout: z.object({
    safe: sentences,
    basis: sentences,
    copy: z.object({ head: sentence, goes_on: sentence }),
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
  /** Whether a voice note is heard here. */
  readonly hears: boolean
  /** Where "Keluar cepat" goes: an https address, or about:blank. */
  readonly leaveTo: string
}

export function chatPage({ files, words, office, embedders, hears, leaveTo }: ChatPage): Page {
  const lists = {
    office: office === null ? [] : [fill(textOf(words, 'office'), office)],
    voice_send: hears ? [textOf(words, 'voice_send')] : [],
    voice_kept: hears ? [textOf(words, 'voice_kept')] : [],
  }
  const said = { ...words.script, layout: words.layout, leaveTo }
  const html = insert(fillTemplate(lean(files.html), { ...words.page, ...lists }), {
    '/*css*/': lean(files.css),
    '"words"': JSON.stringify(said).replaceAll('<', '\\u003c'),
    '/*js*/': lean(files.js),
  })
  return { html, gzip: gzipSync(html, { level: 9 }), headers: headersOf(html, policyOf(html, embedders), 'public, max-age=300') }
}

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

/** Puts our own code in its places, as it is; it may not close the element that it stands in. */
function insert(template: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((html, [place, part]) => {
    if (!html.includes(place)) throw new Error(`chat.html has no place for ${place}`)
    if (/<\/(?:script|style)|<!--/i.test(part)) throw new Error(`what stands in ${place} would close its element`)
    return html.replace(place, () => part)
  }, template)
}

/** Beside what every page may do, this one runs its own script and speaks to its own server. */
const policyOf = (html: string, embedders: readonly string[]): string[] => [
  `script-src ${hashesOf(html, /<script(?: type="module")?>([\s\S]*?)<\/script>/g).join(' ')}`,
  "connect-src 'self'",
  `frame-ancestors 'self'${embedders.map(origin => ` ${originOf(origin)}`).join('')}`,
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
]

/** Only an origin may stand in the policy: anything else in that list could open it. */
function originOf(embedder: string): string {
  const { origin } = new URL(embedder)
  if (origin === 'null') throw new Error('an embedder is named by its origin, such as https://kantor.example')
  return origin
}
