// What cannot be promised is told: the threat model, the list and the notice speak of the same things, and the model names files that are there.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXPOSED } from '../../src/exposed.ts'
import { parsePaperWords } from '../../src/pages/pages.ts'
import { KEPT } from '../../src/retention.ts'

const ROOT = join(import.meta.dirname, '../..')
const model = readFileSync(join(ROOT, 'src/decisions/0014-threat-model.md'), 'utf8')
const { notice } = parsePaperWords(readFileSync(join(ROOT, 'prompts/pages.id.yaml'), 'utf8'))
const rows = model
  .split('\n')
  .filter(line => line.startsWith('| '))
  .slice(1)
  .map(line => line.split('|').map(cell => cell.trim()))

describe('what stays exposed', () => {
  it('stands in the threat model, in its table and in words, and nothing else does', () => {
    const inTable = new Set(rows.flatMap(cells => [...(cells[4] ?? '').matchAll(/`([a-z-]+)`/g)].map(m => m[1])))
    expect([...inTable].toSorted()).toEqual([...EXPOSED].toSorted())
    const inWords = [...model.matchAll(/`([a-z-]+)`: /g)].map(m => m[1])
    expect(inWords.toSorted()).toEqual([...EXPOSED].toSorted())
  })

  it('is told in the notice, each in a sentence, and nothing is told that is not so', () => {
    expect(Object.keys(notice.threat).toSorted()).toEqual([...EXPOSED].toSorted())
    expect(Object.keys(notice.retention).toSorted()).toEqual([...KEPT, 'statistics'].toSorted())
  })

  it('is met by files that are there', () => {
    const files = rows.flatMap(cells => [...(cells[3] ?? '').matchAll(/`([^`]+)`/g)].map(m => m[1] ?? ''))
    expect(files.length).toBeGreaterThan(15)
    expect(files.filter(file => !existsSync(join(ROOT, file)))).toEqual([])
  })
})
