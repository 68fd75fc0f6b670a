// The numbers that Word prints before paragraphs and writes nowhere: counted anew from the rules of its lists.
import { attribute, isOn, type Token, tokensOf } from './xml.ts'

type Level = {
  readonly start: number
  readonly format: string
  /** As "%1.%2)". */
  readonly text: string
  /** The style whose paragraphs stand at this level. */
  readonly style: string | null
  readonly isLegal: boolean
  /** Begins anew after a number of this level or a higher one, counted from 1; 0: never. */
  readonly restart: number | null
  readonly isTight: boolean
  /** Indent in twentieths of a point. */
  readonly indent: number | null
}
type List = { readonly levels: ReadonlyMap<number, Level>; readonly linked: string | null }
type Instance = {
  readonly list: string
  readonly starts: ReadonlyMap<number, number>
  readonly levels: ReadonlyMap<number, Level>
}

export type Style = {
  readonly basedOn: string | null
  readonly list: string | null
  readonly level: number | null
  readonly isBold: boolean | null
  /** In points. */
  readonly size: number | null
}
export type Styles = { readonly byId: ReadonlyMap<string, Style>; readonly usual: string | null; readonly size: number }

/** What a paragraph says of itself. */
export type Numbered = { readonly style: string | null; readonly list: string | null; readonly level: number | null }
export type Label = { readonly text: string; readonly indent: number | null }

const LEVELS_MAX = 9

export class Numbering {
  readonly #lists: ReadonlyMap<string, List>
  readonly #instances: ReadonlyMap<string, Instance>
  readonly #styles: Styles
  /** Of each list, how far each level has been counted. */
  readonly #counts = new Map<string, (number | undefined)[]>()
  readonly #begun = new Set<string>()

  constructor(numbering: string, styles: Styles) {
    const { lists, instances } = listsOf(numbering)
    this.#lists = lists
    this.#instances = instances
    this.#styles = styles
  }

  /** The number of the next paragraph; null: it has none. */
  next(paragraph: Numbered): Label | null {
    const id = paragraph.list ?? this.#ofStyle(paragraph.style, s => s.list)
    const instance = id === null || id === '0' ? undefined : this.#instances.get(id)
    if (id === null || instance === undefined) return null
    const { key, levels } = this.#levelsOf(instance)
    const styled = [...levels].find(([, l]) => l.style !== null && l.style === paragraph.style)?.[0]
    const at = Math.min(LEVELS_MAX - 1, paragraph.level ?? styled ?? this.#ofStyle(paragraph.style, s => s.level) ?? 0)
    const level = levels.get(at)
    if (level === undefined) return null
    this.#count(id, key, instance, levels, at)
    return { text: this.#written(key, levels, level), indent: level.indent }
  }

  #levelsOf(instance: Instance): { key: string; levels: ReadonlyMap<number, Level> } {
    const list = this.#lists.get(instance.list)
    // a list may be nothing but the name of a style that has one
    const linked = list?.linked == null ? null : this.#ofStyle(list.linked, s => s.list)
    const target = linked === null ? undefined : this.#instances.get(linked)
    const key = target?.list ?? instance.list
    return { key, levels: new Map([...(this.#lists.get(key)?.levels ?? []), ...instance.levels]) }
  }

  #count(id: string, key: string, instance: Instance, levels: ReadonlyMap<number, Level>, at: number): void {
    const counts = this.#counts.get(key) ?? []
    this.#counts.set(key, counts)
    if (!this.#begun.has(id)) {
      this.#begun.add(id)
      for (const [level, start] of instance.starts) counts[level] = start - 1
    }
    const startOf = (level: number): number => instance.starts.get(level) ?? levels.get(level)?.start ?? 1
    for (let higher = 0; higher < at; higher++) counts[higher] ??= startOf(higher)
    counts[at] = (counts[at] ?? startOf(at) - 1) + 1
    for (let lower = at + 1; lower < LEVELS_MAX; lower++) {
      const restart = levels.get(lower)?.restart
      if (restart == null || at < restart) counts[lower] = undefined
    }
  }

  #written(key: string, levels: ReadonlyMap<number, Level>, level: Level): string {
    if (level.format === 'none') return ''
    if (level.format === 'bullet') return `${bulletOf(level.text)} `
    const counts = this.#counts.get(key) ?? []
    const text = level.text.replace(/%([1-9])/g, (_, place: string) => {
      const of = Number(place) - 1
      return numberIn(level.isLegal ? 'decimal' : (levels.get(of)?.format ?? 'decimal'), counts[of] ?? 1)
    })
    return text === '' || level.isTight ? text : `${text} `
  }

  #ofStyle<T>(style: string | null, of: (style: Style) => T | null): T | null {
    return ofStyle(this.#styles, style, of)
  }
}

/** What a style says, or the one it is based on. */
export function ofStyle<T>(styles: Styles, style: string | null, of: (style: Style) => T | null): T | null {
  const seen = new Set<string>()
  for (let id = style ?? styles.usual; id !== null && !seen.has(id); id = styles.byId.get(id)?.basedOn ?? null) {
    seen.add(id)
    const found = styles.byId.get(id)
    const value = found === undefined ? null : of(found)
    if (value !== null) return value
  }
  return null
}

/** Lists with a sign have it out of a font of signs: a dot is a dot. */
const bulletOf = (text: string): string => (/^[\p{L}\p{P}\p{S}]$/u.test(text) && !/[\ue000-\uf8ff]|^o$/.test(text) ? text : '•')

const ROMAN = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
] as const

function roman(count: number): string {
  let left = Math.min(count, 3999)
  let text = ''
  for (const [value, sign] of ROMAN)
    while (left >= value) {
      text += sign
      left -= value
    }
  return text
}

/** After z comes aa, then bb. */
const letters = (count: number): string =>
  count < 1 ? '' : String.fromCharCode(97 + ((count - 1) % 26)).repeat(Math.min(9, Math.ceil(count / 26)))

function numberIn(format: string, count: number): string {
  if (format === 'lowerLetter') return letters(count)
  if (format === 'upperLetter') return letters(count).toUpperCase()
  if (format === 'lowerRoman') return roman(count)
  if (format === 'upperRoman') return roman(count).toUpperCase()
  if (format === 'decimalZero') return String(count).padStart(2, '0')
  return String(count)
}

// Reading numbering.xml and styles.xml

const numberOf = (token: Token): number => Number.parseInt(attribute(token, 'w:val') ?? '', 10) || 0

type Making<T> = { -readonly [K in keyof T]: T[K] }
const newLevel = (): Making<Level> => ({
  start: 1,
  format: 'decimal',
  text: '',
  style: null,
  isLegal: false,
  restart: null,
  isTight: false,
  indent: null,
})

function listsOf(xml: string): { lists: Map<string, List>; instances: Map<string, Instance> } {
  const lists = new Map<string, { levels: Map<number, Level>; linked: string | null }>()
  const instances = new Map<string, { list: string; starts: Map<number, number>; levels: Map<number, Level> }>()
  let list: { levels: Map<number, Level>; linked: string | null } | undefined
  let instance: { list: string; starts: Map<number, number>; levels: Map<number, Level> } | undefined
  let level: Making<Level> | undefined
  let overridden = 0
  for (const token of tokensOf(xml)) {
    if (token.kind === 'close') {
      if (token.name === 'w:abstractNum') list = undefined
      else if (token.name === 'w:num') instance = undefined
      else if (token.name === 'w:lvl') level = undefined
      continue
    }
    const value = attribute(token, 'w:val')
    if (token.name === 'w:abstractNum') {
      list = { levels: new Map(), linked: null }
      lists.set(attribute(token, 'w:abstractNumId') ?? '', list)
    } else if (token.name === 'w:num') {
      instance = { list: '', starts: new Map(), levels: new Map() }
      instances.set(attribute(token, 'w:numId') ?? '', instance)
    } else if (token.name === 'w:numStyleLink' && list) list.linked = value
    else if (token.name === 'w:abstractNumId' && instance) instance.list = value ?? ''
    else if (token.name === 'w:lvlOverride') overridden = Number(attribute(token, 'w:ilvl') ?? 0)
    else if (token.name === 'w:startOverride' && instance) instance.starts.set(overridden, numberOf(token))
    else if (token.name === 'w:lvl') {
      level = newLevel()
      ;(list ?? instance)?.levels.set(Number(attribute(token, 'w:ilvl') ?? 0), level)
    } else if (level !== undefined) describe(level, token, value)
  }
  return { lists, instances }
}

function describe(level: Making<Level>, token: Token, value: string | null): void {
  if (token.name === 'w:start') level.start = numberOf(token)
  else if (token.name === 'w:numFmt') level.format = value ?? 'decimal'
  else if (token.name === 'w:lvlText') level.text = value ?? ''
  else if (token.name === 'w:pStyle') level.style = value
  else if (token.name === 'w:isLgl') level.isLegal = isOn(token)
  else if (token.name === 'w:lvlRestart') level.restart = numberOf(token)
  else if (token.name === 'w:suff') level.isTight = value === 'nothing'
  else if (token.name === 'w:ind') level.indent = Number(attribute(token, 'w:left') ?? attribute(token, 'w:start') ?? 0)
}

/** Half a point is Word's unit of size. */
const USUAL_SIZE = 11

export function stylesOf(xml: string): Styles {
  const byId = new Map<string, Making<Style>>()
  let usual: string | null = null
  let size = USUAL_SIZE
  let style: Making<Style> | undefined
  let isUsual = false
  for (const token of tokensOf(xml)) {
    if (token.kind === 'close') {
      if (token.name === 'w:style') style = undefined
      else if (token.name === 'w:rPrDefault') isUsual = false
      continue
    }
    if (token.name === 'w:rPrDefault') isUsual = token.kind === 'open'
    else if (token.name === 'w:style') {
      const id = attribute(token, 'w:styleId') ?? ''
      style = { basedOn: null, list: null, level: null, isBold: null, size: null }
      byId.set(id, style)
      if (attribute(token, 'w:type') === 'paragraph' && attribute(token, 'w:default') === '1') usual = id
    } else if (token.name === 'w:sz') {
      if (style !== undefined) style.size = numberOf(token) / 2
      else if (isUsual) size = numberOf(token) / 2
    } else if (style === undefined) continue
    else if (token.name === 'w:basedOn') style.basedOn = attribute(token, 'w:val')
    else if (token.name === 'w:numId') style.list = attribute(token, 'w:val')
    else if (token.name === 'w:ilvl') style.level = numberOf(token)
    else if (token.name === 'w:b') style.isBold = isOn(token)
  }
  return { byId, usual, size }
}
