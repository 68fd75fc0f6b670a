// What the proofs of the bot share: their flags, how figures are printed, and the end with 1 when one of them falls short.
import process from 'node:process'
import { parseArgs } from 'node:util'

export type Flags = {
  readonly isSmoke: boolean
  readonly isJson: boolean
  readonly store: 'sqlite' | 'postgres' | null
  readonly seed: number
}

export function flagsOf(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      smoke: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      store: { type: 'string' },
      seed: { type: 'string', default: '11' },
    },
  })
  const store = (['sqlite', 'postgres'] as const).find(s => s === values.store) ?? null
  if (values.store !== undefined && store === null) throw new Error('--store is sqlite or postgres')
  return { isSmoke: values.smoke, isJson: values.json, store, seed: Number(values.seed) }
}

export type Figure = string | number | null
export type Row = Readonly<Record<string, Figure>>
export type Check = { readonly name: string; readonly isMet: boolean }

export const out = (line: string): void => void process.stdout.write(`${line}\n`)
/** Where the run stands; never part of the figures. */
export const progress = (line: string): void => void (process.stderr.isTTY && process.stderr.write(`\r${line}\x1b[K`))

/** Rows under their names, numbers to the right. */
export function table(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))]
  const shown = rows.map(row => names.map(name => cell(row[name])))
  const widths = names.map((name, at) => Math.max(name.length, ...shown.map(cells => cells[at]?.length ?? 0)))
  const isText = names.map(name => rows.some(row => typeof row[name] === 'string'))
  const line = (cells: readonly string[]): string =>
    cells.map((c, at) => (isText[at] ? c.padEnd(widths[at] ?? 0) : c.padStart(widths[at] ?? 0))).join('  ')
  return [names, ...shown].map(cells => line(cells).trimEnd()).join('\n')
}

/** Figures under each other, for what has many of them. */
export const column = (row: Row): string => {
  const width = Math.max(...Object.keys(row).map(name => name.length))
  return Object.entries(row)
    .map(([name, figure]) => `${name.padEnd(width)}  ${cell(figure)}`)
    .join('\n')
}

const cell = (figure: Figure | undefined): string => {
  if (figure === null || figure === undefined) return '-'
  if (typeof figure === 'string' || Number.isInteger(figure)) return String(figure)
  return figure.toFixed(figure < 100 ? 1 : 0)
}

/** Prints what is asked for and, where something was missed, ends with 1: a library that hooks the end would make a 0 of an exit code. */
export function conclude(flags: Flags, title: string, figures: unknown, text: string, checks: readonly Check[]): void {
  const isMet = checks.every(c => c.isMet)
  if (flags.isJson) out(JSON.stringify({ proof: title, smoke: flags.isSmoke, seed: flags.seed, figures, checks, isMet }, null, 2))
  else {
    out(text)
    for (const { name, isMet } of checks) out(`${isMet ? 'met   ' : 'MISSED'}  ${name}`)
  }
  if (isMet) return
  process.exitCode = 1
  process.stdout.write('', () => process.exit(1))
}

/** The value below which this share of all values lies; null of none. */
export function at(share: number, values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? null
}
