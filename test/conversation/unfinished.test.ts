import { describe, expect, it } from 'vitest'
import { isUnfinished } from '../../src/conversation/conversation.ts'
import { MESSAGE_KINDS } from '../../src/vocabulary.ts'
import { edition, keeps } from '../edition.ts'

const waits = (...texts: string[]): boolean =>
  isUnfinished(
    { edition, keeps },
    texts.map(text => ({ kind: 'text', text, choice: null })),
  )

describe('a few seconds are waited', () => {
  it('for the rest of a greeting or of a sentence just begun', () => {
    for (const said of ['halo', 'halo min', 'selamat pagi pak', 'mau tanya dong', 'saya guru PPPK', 'jadi begini min'])
      expect(waits(said), said).toBe(true)
    expect(waits('halo min', 'mau tanya')).toBe(true)
  })

  it('never after a complete question', () => {
    for (const said of ['boleh ga jadi tim sukses calon bupati', 'boleh?', 'kalau PPPK?', 'atasan ngancem mindahin sy, sy takut'])
      expect(waits(said), said).toBe(false)
    expect(waits('halo', 'boleh like postingan caleg ga')).toBe(false)
  })

  it('never after a command, a number, a choice, or a kind that is not text', () => {
    for (const said of ['/start', 'bantuan', 'hapus data saya', '1', 'yang kedua', '😂', ''])
      expect(waits(said), said).toBe(false)
    for (const kind of MESSAGE_KINDS.filter(k => k !== 'text'))
      expect(isUnfinished({ edition, keeps }, [{ kind, text: 'halo', choice: null }]), kind).toBe(false)
  })
})
