// Every sentence of the console stands in one file, is used, and is there when it is asked for.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseWords } from '../../src/console/console.ts'
import { words } from './house.ts'

const SRC = join(import.meta.dirname, '../../src/console')
const code = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .map(file => readFileSync(join(SRC, file), 'utf8'))
  .join('\n')

/** Keys that stand in the code as they are, and beginnings of those that are put together there. */
const literal = new Set([...code.matchAll(/'([a-z][a-z0-9_]*)'/g)].map(m => m[1] ?? ''))
const begun = [...code.matchAll(/[`'](?:\$\{KEY\})?([a-z][a-z0-9_]*_)(?:\$\{|')/g)].map(m => m[1] ?? '')
const asked = [...code.matchAll(/\bsay\('([a-z0-9_]+)'/g)].map(m => m[1] ?? '')

describe('the words of the console', () => {
  it('has every sentence that a page asks for by name', () => {
    expect(asked.filter(key => !words.has(key))).toEqual([])
  })

  it('has no sentence that nobody asks for', () => {
    const ends = [...code.matchAll(/\$\{[^}]*\}(_[a-z_]+)[`']/g)].map(m => m[1] ?? '')
    const isUsed = (key: string): boolean =>
      literal.has(key) ||
      literal.has(key.replace(/_[^_]*$/, '')) ||
      begun.some(start => key.startsWith(start)) ||
      ends.some(end => key.endsWith(end))
    expect(words.keys.filter(key => !isUsed(key))).toEqual([])
  })

  it('says which sentence is missing, and which blank was left empty', () => {
    const some = parseWords('ada: "Halo {name}."')
    expect(some.say('ada', { name: 'Uji' })).toBe('Halo Uji.')
    expect(() => some.say('tidak_ada')).toThrow('tidak_ada')
    expect(() => some.say('ada')).toThrow('{name}')
  })
})
