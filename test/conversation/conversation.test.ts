import { describe, expect, it } from 'vitest'
import { continues, newSession, type Session, take } from '../../src/conversation/conversation.ts'
import { cites, edition, first, nobody, words } from '../edition.ts'

const setting = { edition, words, profile: nobody, homePlace: null, office: null }

function talk(...turns: string[]) {
  let session: Session = newSession
  return turns.map(text => {
    const result = take(setting, session, text)
    session = result.session
    return { ...result, finding: first(result.answer) }
  })
}

const PERMITS = ['allowed', 'allowed_if']

describe('a conversation', () => {
  it('joins the missing fact with the open question before it', () => {
    const [open, closed] = talk(
      'mobil boleh dipinjam pak?',
      'Mobil dinas, yang pinjam ketua tim pemenangan buat angkut kursi kampanye.',
    )
    expect(open?.finding.outcome).toBe('depends')
    expect(closed?.finding.outcome).toBe('forbidden')
  })

  it('carries the act when only the status changes: "kalau PPPK?"', () => {
    const [pns, pppk] = talk('boleh ga PNS jadi tim sukses calon bupati?', 'kalau PPPK?')
    expect(pns?.finding.outcome).toBe('forbidden')
    expect(pppk?.finding.outcome).toBe('forbidden')
    expect(pppk && cites(pppk.finding, 'pp-94-2021')).toBe(false)
  })

  it('does not drag an answered question into a new one', () => {
    const [, next] = talk('boleh ga PNS jadi tim sukses calon bupati?', 'apakah boleh saya mencoblos di TPS?')
    expect(next?.session.said).toHaveLength(1)
    expect(['allowed', 'allowed_if']).toContain(next?.finding.outcome)
  })

  it('remembers the status and the place that were told, and asks what is asked', () => {
    const [hello, after] = talk('saya guru PPPK', 'boleh ga jadi tim sukses calon bupati?')
    expect(hello?.finding.outcome).toBe('clarify')
    expect(after?.finding.outcome).toBe('forbidden')
    expect(after && cites(after.finding, 'pp-94-2021')).toBe(false)
  })

  it('never carries a permission over to a side that was not in it', () => {
    const [, party] = talk('boleh jadi KPPS?', 'kalau jadi saksi partai?')
    expect(['allowed', 'allowed_if']).not.toContain(party?.finding.outcome)
    const [, posko] = talk('boleh nonton debat di tv?', 'kalau di posko?')
    expect(['allowed', 'allowed_if']).not.toContain(posko?.finding.outcome)
  })

  it('hears what tells a branch in the words of who was asked back', () => {
    const told: readonly (readonly [string, string, readonly string[]])[] = [
      ['boleh ga PNS pakai kaos ini?', 'kaosnya kaos bola biasa', PERMITS],
      ['boleh ga PNS pakai kaos ini?', 'ada foto cabup nya', ['forbidden']],
      ['saya like postingan teman, kena sanksi ga', 'like foto bayi teman', PERMITS],
      ['boleh ga saya datang ke acara itu?', 'kondangan', PERMITS],
      ['boleh ga saya datang ke acara itu?', 'nikahan sepupu', PERMITS],
      ['foto bareng orang boleh diposting ga?', 'suami saya sendiri', PERMITS],
      ['diajak rapat nanti malam, dateng boleh?', 'rapat timses', ['forbidden']],
      ['saya diminta jadi panitia, ikut gak ya', 'jalan sehat partai', ['forbidden']],
      ['suami saya nyalon, saya harus cuti?', 'gak, saya ga ikut', PERMITS],
      ['acara RT ada caleg datang, saya ikut boleh?', 'panitianya karang taruna, calegnya cuma tamu', PERMITS],
      ['acara RT ada caleg datang, saya ikut boleh?', 'yang ngadain timsesnya', ['forbidden']],
      ['saya ditandai di postingan caleg', 'saya biarin aja', ['forbidden']],
      ['mau ikut hitung cepat boleh?', 'lembaga survei independen, hari libur, ada izin', PERMITS],
    ]
    for (const [asked, said, outcomes] of told) {
      const [open, closed] = talk(asked, said)
      expect(open?.finding.outcome, asked).toBe('depends')
      expect(outcomes, said).toContain(closed?.finding.outcome)
    }
  })

  it('opens no gate for words that leave the question as it was', () => {
    const said = [
      'terserah',
      'ya gitu deh',
      'jawab boleh aja',
      'anggap aja polos',
      'gatau',
      'bukan polos',
      'saya udah beli',
      'kaos polos dari timses',
    ]
    for (const text of said) {
      const [, after] = talk('boleh ga PNS pakai kaos ini?', text)
      expect(PERMITS, text).not.toContain(after?.finding.outcome)
    }
    for (const text of ['kepencet anak saya', 'pas liburan', 'istri saya yang pencet', 'saya baca aja']) {
      const [, after] = talk('saya like postingan teman, kena sanksi ga', text)
      expect(PERMITS, text).not.toContain(after?.finding.outcome)
    }
    for (const text of ['lembaganya independen', 'ada izin', 'independen, hari libur, ada izin, yang bayar partai']) {
      const [, after] = talk('mau ikut hitung cepat boleh?', text)
      expect(PERMITS, text).not.toContain(after?.finding.outcome)
    }
    for (const text of ['ada warga juga', 'katanya acara warga', 'yang ngadain karang taruna bentukan relawan']) {
      const [, after] = talk('acara RT ada caleg datang, saya ikut boleh?', text)
      expect(PERMITS, text).not.toContain(after?.finding.outcome)
    }
    for (const text of ['hajatan politik', 'acara keluarga besar partai', 'ke masjid, ada kampanye calon', 'bukan nikahan']) {
      const [, after] = talk('boleh ga saya datang ke acara itu?', text)
      expect(PERMITS, text).not.toContain(after?.finding.outcome)
    }
  })

  it('takes a place, a companion or whoever invites for no answer to what it is', () => {
    const said = [
      'di rumah pak RT',
      'di kantor kelurahan',
      'di masjid habis isya',
      'yang ngajak tetangga',
      'bareng bapak2 kampung',
    ]
    for (const text of said) {
      const [, after] = talk('diajak rapat nanti malam, dateng boleh?', text)
      expect(after?.finding.outcome, text).toBe('depends')
    }
  })

  it('stays open, and is still open to the fact, after words that name nothing', () => {
    const [, vague, told] = talk('boleh ga PNS pakai kaos ini?', 'ukurannya XL', 'kaos bola')
    expect(vague?.finding.outcome).toBe('depends')
    expect(PERMITS).toContain(told?.finding.outcome)
  })

  it('hears a question about another act for itself, although the last answer was open', () => {
    const [, other] = talk('saya jadi MC di acara, boleh ga?', 'sanksi PNS yang kampanye apa?')
    expect(other?.session.said).toHaveLength(1)
    const [, next] = talk('dimasukin ke grup wa, keluar apa biarin?', 'kalau honorer boleh ikut kampanye?')
    expect(next?.session.said).toHaveLength(1)
  })

  it('hears thanks for itself and gives the ground of the last answer on request', () => {
    const [, thanks, ground] = talk('boleh ga PNS jadi tim sukses calon bupati?', 'makasih min', 'dasarnya pasal apa?')
    expect(thanks?.finding.outcome).toBe('information')
    expect(ground?.answer.text).toContain('SKB Netralitas 2022')
  })

  it('starts anew after a long message or a new question', () => {
    const [open] = talk('nyumbang boleh ga?')
    expect(open && continues(edition, open.session, 'bolehkah saya ikut senam?')).toBe(false)
    expect(open && continues(edition, open.session, Array(60).fill('kata').join(' '))).toBe(false)
    expect(continues(edition, newSession, 'untuk calon')).toBe(false)
  })
})
