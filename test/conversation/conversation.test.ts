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

  it('starts anew after a long message or a new question', () => {
    const [open] = talk('nyumbang boleh ga?')
    expect(open && continues(open.session, 'bolehkah saya ikut senam?')).toBe(false)
    expect(open && continues(open.session, Array(60).fill('kata').join(' '))).toBe(false)
    expect(continues(newSession, 'untuk calon')).toBe(false)
  })
})
