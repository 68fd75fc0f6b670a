// A consultation taken away: whoever asked has all of it in their own hands, and nothing of it tells who answered or whom they feared.
import { describe, expect, it } from 'vitest'
import { commandOf } from '../../src/conversation/command.ts'
import { relayed } from '../../src/conversation/conversation.ts'
import { LIMITS } from '../../src/gateway/limits.ts'
import { openSayings } from '../../src/handoff/handoff.ts'
import { desk, edition } from '../edition.ts'
import { asker, choices, office, removed, SPOKE, shown } from './officers.ts'

const TROUBLED = 'sy guru PPPK di Kota Kendari. atasan ngancem mindahin sy kalau ga ikut dukung petahana, sy takut'
const CLAUSE = 'UU 20/2023 Pasal 24 ayat (1) huruf d'
const LINK = 'https://rambu.example/k/uu-20-2023#p24-1-d'
const sayings = openSayings(desk, 30)
const TEAM = 'Tim Pengawas Netralitas Kota Kendari'
const ASKS = sayings.reply('asks', { team: TEAM, text: 'Kapan itu terjadi?', basis: [], isWithoutBasis: false }).text
const answerOf = (text: string): string =>
  sayings.reply('answers', { team: TEAM, text, basis: [{ name: CLAUSE, url: LINK }], isWithoutBasis: false }).text
const ANSWER = answerOf('Simpan pesannya dan lapor ke inspektorat.')
const DAY = 24 * 60 * 60 * 1000

type Person = ReturnType<typeof asker>

function asks(options: Parameters<typeof asker>[0] = {}): Person {
  const person = asker(options)
  person.says(TROUBLED)
  person.says('petugas')
  person.says('kirim')
  person.says('disdik')
  person.says('ya')
  return person
}

/** Asked back, answered over two days, and closed. */
function closed(options: Parameters<typeof asker>[0] = {}): Person {
  const person = asks(options)
  person.officer(SPOKE)
  person.hears(ASKS)
  person.saysAfter(DAY, 'kemarin sore pak')
  person.hears(ANSWER)
  person.says('sudah cukup')
  return person
}

describe('a copy of a consultation', () => {
  for (const said of [
    'salinan',
    'Salinan konsultasi',
    '/salinan',
    'minta salinan konsultasinya dong',
    'cetak konsultasi',
    'bisa cetak konsultasi saya?',
    'gimana cara simpan konsultasi ini?',
    'saya mau print konsultasi',
    'boleh minta salinan jawaban petugas?',
    'unduh konsultasi',
    'slinan',
  ])
    it(`is had with "${said}"`, () => {
      expect(commandOf(edition, said)?.kind).toBe('copy')
      expect(shown(closed().says(said))).toContain(desk.say('copy_head'))
    })

  for (const said of [
    'boleh cetak baliho calon?',
    'salinan ijazah caleg boleh saya legalisir?',
    'bolehkah simpan foto calon',
    'isi survei capres boleh?',
    'hasil konsultasi publik partai boleh saya hadiri?',
  ])
    it(`is not meant by "${said}"`, () => {
      expect(commandOf(edition, said)?.kind).not.toBe('copy')
    })

  it('holds everything in its order, each with its day: what was confirmed, what was written, what was answered and on what it rests', () => {
    const text = shown(closed().says('salinan konsultasi'))
    const inOrder = [
      desk.say('copy_head'),
      'Dibuat 22 November 2026',
      desk.say('copy_asked'),
      `21 November 2026: ${TROUBLED}`,
      'Status: PPPK',
      'Wilayah: Kota Kendari',
      'Jawaban bot: ',
      `21 November 2026. Pertanyaan dari petugas ${TEAM}:`,
      'Kapan itu terjadi?',
      `22 November 2026. ${desk.say('copy_wrote')}\nkemarin sore pak`,
      `22 November 2026. Jawaban petugas ${TEAM}:`,
      'Simpan pesannya dan lapor ke inspektorat.',
      `• ${CLAUSE}: ${LINK}`,
      desk.say('copy_closed'),
    ]
    const found = inOrder.map(part => text.indexOf(part))
    expect(
      found.every(at => at >= 0),
      String(found),
    ).toBe(true)
    expect(found).toEqual(found.toSorted((a, b) => a - b))
  })

  it('says nothing of the excluded office, the code name, or how to reply', () => {
    const person = closed()
    const text = shown(person.says('salinan'))
    expect(person.brief()?.avoids).toBe('disdik')
    for (const hidden of [
      'Dinas Pendidikan',
      'disdik',
      person.consultation()?.codeName ?? '',
      'Elang',
      desk.say('officer_reply_here'),
    ])
      expect(text, hidden).not.toContain(hidden)
  })

  it('is the same on every channel, in messages that fit, each of which says what it is', () => {
    const long = answerOf(
      Array.from({ length: 150 }, (_, i) => `Langkah ${i + 1}: catat tanggal, jam, dan saksi kejadiannya.`).join('\n'),
    )
    const read = (['whatsapp', 'telegram', 'web'] as const).map(channel => {
      const person = asks({ channel })
      person.officer(SPOKE)
      person.hears(long)
      const { replies } = person.says('salinan konsultasi')
      expect(replies.length, channel).toBeGreaterThan(channel === 'web' ? 0 : 1)
      const heads = [desk.say('copy_head'), ...replies.slice(1).map(() => desk.say('copy_goes_on'))]
      expect(
        replies.map(r => r.text.split('\n')[0]),
        channel,
      ).toEqual(heads)
      for (const { text } of replies) expect(text.length, channel).toBeLessThanOrEqual(LIMITS[channel].textMax)
      return replies.flatMap(r => r.text.split('\n').slice(1)).filter(line => line !== '')
    })
    for (const lines of read) expect(lines).toEqual(read[0])
    expect(read[0]).toContain('Langkah 150: catat tanggal, jam, dan saksi kejadiannya.')
  })

  it('of one that nobody has answered yet says so', () => {
    const text = shown(asks().says('salinan'))
    expect(text).toContain(desk.say('copy_unanswered'))
    expect(text).toContain(desk.say('copy_open'))
  })

  it('explains the brackets where something was taken out', () => {
    const person = asker()
    person.says(removed('atasan saya [nama] mengancam saya di Kota Kendari', 'person'))
    for (const said of ['petugas', 'kirim', 'tidak ada']) person.says(said)
    expect(shown(person.says('salinan'))).toContain(desk.say('preview_marks'))
  })

  it('changes nothing and is remembered nowhere', () => {
    const person = closed()
    const before = person.memory()
    const taken = person.says('salinan konsultasi')
    expect(taken.wishes).toEqual([])
    expect(taken.records).toEqual([])
    expect(person.memory()).toEqual(before)
  })

  it('where there is none says so and what to do', () => {
    for (const state of [office(), office({ teams: [] })]) {
      const taken = asker({ state }).says('salinan konsultasi')
      expect(shown(taken)).toContain(desk.say('copy_none'))
      expect(taken.wishes).toEqual([])
    }
  })

  it('is there for who wants nothing remembered as well', () => {
    const person = asker()
    person.says('anonim')
    expect(shown(person.says('salinan konsultasi'))).toContain(desk.say('copy_none'))
    person.says('petugas')
    person.says('atasan memaksa saya')
    person.says('kirim')
    person.says('tidak ada')
    expect(shown(person.says('salinan konsultasi'))).toContain('atasan memaksa saya')
  })

  it('can be had while the bot is switched off', () => {
    const person = asker({ state: office({ off: 'diperbarui.' }) })
    person.says('petugas')
    person.says('atasan memaksa saya')
    person.says('kirim')
    person.says('tidak ada')
    expect(shown(person.says('salinan konsultasi'))).toContain('atasan memaksa saya')
  })

  it('can be had in the middle of it, while "salinan" by itself is an answer to the officer', () => {
    const person = asks()
    person.officer(SPOKE)
    person.hears(ASKS)
    person.says('salinan')
    expect(person.passed()).toEqual(['salinan'])
    expect(shown(person.says('salinan konsultasi'))).toContain('Kapan itu terjadi?')
    expect(person.passed()).toEqual(['salinan'])
  })
})

describe('the button for a copy', () => {
  it('stands under the end of a consultation where there is room; the words say it everywhere', () => {
    for (const [channel, count] of [
      ['telegram', 4],
      ['web', 4],
      ['whatsapp', 3],
    ] as const) {
      const person = asks({ channel })
      person.officer(SPOKE)
      person.hears(ANSWER)
      const ended = person.says('sudah cukup')
      expect(choices(ended), channel).toHaveLength(count)
      expect(shown(ended)).toContain(desk.say('copy_offer'))
      if (count === 4) expect(shown(person.presses('officer:copy'))).toContain(ANSWER.split('\n')[1])
      const notice = sayings.notice('closed', { team: TEAM, outcome: 'answered' })
      const came = notice === null ? [] : relayed(notice, channel, LIMITS[channel], '')
      expect(
        came.map(r => r.choices.length),
        channel,
      ).toEqual([count])
      expect(came[0]?.text).toContain(desk.say('copy_offer'))
    }
  })

  it('is not offered where no officer has written', () => {
    const person = asks()
    const ended = person.says('sudah cukup')
    expect(choices(ended).map(c => c.id)).toEqual(['officer:reopen'])
    expect(shown(ended)).not.toContain(desk.say('copy_offer'))
    expect(sayings.notice('closed', { team: TEAM, outcome: 'no-answer' })?.choices.map(c => c.id)).toEqual(['officer:reopen'])
  })
})
