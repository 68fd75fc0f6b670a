// XML as its tags and texts, one after the other. A document type is refused: with it come entities, and a Word file has none.
import { Refusal } from './said.ts'

export type Token = {
  readonly kind: 'open' | 'close' | 'empty' | 'text' | 'other'
  /** Name of the tag; empty for all else. */
  readonly name: string
  /** As it is written. */
  readonly raw: string
}

const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(?<close>\/?)(?<name>[\w:.-]+)(?:[^<>"']|"[^"]*"|'[^']*')*>|(?<text>[^<]+)/y

/** Tags within tags: tables in tables in a text box are thirty or forty deep. */
const DEPTH_MAX = 250

export function* tokensOf(xml: string): Generator<Token> {
  let depth = 0
  for (let at = 0; at < xml.length; ) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(xml)
    if (found === null) throw new Refusal('malformed')
    at = TOKEN.lastIndex
    const [raw] = found
    const { close = '', name = '', text } = found.groups ?? {}
    if (text !== undefined) yield { kind: 'text', name: '', raw }
    else if (name === '') yield { kind: 'other', name: '', raw }
    else if (close === '/') {
      depth--
      yield { kind: 'close', name, raw }
    } else if (raw.endsWith('/>')) yield { kind: 'empty', name, raw }
    else {
      if (++depth > DEPTH_MAX) throw new Refusal('malformed')
      yield { kind: 'open', name, raw }
    }
  }
}

/** An attribute of a tag; null: it has none of that name. */
export function attribute(token: Token, name: string): string | null {
  for (const [, key, double, single] of token.raw.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    if (key === name) return unescaped(double ?? single ?? '')
  return null
}

/** A switch such as `<w:b/>`, on unless it says that it is off. */
export const isOn = (token: Token): boolean => !['0', 'false', 'off', 'none'].includes(attribute(token, 'w:val') ?? '')

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

export const unescaped = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name] ?? whole
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })

export const escaped = (text: string): string => text.replace(/[&<>]/g, sign => ({ '&': '&amp;', '<': '&lt;' })[sign] ?? '&gt;')
