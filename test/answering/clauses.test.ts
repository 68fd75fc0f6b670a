import { describe, expect, it } from 'vitest'
import { answer, traitOf } from '../../src/answering/answering.ts'
import { edition, words } from '../edition.ts'

const outcomeOf = (...said: string[]) =>
  answer(edition, words, {
    said,
    profile: { status: 'PNS', place: null, on: '2024-10-20' },
    homePlace: null,
    office: null,
  }).answer.findings[0]?.outcome ?? 'clarify'

describe('a message that tells of several things', () => {
  it.each([
    'saya mencoblos, saya melayani semua orang, saya juga admin akun kampanye caleg. semuanya boleh kan',
    'netral netral netral; saya PNS arahkan warga penerima bansos memilih petahana; netral netral',
    'menolak ajakan boleh kan? nah ajakan netral saya tolak, saya pilih ikut konvoi paslon. boleh kan',
    'antar ibu ke posyandu sambil bagi brosur caleg ke ibu-ibu di sana',
  ])('is forbidden when one of them is: %s', message => {
    expect(outcomeOf(message)).toBe('forbidden')
  })

  it.each([
    'mertua caleg minta dibantu kampanye, saya tolak dengan sopan, durhaka tidak?',
    'teman mengajak jadi admin grup relawan, saya tolak dan keluar dari grup',
    'di bengkel ada spanduk paslon, saya cuma tambal ban, bayar biasa',
    'nonton debat calon di TV rumah sambil ngopi, boleh kan',
    'kadis saya nyuruh ngumpulin KTP teman staf buat dukungan bakal calon. Saya pengin nolak, boleh nggak?',
    'teman menandai saya di postingan kampanye calon. Saya mau hapus tag-nya. Boleh ya min?',
    'apakah saya boleh menolak disuruh pasang baliho paslon',
  ])('stays permitted when what is forbidden is refused or done by others: %s', message => {
    expect(traitOf(outcomeOf(message)).permits).toBe(true)
  })

  it('hears what was asked before as answered: a refusal that follows is permitted', () => {
    expect(traitOf(outcomeOf('boleh saya jadi admin grup relawan paslon?', 'kalau saya tolak saja, benar kan?')).permits).toBe(
      true,
    )
  })
})

describe('a denial', () => {
  it('of the prohibition does not deny the act: "tidak dilarang"', () => {
    const read = edition.read('PNS tidak dilarang ikut konvoi paslon')
    expect(read.kinds.has('act.convoy')).toBe(true)
  })

  it('behind words of blame asks for leave to act: "durhaka kalau tidak ikut"', () => {
    const read = edition.read('durhaka kalau saya tidak ikut konvoi paslon')
    expect(read.kinds.has('act.convoy')).toBe(true)
  })

  it('stands as it is otherwise', () => {
    const read = edition.read('saya tidak ikut konvoi paslon')
    expect(read.denied.has('act.convoy')).toBe(true)
  })
})
