import { describe, expect, it } from 'vitest'
import { askOnce, edition, first } from '../edition.ts'

const isThreat = (text: string): boolean => edition.read(text).kinds.has('trouble.threat.condition')

describe('a threat put as a condition', () => {
  it('is heard though nobody says that it is one', () => {
    for (const text of [
      'kata pak kabid kalo gak dukung beliau aku dipindah ke pulau',
      'dipindah ke distrik jauh katanya kalau saya tidak ikut kampanye calonnya',
      'camat bilang yang ga setor ktp dukungan kontraknya diputus',
      'disuruh hapus bukti kampanye pak camat, kalau tidak katanya saya yang dilaporkan',
      'ajudan bupati minta data keluarga tiap guru malam ini, kalau tidak, suami saya yang honorer diputus kontraknya',
      'klo nolak bantu tim paslon, sk saya ditahan',
    ])
      expect(isThreat(text), text).toBe(true)
  })

  it('is none where a rule of the office is told, or where the asker is the one who threatens', () => {
    for (const text of [
      'kalau tidak ikut upacara hari pahlawan dipotong tpp tidak?',
      'kalau staf tidak dukung calon saya, saya mutasi. boleh?',
      'kalau PNS tidak netral bisa dipecat?',
      'kalau saya tidak ikut kampanye aman kan?',
    ])
      expect(isThreat(text), text).toBe(false)
  })

  it('leads who is under it to a human, not to a prohibition of what the superior does', () => {
    expect(first(askOnce('kata kabag kalo ga dukung petahana sk mutasi keluar. gmn dong')).outcome).toBe('handoff')
  })
})
