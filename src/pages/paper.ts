// The paper that every reading page is printed on: one document without a script, its words and its styles from files.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { load } from 'js-yaml'
import { z } from 'zod'
import { type DateOnly, FORCES, VERDICTS, type Verdict } from '../vocabulary.ts'

/** A page ready to be served: `gzip` is `html` for browsers that accept it; the headers fit both. */
export type Page = { readonly html: string; readonly gzip: Uint8Array; readonly headers: Readonly<Record<string, string>> }

const sentence = z.string().min(1)
const sentences = z.array(sentence).min(1)
const command = z.strictObject({ how: sentence, what: sentence, then: sentence })

/** A group of sentences by their keys; one that is missing, or that nobody asks for, is an error at start-up. */
const group = <Key extends string, More extends z.ZodRawShape>(keys: readonly Key[], more: More) =>
  z.strictObject({ ...(Object.fromEntries(keys.map(key => [key, sentence])) as Record<Key, typeof sentence>), ...more })

// biome-ignore format: a word list reads better unbroken
const SHELL = ['brand', 'skip', 'menu', 'laws', 'privacy', 'ask', 'trail', 'disclaimer', 'edition', 'address'] as const
// biome-ignore format: a word list reads better unbroken
const LAW = ['index_heading', 'index_described', 'index_lead', 'national', 'regional', 'other', 'parts', 'parts_none',
  'document_described', 'contents', 'contents_none', 'official_statute', 'official_other', 'tab', 'described', 'described_summary',
  'text', 'text_summary', 'verbatim', 'quoted', 'summary', 'cut', 'mark_quoted', 'mark_summary', 'force', 'on', 'since', 'since_year',
  'until', 'repealed', 'unknown', 'replaced', 'replaced_none', 'revoked', 'amended', 'designation_before', 'designation_after',
  'statement', 'example', 'outdated', 'binds', 'place', 'issuer', 'together', 'citers', 'citers_count', 'citers_none', 'principle',
  'source', 'quoting', 'quoting_plain', 'quoting_quoted', 'quoting_summary', 'quoting_read', 'quoting_address',
  'neighbours', 'previous', 'next'] as const
// biome-ignore format: a word list reads better unbroken
const PROOF = ['tab', 'described', 'heading', 'given', 'answer', 'facts', 'reading', 'status', 'place', 'stage', 'choice', 'unsaid',
  'status_non_asn', 'stage_before', 'stage_after', 'stage_campaign', 'stage_quiet', 'stage_polling', 'stage_counting', 'safe', 'basis',
  'basis_none', 'basis_on', 'today', 'same', 'same_text', 'changed', 'changed_text', 'changed_first', 'changed_ask', 'because_verdict',
  'because_basis', 'because_wording', 'because_row', 'because_force', 'because_missing', 'gone', 'gone_text', 'means', 'proves',
  'proves_not', 'checking'] as const
// biome-ignore format: a word list reads better unbroken
const NOTICE = ['tab', 'described', 'heading', 'lead', 'version', 'short', 'hide', 'hide_more', 'delete', 'delete_rest', 'kept',
  'kept_what', 'kept_days', 'hours', 'days', 'years', 'always', 'never', 'names', 'readers', 'reader_officer', 'reader_officer_text',
  'reader_group', 'reader_group_text', 'reader_superior', 'reader_superior_text', 'reader_operator', 'reader_operator_text', 'reader_model', 'reader_model_none', 'reader_model_own',
  'reader_model_media', 'reader_model_outside', 'reader_holder',
  'reader_holder_text', 'platforms', 'promised_not', 'contact', 'office', 'office_none'] as const
// biome-ignore format: a word list reads better unbroken
const MISSING = ['tab', 'page', 'page_text', 'law', 'law_text', 'proof', 'proof_text', 'proof_safe', 'ways', 'to_laws', 'to_privacy',
  'to_ask'] as const

const schema = z.strictObject({
  shell: group(SHELL, {}),
  verdict: group(VERDICTS, {}),
  force: group([...FORCES, 'future'], {}),
  law: group(LAW, {}),
  proof: group(PROOF, {}),
  notice: group(NOTICE, {
    short_lines: sentences,
    never_lines: sentences,
    commands: z.array(command).min(1),
    deletions: z.array(command).min(1),
    deletions_web: command,
    retention: z.record(sentence, sentence),
    platform: z.record(sentence, sentence),
    threat: z.record(sentence, sentence),
  }),
  missing: group(MISSING, {}),
})

export type PaperWords = z.infer<typeof schema>

/** Reads prompts/pages.id.yaml. */
export const parsePaperWords = (yaml: string): PaperWords => schema.parse(load(yaml))

/** What all reading pages of an installation share. */
export type Site = {
  readonly words: PaperWords
  /** The text of paper.css. */
  readonly css: string
  /** The address under which the outside reaches these pages, without a slash at its end; null where none is configured. */
  readonly publicUrl: string | null
  /** Where a question can be asked; null where the web chat is not served. */
  readonly chatPath: string | null
}

/** Fills the named blanks of a sentence; a blank that nobody fills is a mistake of ours. */
export const fill = (text: string, blanks: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = blanks[name]
    if (value === undefined) throw new Error(`a sentence of prompts has a blank {${name}} that is not filled here`)
    return value
  })

const dayFormat = new Intl.DateTimeFormat('id-ID', { dateStyle: 'long', timeZone: 'UTC' })

/** "31 Agustus 2021". */
export const dayOf = (date: DateOnly): string => dayFormat.format(new Date(`${date}T00:00:00Z`))

/** The name by which people tell editions apart. */
export const editionName = (hash: string): string => hash.slice(0, 8)

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, c => ENTITIES[c] ?? c)

const markup = Symbol('markup')
/** HTML that is safe as it stands: only `html` makes it. */
export type Html = { readonly [markup]: string }
type Filling = string | Html | readonly Html[] | null

/** A piece of a page: what is filled in is escaped unless it is itself a piece; null is nothing. */
export const html = (parts: TemplateStringsArray, ...fillings: readonly Filling[]): Html =>
  raw(parts.map((part, i) => part + textOf(fillings[i] ?? null)).join(''))

const raw = (text: string): Html => ({ [markup]: text })

function textOf(filling: Filling): string {
  if (filling === null) return ''
  if (typeof filling === 'string') return escapeHtml(filling)
  return markup in filling ? filling[markup] : filling.map(textOf).join('')
}

/** Without indentation and whole-line comments: a third less to load. Our own files hold no text of several lines. */
export const lean = (code: string): string =>
  code
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('//') && !/^\/\*.*\*\/$/.test(line))
    .join('\n')

export const hashesOf = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map(([, code = '']) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`)

/** What every page says of itself: nothing may be loaded or sent, no style but its own; `policy` opens what a page needs beyond that. */
export const headersOf = (html: string, policy: readonly string[], caching: string): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src ${hashesOf(html, /<style>([\s\S]*?)<\/style>/g).join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    ...policy,
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': caching,
  vary: 'accept-encoding',
  etag: `W/"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`,
})

/** What stands on one sheet of this paper. */
export type Sheet = {
  readonly tab: string
  readonly described: string
  /** Where the page lives, for search engines; null: it must not be found by them, nor kept by a cache. */
  readonly path: string | null
  /** Which of the pages in the menu this one belongs to. */
  readonly menu: 'laws' | 'privacy' | null
  readonly main: Html
  /** Last lines, such as the edition and the address. */
  readonly foot: readonly string[]
}

export function paper(site: Site, sheet: Sheet): Page {
  const { words, publicUrl } = site
  const { tab, described, path, main, foot } = sheet
  const canonical = path === null || publicUrl === null ? null : html`<link rel="canonical" href="${publicUrl + path}">\n`
  const robots = path === null ? html`<meta name="robots" content="noindex, nofollow">\n` : null
  const page = html`<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#22303a">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">
<title>${tab} | ${words.shell.brand}</title>
<meta name="description" content="${described}">
${robots}${canonical}<link rel="icon" href="${ICON}">
<style>${styleOf(site.css)}</style>
</head>
<body>
${drawingsOf(main)}
<a class="skip" href="#main">${words.shell.skip}</a>
${barOf(site, sheet)}
<main id="main">
${main}
</main>
<footer class="foot">
<p>${words.shell.disclaimer}</p>
${foot.map(line => html`<p>${line}</p>\n`)}</footer>
</body>
</html>
`[markup]
  const headers = headersOf(page, ["frame-ancestors 'none'"], path === null ? 'private, no-store' : 'public, max-age=300')
  return { html: page, gzip: gzipSync(page, { level: 9 }), headers }
}

function barOf({ words, chatPath }: Site, { menu }: Sheet): Html {
  const { brand, laws, privacy, ask } = words.shell
  const entry = (name: 'laws' | 'privacy', path: string, text: string): Html =>
    html`<a href="${path}"${menu === name ? html` class="here"` : null}>${text}</a>`
  const sign = html`<svg class="logo" aria-hidden="true"><use href="#sign"/></svg>`
  return html`<header class="bar"><div class="road">
${chatPath === null ? html`<p class="brand">${sign}${brand}</p>` : html`<a class="brand" href="${chatPath}">${sign}${brand}</a>`}
<nav class="menu" aria-label="${words.shell.menu}">${entry('laws', '/k', laws)}${entry('privacy', '/privasi', privacy)}${
    chatPath === null ? null : html`<a class="ask" href="${chatPath}">${ask}</a>`
  }</nav>
</div></header>`
}

/** A named part of a page: its title in the margin where there is room for one. */
export const part = (title: string, body: Html, kind = ''): Html =>
  html`<section${kind === '' ? null : html` class="${kind}"`}><h2>${title}</h2><div>${body}</div></section>\n`

const VERDICT_SIGNS: Readonly<Record<Verdict, Sign>> = {
  forbidden: 'stop',
  allowed: 'go',
  allowed_if: 'care',
  depends: 'care',
  information: 'note',
  handoff: 'note',
  out_of_scope: 'note',
  clarify: 'note',
}

export type Sign = 'stop' | 'go' | 'care' | 'note'
export const signOf = (verdict: Verdict): Sign => VERDICT_SIGNS[verdict]

/** The drawings that a page shows, once each. */
const drawingsOf = (main: Html): Html =>
  html`<svg class="drawings" aria-hidden="true" focusable="false">${Object.entries(DRAWINGS)
    .filter(([name]) => name === 'sign' || main[markup].includes(`href="#${name}"`))
    .map(([, drawing]) => drawing)}</svg>`

/** A road sign beside words that say the same. */
export const drawn = (sign: Sign): Html => html`<svg class="sign" aria-hidden="true"><use href="#${sign}"/></svg>`

/** Our own code stands in its element as it is, without what only its readers need; it may not close it. */
function styleOf(css: string): Html {
  if (/<\/style/i.test(css)) throw new Error('paper.css would close its element')
  return raw(
    lean(css)
      .replace(/([{};,])\n/g, '$1')
      .replace(/: /g, ':')
      .replace(/ \{/g, '{'),
  )
}

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 48 48'%3E%3Crect x='9' y='9' width='30' height='30' rx='5' transform='rotate(45 24 24)' fill='%23f6bf1b' stroke='%231b2327' stroke-width='3'/%3E%3Cpath d='M20 35 22.5 14h3L28 35z' fill='%231b2327'/%3E%3C/svg%3E"

/** The signs of chat.html, and one that only informs. */
const DRAWINGS: Readonly<Record<Sign | 'sign', Html>> = {
  sign: html`<symbol id="sign" viewBox="0 0 48 48"><rect x="8.5" y="8.5" width="31" height="31" rx="5" transform="rotate(45 24 24)" fill="#f6bf1b"/><rect x="10.8" y="10.8" width="26.4" height="26.4" rx="3.4" transform="rotate(45 24 24)" fill="none" stroke="#1b2327" stroke-width="2"/><path d="M17.5 34 22 13.5h4L30.5 34z" fill="#1b2327"/><path d="M24 15.5v3M24 21v4M24 27.5v5" stroke="#f6bf1b" stroke-width="1.8"/></symbol>`,
  stop: html`<symbol id="stop" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#fff"/><circle cx="16" cy="16" r="12.5" fill="none" stroke="#b3261e" stroke-width="4"/><path d="M7.5 7.5l17 17" stroke="#b3261e" stroke-width="4"/></symbol>`,
  go: html`<symbol id="go" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#fff"/><circle cx="16" cy="16" r="13.5" fill="#1b5fae"/><path d="M9.5 16.5l4.6 4.7 8.6-9.7" fill="none" stroke="#fff" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"/></symbol>`,
  care: html`<symbol id="care" viewBox="0 0 32 32"><rect x="5.6" y="5.6" width="20.8" height="20.8" rx="3.2" transform="rotate(45 16 16)" fill="#f6bf1b"/><rect x="7.3" y="7.3" width="17.4" height="17.4" rx="2" transform="rotate(45 16 16)" fill="none" stroke="#1b2327" stroke-width="1.6"/><path d="M16 9.5v8.5" stroke="#1b2327" stroke-width="3.2" stroke-linecap="round"/><circle cx="16" cy="22.3" r="1.9" fill="#1b2327"/></symbol>`,
  note: html`<symbol id="note" viewBox="0 0 32 32"><rect x="1" y="1" width="30" height="30" rx="5" fill="#fff"/><rect x="2.5" y="2.5" width="27" height="27" rx="4" fill="#1b5fae"/><path d="M16 14.5v9.5" stroke="#fff" stroke-width="3.6" stroke-linecap="round"/><circle cx="16" cy="8.9" r="2.1" fill="#fff"/></symbol>`,
}
