import { dump, load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { readFiles } from '../../src/adapters/disk.ts'
import { difference } from '../../src/publishing/difference.ts'
import { knowledgeFolder } from '../edition.ts'
import { circularAdded, PLACE, REGULATION, REGULATION_FILE, ROWS_FILE } from './circular.ts'

const live = readFiles(knowledgeFolder)
const SITUATION = 'principles/hadir-pasif.yaml'

/** The same files with one of them changed as an editor changes it. */
function edited(path: string, edit: (body: { [key: string]: unknown }) => void) {
  const body = load(live.get(path) ?? '')
  if (typeof body !== 'object' || body === null) throw new Error(`no body in ${path}`)
  const copy = { ...body }
  edit(copy)
  return new Map(live).set(path, dump(copy))
}

describe('what differs between two editions', () => {
  it('is nothing where nothing differs, however the files are written', () => {
    expect(difference(live, live)).toEqual({ files: [], things: [] })
    const rewritten = edited(SITUATION, () => {})
    expect(difference(live, rewritten)).toEqual({ files: [{ path: SITUATION, change: 'changed' }], things: [] })
  })

  it('names a new circular, its clauses, its rows by the act they speak of, and its questions', () => {
    const { files, things } = difference(live, circularAdded(knowledgeFolder))
    expect(files).toEqual([
      { path: REGULATION_FILE, change: 'new' },
      { path: ROWS_FILE, change: 'new' },
    ])
    expect(things.every(t => t.change === 'new' && t.place === PLACE)).toBe(true)
    const count = (thing: string) => things.filter(t => t.thing === thing).length
    expect([count('regulation'), count('clause'), count('regional-row'), count('question')]).toEqual([1, 5, 5, 5])
    const row = things.find(t => t.id === `${REGULATION}/hadir-pasif/contoh-1`)
    expect(row?.name.length).toBeGreaterThan(5)
    expect(row?.name).not.toBe('hadir-pasif')
    expect(row?.fields).toContainEqual({ field: 'verdict', before: '', after: 'forbidden' })
    expect(row?.fields).toContainEqual({
      field: 'violation',
      before: '',
      after: 'before: kode-etik; after: disiplin-diperselisihkan',
    })
  })

  it('is the same the other way round', () => {
    const there = difference(live, circularAdded(knowledgeFolder))
    const back = difference(circularAdded(knowledgeFolder), live)
    expect(back.things.map(t => [t.thing, t.id, 'new']).sort()).toEqual(there.things.map(t => [t.thing, t.id, t.change]).sort())
    expect(back.things.every(t => t.change === 'gone')).toBe(true)
  })

  it('shows only the fields that changed, and of a long list only the lines that differ', () => {
    const after = edited(SITUATION, body => {
      if (Array.isArray(body.phrasings)) body.phrasings = [...body.phrasings.slice(1), 'kalimat contoh yang baru']
      body.title = 'Judul lain'
    })
    const { things } = difference(live, after)
    expect(things).toHaveLength(1)
    expect(things[0]).toMatchObject({ thing: 'principle', id: 'hadir-pasif', change: 'changed', name: 'Judul lain' })
    const phrasings = things[0]?.fields.find(f => f.field === 'phrasings')
    expect(phrasings?.after).toBe('kalimat contoh yang baru')
    expect(phrasings?.before.split('\n')).toHaveLength(1)
    expect(things[0]?.fields.map(f => f.field).sort()).toEqual(['phrasings', 'title'])
  })

  it('sees that rows changed their order, for the first that holds answers', () => {
    const after = edited(SITUATION, body => {
      if (Array.isArray(body.rows)) body.rows = body.rows.toReversed()
    })
    const { things } = difference(live, after)
    expect(things.map(t => [t.thing, t.fields.map(f => f.field)])).toEqual([['principle', ['rows']]])
  })

  it('reads a file that only moved as the same things', () => {
    const moved = new Map(live).set('principles/renamed.yaml', live.get(SITUATION) ?? '')
    moved.delete(SITUATION)
    const { files, things } = difference(live, moved)
    expect(files.map(f => f.change)).toEqual(['gone', 'new'])
    expect(things).toEqual([])
  })

  it('names words, places and stages by what they are', () => {
    const after = edited('calendar.yaml', body => {
      if (Array.isArray(body.elections)) body.elections = body.elections.slice(1)
    })
    expect(difference(live, after).things.map(t => [t.thing, t.change])).toEqual([['election', 'gone']])
  })
})
