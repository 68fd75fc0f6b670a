import { describe, expect, it } from 'vitest'
import { readFiles } from '../../src/adapters/disk.ts'
import {
  conflictsOf,
  fileHash,
  hashOf,
  joined,
  type LocalFiles,
  localHash,
  withChanges,
  withoutNational,
} from '../../src/publishing/publishing.ts'
import { knowledgeFolder } from '../edition.ts'

const NATIONAL = new Map([
  ['a.yaml', 'a'],
  ['b.yaml', 'b'],
])
const local = (path: string, content: string | null, base: string | null): LocalFiles => new Map([[path, { content, base }]])
const whyOf = (files: LocalFiles) => joined(NATIONAL, files).conflicts.map(c => c.why)

describe('the packs of an edition', () => {
  it('are joined: a file of the office stands beside the national ones, instead of one, or takes one away', () => {
    expect(joined(NATIONAL, local('c.yaml', 'c', null)).files.get('c.yaml')).toBe('c')
    expect(joined(NATIONAL, local('a.yaml', 'x', fileHash('a'))).files.get('a.yaml')).toBe('x')
    expect(joined(NATIONAL, local('a.yaml', null, fileHash('a'))).files.has('a.yaml')).toBe(false)
    expect(joined(NATIONAL, new Map()).files).toEqual(NATIONAL)
  })

  it('are never merged in silence: each file that both have changed is told', () => {
    expect(whyOf(local('a.yaml', 'x', fileHash('earlier')))).toEqual(['changed-below'])
    expect(whyOf(local('a.yaml', null, fileHash('earlier')))).toEqual(['changed-below'])
    expect(whyOf(local('a.yaml', 'x', null))).toEqual(['now-national'])
    expect(whyOf(local('c.yaml', 'x', fileHash('earlier')))).toEqual(['gone-below'])
  })

  it('agree when both came to the same', () => {
    expect(whyOf(local('a.yaml', 'a', fileHash('earlier')))).toEqual([])
    expect(whyOf(local('c.yaml', null, fileHash('earlier')))).toEqual([])
  })

  it('remember what a file was made from, and forget what is national again', () => {
    const changed = withChanges(
      NATIONAL,
      new Map(),
      new Map([
        ['a.yaml', 'x'],
        ['c.yaml', 'c'],
      ]),
    )
    expect(changed.get('a.yaml')).toEqual({ content: 'x', base: fileHash('a') })
    expect(changed.get('c.yaml')).toEqual({ content: 'c', base: null })
    expect(
      withChanges(
        NATIONAL,
        changed,
        new Map([
          ['a.yaml', 'a'],
          ['c.yaml', null],
        ]),
      ).size,
    ).toBe(0)
    expect(withChanges(NATIONAL, new Map(), new Map([['b.yaml', null]])).get('b.yaml')).toEqual({
      content: null,
      base: fileHash('b'),
    })
  })

  it('agree again once somebody has decided with the newer national file in view, for theirs, for ours, or for both', () => {
    const newer = new Map([...NATIONAL, ['a.yaml', 'newer']])
    const before = withChanges(NATIONAL, new Map(), new Map([['a.yaml', 'ours']]))
    expect(joined(newer, before).conflicts.map(c => c.why)).toEqual(['changed-below'])
    for (const decided of ['newer', 'ours', 'both']) {
      const after = withChanges(NATIONAL, before, new Map([['a.yaml', decided]]), newer)
      // until the newer pack is taken up it is what was decided that answers
      expect(joined(NATIONAL, after).files.get('a.yaml')).toBe(decided)
      expect(joined(newer, after).conflicts).toEqual([])
      expect(joined(newer, withoutNational(newer, after)).files.get('a.yaml')).toBe(decided)
    }
    const theirs = withChanges(NATIONAL, before, new Map([['a.yaml', 'newer']]), newer)
    expect(withoutNational(newer, theirs).size).toBe(0)
  })

  it('are named by what they hold, in whatever order', () => {
    const one = withChanges(
      NATIONAL,
      new Map(),
      new Map([
        ['c.yaml', 'c'],
        ['d.yaml', 'd'],
      ]),
    )
    const other = withChanges(
      NATIONAL,
      new Map(),
      new Map([
        ['d.yaml', 'd'],
        ['c.yaml', 'c'],
      ]),
    )
    expect(localHash(one)).toBe(localHash(other))
    expect(localHash(new Map())).toBeNull()
    expect(hashOf(joined(NATIONAL, one).files)).toBe(hashOf(joined(NATIONAL, other).files))
  })

  it('that do not check together are no edition', () => {
    const national = readFiles(knowledgeFolder)
    expect(conflictsOf(national, new Map())).toEqual([])
    const [found] = conflictsOf(national, local('regulations/rusak.yaml', 'id: 1\n', null))
    expect(found).toMatchObject({ path: 'regulations/rusak.yaml', why: 'does-not-check' })
  })
})
