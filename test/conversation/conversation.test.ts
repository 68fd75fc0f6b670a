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
