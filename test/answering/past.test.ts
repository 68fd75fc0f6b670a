// Whether what is asked about has happened: whoever plans it is told to keep from it, whoever has done it how to mend it.
import { describe, expect, it } from 'vitest'
import { isPast, safeWayOf } from '../../src/answering/past.ts'
import { edition } from '../edition.ts'

const past = (text: string): boolean => isPast(edition.read(text))

describe('what has happened', () => {
  it.each([
    'udah terlanjur like postingan calon bupati gimana',
    'kemarin saya sudah upload foto bareng calon',
    'tadi pagi sy komen semangat di akun caleg, kena ga?',
    'sdh sy share videonya ke grup',
    'saya pernah jadi relawan paslon',
    'uangnya sudah saya terima dari caleg',
    'saya kepencet like di akun cabup',
    'tadi saya terusin ajakan pilih caleg ke grup pegawai puskesmas',
    'kemarin saya komen semangat di akun caleg, boleh kah?',
  ])('%s', text => expect(past(text)).toBe(true))
})

describe('what is only planned, asked of the asker, or told as a condition', () => {
  it.each([
    'mau like postingan calon bupati boleh?',
    'mau upload foto kemarin bareng calon boleh?',
    'kemarin diajak teman ikut kampanye boleh?',
    'bolehkah saya ikut kampanye yg sudah dijadwalkan',
    'dikasih kaos sama timses, sudah saya tolak halus',
    'kalau sudah upload foto bareng calon, kena ga?',
    'boleh pasang stiker partai di motor pribadi?',
    'dulu pernah bikin web, sekarang diminta bakal calon bikin landing page, boleh ga?',
    'forward poster caleg ke grup ortu boleh? dia pernah nyumbang meja kelas',
  ])('%s', text => expect(past(text)).toBe(false))
})

describe('the safe way', () => {
  const rows = [...edition.entries.values()].flatMap(e => e.rows)
  const twice = rows.filter(r => r.safe_way_after !== '')

  it('is another before and after where it is written twice', () => {
    expect(twice.length).toBeGreaterThan(150)
    for (const row of twice) {
      expect(safeWayOf(row, edition.read('boleh upload foto bareng calon?')), row.id).toBe(row.safe_way)
      expect(safeWayOf(row, edition.read('kemarin saya sudah upload foto bareng calon')), row.id).toBe(row.safe_way_after)
      expect(row.safe_way_after).not.toBe(row.safe_way)
    }
  })

  it('of what is only planned undoes nothing', () => {
    const undoing = /^(?:Hapus|Batalkan|Tarik|Hentikan|Turunkan|Lepas|Kembalikan) /
    for (const e of [...edition.sources.principles, ...edition.sources.situations].filter(p => p.kind === 'act'))
      for (const row of e.rows.filter(r => r.verdict === 'forbidden'))
        expect(row.safe_way, `${e.id}/${row.id}`).not.toMatch(undoing)
  })

  it('is the same where it is written once', () => {
    const once = rows.find(r => r.safe_way_after === '' && r.safe_way !== '')
    expect(once).toBeDefined()
    if (once) expect(safeWayOf(once, edition.read('kemarin saya sudah upload foto'))).toBe(once.safe_way)
  })
})
