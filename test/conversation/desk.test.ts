// A question that goes to a human, as the asker lives it: from the first offer to the mark they give.
import { describe, expect, it } from 'vitest'
import { commandOf } from '../../src/conversation/command.ts'
import { type Memory, type Opened, type Taken, takeTurn } from '../../src/conversation/conversation.ts'
import { LIMITS } from '../../src/gateway/limits.ts'
import { questionsOf } from '../../src/publishing/publishing.ts'
import { desk, edition, keeps, QUIET_YEAR, words } from '../edition.ts'
import {
  asker,
  choices,
  HEALTH,
  idOf,
  isAnswered,
  isOffered,
  KENDARI,
  office,
  opens,
  PROVINCE,
  removed,
  SATURDAY,
  SPOKE,
  shown,
  team,
} from './officers.ts'

const TROUBLED = 'sy guru PPPK di Kota Kendari. atasan ngancem mindahin sy kalau ga ikut dukung petahana, sy takut'
const FORBIDDEN = 'boleh ga jadi tim sukses calon bupati?'
const PHOTO = { kind: 'photo', text: '', choice: null } as const

/** An asker whose question waits for an officer. */
function waiting(options: Parameters<typeof asker>[0] = {}) {
  const person = asker(options)
  person.says(TROUBLED)
  person.says('petugas')
  person.says('kirim')
  person.says('tidak ada')
  return person
}

/** An asker who speaks with an officer. */
function speaking() {
  const person = waiting()
  person.officer(SPOKE)
  return person
}

describe('an officer', () => {
  it('is proposed at once to people in trouble, as the first thing that can be pressed', () => {
    const taken = asker({ channel: 'whatsapp' }).says(TROUBLED)
    expect(choices(taken)[0]?.id).toBe('officer:ask')
    expect(choices(taken)).toHaveLength(3)
    expect(shown(taken)).toMatch(/tanpa tahu siapa Anda/)
  })

  it('hangs on the answer itself where the channel carries little with a button, whatever else has to be said', () => {
    for (const asked of [
      'suami saya tim sukses, dia menampar saya karena saya tidak mau ikut',
      removed('suami saya [nama] tim sukses, dia menampar saya karena saya tidak mau ikut', 'person', 'phone'),
    ]) {
      const [answer] = asker({ channel: 'whatsapp' }).says(asked).replies
      expect(answer?.choices[0]?.id).toBe('officer:ask')
      expect(answer?.text.length).toBeLessThanOrEqual(LIMITS.whatsapp.textWithChoicesMax)
      expect(answer?.text).toMatch(/^Saya ikut prihatin/)
      expect(answer?.text).toMatch(/Dasar: /)
      // where there is room nothing is left out
      const full = shown(asker().says(asked))
      expect(full).toContain(desk.say('offer_trouble'))
      expect(full).toContain(words.say('help_routes'))
    }
  })

  it('stays under its answer when names were taken out of the question: that is then told by itself', () => {
    const asked = 'difoto dari belakang tanpa sadar lalu beredar di lapangan orasi cabup, bagaimana?'
    for (const channel of ['whatsapp', 'telegram'] as const) {
      const { replies } = asker({ channel }).says(removed(asked, 'person', 'phone'))
      const carriers = replies.filter(r => r.choices.length > 0)
      expect(carriers, channel).toHaveLength(1)
      expect(carriers[0]?.text.startsWith(words.say('choose')), channel).toBe(false)
      expect(
        replies.filter(r => r.text.includes('nomor telepon')),
        channel,
      ).toHaveLength(1)
    }
  })

  it('is offered where the answer is no clear one, as a button or, without room for it, in words', () => {
    for (const channel of ['whatsapp', 'telegram'] as const) {
      const taken = asker({ channel }).says('min kalau nyumbang boleh ga?')
      expect(isOffered(taken, 'officer:ask') || /Tulis: petugas/.test(shown(taken)), channel).toBe(true)
      // nobody is sent elsewhere in the same breath
      expect(shown(taken), channel).not.toContain(words.say('officer_none'))
    }
  })

  it('is not offered where the answer is clear, nor while one has the question already', () => {
    expect(isOffered(asker().says(FORBIDDEN), 'officer:ask')).toBe(false)
    expect(isOffered(waiting().says('atasan saya mengancam lagi, saya takut'), 'officer:ask')).toBe(false)
  })

  it('is only named where no team is there, as before', () => {
    const nobody = asker({ state: office({ teams: [] }) })
    expect(shown(nobody.says(TROUBLED))).not.toMatch(/Tulis: petugas/)
    expect(shown(nobody.says('petugas'))).toContain(words.say('officer_bot'))
  })

  it('is never brought in from a group', () => {
    const taken = asker().says({ kind: 'group', text: 'petugas', choice: null })
    expect(taken.wishes).toEqual([])
    expect(choices(taken)).toEqual([])
  })

  for (const said of [
    'petugas',
    '/petugas',
    'mau ngobrol sama orang aja',
    'bisa bicara dengan petugas?',
    'sambungkan ke petugas dong',
    'sy mau tanya petugas',
    'boleh ngomong sama manusia gak',
    'tolong hubungkan saya dengan petugas',
    'bisa ngobrol sama petugas manusia ga?',
    'chat admin',
    'apa ga sebaiknya ngomong ke orang aja ya?',
    'mending tanya petugas aja deh',
  ])
    it(`is asked for with "${said}"`, () => {
      const person = asker()
      person.says(FORBIDDEN)
      expect(isOffered(person.says(said), 'send:')).toBe(true)
    })

  it('is asked for by no question of the knowledge', () => {
    const heard = questionsOf(edition.sources, null).flatMap(({ question }) => {
      const command = commandOf(edition, question.ask)
      return command !== null && ['officer', 'to-officer', 'to-bot', 'enough', 'reopen', 'add', 'copy'].includes(command.kind)
        ? [question.ask]
        : []
    })
    expect(heard).toEqual([])
  })
})

describe('what an officer will read', () => {
  it('is shown word for word before anything is sent, and is what is stored', () => {
    const person = asker()
    person.says(TROUBLED)
    const preview = person.says('petugas')
    expect(opens(preview)).toBe(false)
    person.says('kirim')
    person.says('tidak ada')
    const brief = person.brief()
    const text = shown(preview)
    expect(brief?.questions.map(q => q.text)).toEqual([TROUBLED])
    for (const { text: question } of brief?.questions ?? []) expect(text).toContain(question)
    for (const fact of brief?.facts ?? []) expect(text).toContain(fact)
    expect(brief?.facts).toEqual(['Status: PPPK'])
    expect(text).toContain(brief?.answer)
    expect(text).toContain(edition.places.byCode(brief?.region ?? '')?.name)
    expect(text).toContain(edition.sources.topics.find(t => t.id === brief?.topic)?.name)
    expect(text).toContain(edition.entries.get(brief?.situation ?? '')?.title)
    expect(brief?.clauses.length).toBeGreaterThan(0)
    // nothing of it is the channel, the asker, or a moment
    expect(JSON.stringify(brief)).not.toMatch(/telegram|asker|T\d\d:/)
  })

  it('says who that is as a role, and how long it is kept', () => {
    const person = asker()
    person.says(TROUBLED)
    expect(shown(person.says('petugas'))).toMatch(/petugas Tim Pengawas Netralitas Kota Kendari[\s\S]*30 hari/)
  })

  it('says so where officers read it in a group on Telegram too', () => {
    const person = asker({ state: office({ isOnTelegram: true }) })
    person.says(TROUBLED)
    expect(shown(person.says('petugas'))).toContain(desk.say('preview_telegram'))
    const apart = asker()
    apart.says(TROUBLED)
    expect(shown(apart.says('petugas'))).not.toContain(desk.say('preview_telegram'))
  })

  it('can be made shorter part by part; what was left out is not sent', () => {
    const person = asker()
    person.says(TROUBLED)
    person.says('petugas')
    for (const part of ['Jawaban bot', 'Wilayah', 'Topik', 'Status']) {
      const parts = person.says('ringkas')
      person.presses(choices(parts).find(c => c.title.includes(part))?.id ?? '')
    }
    person.says('kirim')
    person.says('tidak ada')
    expect(person.brief()).toMatchObject({
      facts: [],
      topic: null,
      situation: null,
      row: null,
      answer: null,
      clauses: [],
      region: null,
    })
    // it still reaches the team of their place
    expect(person.consultation()?.team).toBe('kdi')
  })

  it('can be written anew, and an old button then sends nothing', () => {
    const person = asker()
    person.says(TROUBLED)
    const old = idOf(person.says('petugas'), 'send:')
    person.says('ringkas')
    person.says('tulis ulang')
    expect(shown(person.says('atasan menekan saya, apa yang harus saya simpan?'))).toContain('apa yang harus saya simpan?')
    const again = person.presses(old)
    expect(opens(again)).toBe(false)
    expect(shown(again)).toContain('apa yang harus saya simpan?')
    person.says('kirim')
    person.says('gak ada')
    expect(person.brief()?.questions.map(q => q.text)).toEqual(['atasan menekan saya, apa yang harus saya simpan?'])
  })

  it('without a question left has to be written first', () => {
    const person = asker()
    person.says(TROUBLED)
    person.says('petugas')
    const parts = person.says('ringkas')
    expect(isOffered(person.presses(idOf(parts, 'drop:')), 'send:')).toBe(false)
  })

  it('holds the questions of one story, each once, and not those of another day', () => {
    const person = asker()
    person.says('boleh nyoblos di TPS?')
    const DAY = 24 * 60 * 60 * 1000
    person.saysAfter(DAY, FORBIDDEN)
    person.says('kalau PPPK?')
    person.says('petugas')
    person.says('kirim')
    person.says('tidak ada')
    const asked = person.brief()?.questions ?? []
    expect(asked.some(q => q.text.includes('nyoblos'))).toBe(false)
    expect(new Set(asked.map(q => q.text)).size).toBe(asked.length)
  })

  it('shows what was taken out of it, and says so', () => {
    const person = asker()
    person.says(removed('pak [nama] kepala dinas mengancam saya lewat [nomor]', 'person', 'phone'))
    expect(shown(person.says('petugas'))).toMatch(/\[nama\][\s\S]*kurung siku/)
  })

  it('is asked for first where nothing was asked yet', () => {
    const person = asker()
    const ask = person.says('petugas')
    expect(ask.wishes).toEqual([])
    expect(isOffered(ask, 'officer:cancel')).toBe(true)
    const preview = person.says('saya diminta jadi saksi partai, gimana menolaknya?')
    expect(isAnswered(preview)).toBe(false)
    person.says('oke kirim')
    person.says('tidak')
    expect(person.brief()?.questions.map(q => q.text)).toEqual(['saya diminta jadi saksi partai, gimana menolaknya?'])
  })

  it('is let go with a word, and nothing was sent', () => {
    for (const no of ['batal', 'ga jadi', 'jangan']) {
      const person = asker()
      person.says(TROUBLED)
      person.says('petugas')
      person.says(no)
      expect(person.memory()?.draft, no).toBeNull()
      expect(person.consultation(), no).toBeNull()
    }
  })

  it('gives way to a newer question', () => {
    const person = asker()
    person.says(TROUBLED)
    const old = idOf(person.says('petugas'), 'send:')
    person.says(FORBIDDEN)
    expect(opens(person.presses(old))).toBe(false)
    expect(person.consultation()).toBeNull()
  })

  it('is never sent by one press twice, nor without a confirmation', () => {
    const person = asker()
    person.says(TROUBLED)
    const send = idOf(person.says('petugas'), 'send:')
    const none = idOf(person.presses(send), 'avoid:')
    expect(opens(person.presses(none))).toBe(true)
    for (const id of [send, none]) expect(opens(person.presses(id))).toBe(false)
  })

  it('shows the region no finer than enough people have written from', () => {
    const person = asker({
      state: office({
        writers: new Map([
          ['74.71', 3],
          ['74.02', 30],
        ]),
      }),
    })
    person.says(TROUBLED)
    expect(shown(person.says('petugas'))).toMatch(/Wilayah: Sulawesi Tenggara/)
    person.says('kirim')
    person.says('tidak ada')
    expect(person.brief()?.region).toBe('74')
    expect(person.consultation()?.team).toBe('sultra')
  })
})

describe('who wants nothing remembered', () => {
  it('writes the question for the officer, is told that it is kept, and sends nothing else', () => {
    const person = asker()
    person.says('anonim')
    expect(isOffered(person.says(TROUBLED), 'officer:ask')).toBe(true)
    expect(shown(person.says('petugas'))).toMatch(/anonim[\s\S]*disimpan[\s\S]*30 hari/)
    person.says('atasan memaksa saya')
    person.says('kirim')
    const sent = person.says('tidak ada')
    expect(opens(sent)).toBe(true)
    expect(person.brief()?.questions.map(q => q.text)).toEqual(['atasan memaksa saya'])
    expect(person.memory()).toMatchObject({ draft: null, kept: [], thread: null })
  })

  it('leaves no question behind that was not sent', () => {
    const person = asker()
    person.says('anonim')
    person.says('petugas')
    person.says('atasan memaksa saya')
    expect(person.memory()?.draft).not.toBeNull()
    person.saysAfter(2 * 60 * 60 * 1000, 'halo')
    expect(person.memory()?.draft).toBeNull()
  })

  it('keeps a consultation that runs, and hears so', () => {
    const person = waiting()
    expect(shown(person.says('anonim'))).toMatch(/tetap berjalan/)
    expect(person.consultation()?.state).toBe('waiting')
  })
})

describe('the office that must not handle it', () => {
  const asked = (state = office()) => {
    const person = asker({ state })
    person.says(TROUBLED)
    person.says('petugas')
    const question = person.says('kirim')
    return { person, question }
  }

  it('is the one question that is asked', () => {
    const { question } = asked()
    expect(choices(question).map(c => c.title)).toEqual(['Tidak ada', 'Batal'])
    expect(opens(question)).toBe(false)
  })

  for (const none of ['tidak ada', 'gak ada', 'ga ada kok', 'nggak', 'tdk', 'semua boleh', 'terserah', 'siapa aja boleh'])
    it(`is none for "${none}"`, () => {
      const { person } = asked()
      expect(opens(person.says(none))).toBe(true)
      expect(person.brief()?.avoids).toBeNull()
    })

  for (const said of [
    'disdik',
    'Dinas Pendidikan',
    'dinas pendidikn kendari',
    'kantor saya dinas pendidikan dan kebudayaan kota kendari',
    'kalau jangan disdik bisa?',
  ])
    it(`is understood from "${said}", and said again before anything is sent`, () => {
      const { person } = asked()
      const understood = person.says(said)
      expect(opens(understood)).toBe(false)
      expect(shown(understood)).toContain('Dinas Pendidikan Kota Kendari')
      expect(opens(person.says('ya'))).toBe(true)
      expect(person.brief()?.avoids).toBe('disdik')
    })

  it('that was misunderstood is asked for again', () => {
    const { person } = asked()
    person.says('disdik')
    expect(opens(person.says('bukan'))).toBe(false)
    person.says('dinkes')
    person.says('ya benar')
    expect(person.brief()?.avoids).toBe('dinkes')
  })

  it('that could be several is asked for by name', () => {
    const twin = team('disdik2', 'Dinas Pendidikan Sulawesi Tenggara', 'unit', '74')
    const { person } = asked(
      office({ teams: [KENDARI, PROVINCE, HEALTH, team('disdik', 'Dinas Pendidikan Kota Kendari', 'unit', '74.71'), twin] }),
    )
    const which = person.says('dinas pendidikan')
    expect(opens(which)).toBe(false)
    expect(choices(which).filter(c => c.id.includes('disdik'))).toHaveLength(2)
    person.presses(choices(which).find(c => c.id.endsWith(':disdik2'))?.id ?? '')
    expect(person.brief()?.avoids).toBe('disdik2')
  })

  it('that is unknown is said to be so, and nothing is sent before they say that there is none', () => {
    const { person } = asked()
    const unknown = person.says('kantor pos')
    expect(opens(unknown)).toBe(false)
    expect(shown(unknown)).toMatch(/tidak saya temukan/)
    expect(opens(person.says('tidak ada'))).toBe(true)
  })

  it('never receives it: the team above does, and the region they see is shown once more', () => {
    const { person } = asked()
    person.says('BKPSDM')
    const again = person.says('ya')
    expect(opens(again)).toBe(false)
    expect(shown(again)).toMatch(/Wilayah: Sulawesi Tenggara/)
    expect(opens(person.says('kirim'))).toBe(true)
    expect(person.consultation()?.team).toBe('sultra')
    expect(person.brief()).toMatchObject({ avoids: 'kdi', region: '74' })
  })

  it('that is the only one is said to be so; they decide', () => {
    const { person } = asked(office({ teams: [KENDARI] }))
    person.says('BKPSDM')
    const only = person.says('ya')
    expect(opens(only)).toBe(false)
    expect(shown(only)).toMatch(/tidak ada petugas lain/)
    expect(opens(person.presses(idOf(only, 'anyway:')))).toBe(true)
    const { person: other } = asked(office({ teams: [KENDARI] }))
    other.says('BKPSDM')
    other.says('ya')
    other.says('batal')
    expect(other.consultation()).toBeNull()
  })

  it('is shown to nobody: no reply names it once it is sent', () => {
    const { person } = asked()
    person.says('disdik')
    person.says('ya')
    expect(shown(person.says('petugas'))).not.toMatch(/Dinas Pendidikan/)
  })
})

describe('a place without a team', () => {
  const EAST = [team('jatim', 'Tim Uji Jawa Timur', 'permanent', '35'), team('jateng', 'Tim Uji Jawa Tengah', 'permanent', '33')]

  it('is said to have none, and whom else to ask', () => {
    const person = asker({ state: office({ teams: EAST }) })
    person.says(TROUBLED)
    const taken = person.says('petugas')
    expect(shown(taken)).toContain(desk.say('no_team'))
    expect(shown(taken)).toContain(words.say('help_routes'))
    expect(person.memory()?.draft).toBeNull()
  })

  it('that is only not known yet is asked for', () => {
    const person = asker({ state: office({ teams: EAST }) })
    person.says('atasan memaksa saya mendukung calon')
    expect(shown(person.says('petugas'))).toContain(desk.say('no_place'))
    person.says('di Surabaya, atasan memaksa saya mendukung calon')
    expect(isOffered(person.says('petugas'), 'send:')).toBe(true)
  })
})

describe('a question that waits', () => {
  it('is announced with its place, with how long it may take, and when somebody is there', () => {
    const person = asker()
    person.says(TROUBLED)
    person.says('petugas')
    person.says('kirim')
    const sent = shown(person.says('tidak ada'))
    expect(sent).toMatch(/Tim Pengawas Netralitas Kota Kendari/)
    expect(sent).toMatch(/yang pertama dalam antrean/)
    expect(sent).toMatch(/belum dapat kami perkirakan/)
    expect(sent).toMatch(/Senin pukul 08\.00 WITA/)
    expect(sent).not.toMatch(/Paling lambat/)
  })

  it('has its wait from real figures', () => {
    const person = waiting({ state: office({ waits: () => [{ hours: 3, n: 20 }] }) })
    expect(shown(person.says('petugas'))).toMatch(/sampai 3 jam kerja/)
  })

  it('has its place told on asking', () => {
    const stands = waiting().says('petugas')
    expect(shown(stands)).toMatch(/Ada 2 pertanyaan sebelum Anda/)
    expect(choices(stands).map(c => c.id)).toEqual(['officer:more', 'officer:enough'])
  })

  it('does not keep the bot from answering, which says now and then that it goes on', () => {
    const person = waiting()
    const answers = [...Array(6)].map(() => person.says(FORBIDDEN))
    expect(answers.every(isAnswered)).toBe(true)
    expect(answers.filter(a => shown(a).includes(desk.say('meanwhile')))).toHaveLength(1)
    expect(person.passed()).toEqual([])
  })

  it('is not what the next words to the bot go on with', () => {
    const taken = waiting().says('kalau like boleh?')
    expect(taken.records.some(r => r.kind === 'answer' && r.situation === 'tertekan-atasan')).toBe(false)
  })

  it('can be added to, and only what is written then is passed on', () => {
    const person = waiting()
    person.says('tambah tulisan')
    expect(isAnswered(person.says('tadi pagi beliau datang lagi'))).toBe(false)
    expect(isAnswered(person.says(FORBIDDEN))).toBe(true)
    expect(person.passed()).toEqual(['tadi pagi beliau datang lagi'])
  })

  it('opens no second one', () => {
    const person = waiting()
    const before = person.consultation()?.id
    person.says(TROUBLED)
    expect(isOffered(person.says('petugas'), 'send:')).toBe(false)
    expect(person.consultation()?.id).toBe(before)
  })

  it('is urgent where somebody is threatened, and where danger cannot wait for office hours they are told whom to call', () => {
    const person = asker()
    person.says(TROUBLED)
    person.says('petugas')
    person.says('kirim')
    expect(shown(person.says('tidak ada'))).toMatch(/110/)
    expect(person.consultation()?.urgency).toBe('urgent')
  })
})

describe('once an officer has written', () => {
  it('words go to the officer and not to the bot, with a receipt only the first time', () => {
    const person = speaking()
    const first = person.says('iya pak, kepala sekolah yang meminta')
    expect(isAnswered(first)).toBe(false)
    expect(shown(first)).toMatch(/Diteruskan/)
    expect(person.says('boleh ga jadi tim sukses?').replies).toEqual([])
    expect(person.passed()).toEqual(['iya pak, kepala sekolah yang meminta', 'boleh ga jadi tim sukses?'])
  })

  for (const words of ['ya', 'tidak', '2', 'status pns', 'wilayah Kendari', 'lanjut', 'bukti', 'cukup', '👍', 'daerah'])
    it(`"${words}" is an answer to the officer`, () => {
      const person = speaking()
      person.says(words)
      expect(person.passed()).toEqual([words])
    })

  it('a "ya" under the question whether to erase everything neither erases nor goes to the officer', () => {
    const person = speaking()
    person.says('hapus data saya')
    const taken = person.says('ya')
    expect(taken.wishes).toEqual([])
    expect(isOffered(taken, 'forget:yes')).toBe(true)
    expect(person.says('ya hapus').wishes).toContainEqual({ kind: 'forget' })
  })

  it('what was taken out of their words is said each time', () => {
    const person = speaking()
    person.says('siap')
    expect(shown(person.says(removed('namanya pak [nama]', 'person')))).toMatch(/Diteruskan[\s\S]*nama orang/)
    expect(person.passed()).toEqual(['siap', 'namanya pak [nama]'])
  })

  it('pictures are declined courteously; what is written with them is passed on', () => {
    const person = speaking()
    expect(shown(person.says(PHOTO))).toContain(desk.say('unread'))
    expect(person.passed()).toEqual([])
    person.says({ ...PHOTO, text: 'ini suratnya' })
    expect(person.passed()).toEqual(['ini suratnya'])
  })

  it('commands go on working', () => {
    const person = speaking()
    expect(shown(person.says('privasi'))).toMatch(/Petugas tidak melihat/)
    expect(shown(person.says('petugas'))).toMatch(/dibaca petugas itu/)
    expect(person.passed()).toEqual([])
  })

  for (const said of ['kembali ke bot', 'balik ke bot aja', 'mau tanya bot lagi', 'ke bot dong'])
    it(`"${said}" brings the bot back, and "bicara petugas" the officer`, () => {
      const person = speaking()
      person.says(said)
      expect(isAnswered(person.says(FORBIDDEN))).toBe(true)
      person.says('bicara petugas')
      expect(isAnswered(person.says('boleh begitu?'))).toBe(false)
      expect(person.passed()).toEqual(['boleh begitu?'])
    })

  it('and gave it back into the line, their words still wait for an officer', () => {
    const person = speaking()
    person.officer({ state: 'waiting', holder: null })
    person.says('surat tugasnya ada')
    expect(person.passed()).toEqual(['surat tugasnya ada'])
  })

  it('nothing the bot had waited for takes their words away', () => {
    const person = waiting()
    person.says('wilayah')
    person.officer(SPOKE)
    person.says('di Kendari')
    person.says('tidak')
    expect(person.passed()).toEqual(['di Kendari', 'tidak'])
  })

  it('a receipt typed with a mistake is not passed on', () => {
    const person = speaking()
    person.says('tanda terima')
    person.says('saya catat dulu nanti saya ketik lagi ya')
    expect(person.passed()).toEqual([])
  })

  it('an edited message is passed on as such', () => {
    const person = speaking()
    person.says({ kind: 'edit', text: 'maksud saya kepala bidang', choice: null })
    expect(person.passed()[0]).toMatch(/^Perbaikan: maksud saya/)
  })

  it('the words of a receipt are never passed on', () => {
    const person = speaking()
    const eight = keeps.receipts.make(new Uint8Array(10).fill(3)).join(' ')
    person.says(eight)
    expect(person.passed()).toEqual([])
  })
})

describe('the end', () => {
  for (const said of [
    'sudah cukup',
    'udah cukup makasih',
    'oke pak sudah cukup jelas, terima kasih',
    'makasih min, sudah cukup',
    'tutup konsultasinya',
  ])
    it(`comes with "${said}", and nothing is asked twice`, () => {
      const person = speaking()
      const closed = person.says(said)
      expect(person.consultation()).toMatchObject({ state: 'closed', outcome: 'answered' })
      expect(choices(closed).map(c => c.id)).toEqual(['officer:good', 'officer:bad', 'officer:reopen', 'officer:copy'])
    })

  it('is nothing of the kind where no consultation is open', () => {
    expect(asker().says('udah cukup makasih').wishes).toEqual([])
    expect(speaking().says('belum cukup pak').wishes).toMatchObject([{ kind: 'consult', act: { kind: 'follow_up' } }])
  })

  it('before an officer wrote asks for no mark', () => {
    const person = waiting()
    expect(choices(person.says('sudah cukup')).map(c => c.id)).toEqual(['officer:reopen'])
    expect(person.consultation()).toMatchObject({ state: 'closed', outcome: 'withdrawn' })
    expect(person.presses('officer:good').records).toEqual([])
  })

  it('can be rated once, by the button or a thumb, and the mark is counted without words', () => {
    for (const rate of ['officer:bad', null] as const) {
      const person = speaking()
      person.says('siap')
      person.says('sudah cukup')
      const marked = rate === null ? person.says('👎') : person.presses(rate)
      expect(marked.records).toEqual([{ kind: 'rated', good: false }])
      expect(person.consultation()?.rating).toBe('bad')
      expect(person.presses('officer:good').records).toEqual([])
    }
  })

  for (const [said, good] of [
    ['👍 Membantu', true],
    ['membantu', true],
    ['sangat membantu, terima kasih', true],
    ['👎 Kurang', false],
    ['kurang membantu', false],
    ['gak membantu', false],
  ] as const)
    it(`is rated with "${said}" too, though the buttons came with the officer's own notice`, () => {
      for (const hasWritten of [true, false]) {
        const person = speaking()
        if (hasWritten) person.says('siap')
        person.officer({ state: 'closed', holder: null, outcome: 'answered' })
        expect(person.says(said).records).toEqual([{ kind: 'rated', good }])
        expect(person.consultation()?.rating).toBe(good ? 'good' : 'bad')
        // after it such words are for the bot again
        expect(person.says(said).wishes).toEqual([])
      }
    })

  it('is not rated by the reason that is given for a mark of the bot', () => {
    const person = speaking()
    person.says('siap')
    person.says('sudah cukup')
    const answer = person.says(FORBIDDEN)
    person.presses(idOf(person.presses(idOf(answer, 'bad:')), 'reason:'))
    expect(person.says('kurang membantu').records).toMatchObject([{ kind: 'feedback', hasReason: true }])
    expect(person.consultation()?.rating).toBeNull()
  })

  it('has every button known by its title, whoever sent it', () => {
    for (const [title, state] of [
      ['Sudah cukup', 'closed'],
      ['Kembali ke bot', 'claimed'],
    ] as const) {
      const person = speaking()
      person.says(title)
      expect(person.consultation()?.state, title).toBe(state)
      expect(person.passed(), title).toEqual([])
    }
    const person = speaking()
    person.officer({ state: 'closed', holder: null, outcome: 'answered' })
    expect(shown(person.says('Salinan'))).toContain(desk.say('copy_head'))
    person.says('Buka lagi')
    expect(person.consultation()?.state).toBe('waiting')
  })

  it('by the officer is noticed: the bot says that it is the one who answers now', () => {
    const person = speaking()
    person.says('siap')
    person.officer({ state: 'closed', holder: null, outcome: 'answered' })
    const next = person.says(FORBIDDEN)
    expect(isAnswered(next)).toBe(true)
    expect(shown(next)).toContain(desk.say('bot_again'))
    expect(shown(person.says(FORBIDDEN))).not.toContain(desk.say('bot_again'))
  })

  for (const said of ['buka lagi', 'buka lagi dong', 'tidak, belum selesai, buka lagi ya'])
    it(`can be taken back with "${said}", and what is written then is passed on`, () => {
      const person = speaking()
      person.says('sudah cukup')
      person.says(said)
      expect(person.consultation()?.state).toBe('waiting')
      person.says('beliau datang lagi')
      expect(person.passed()).toEqual(['beliau datang lagi'])
    })

  it('cannot be taken back after the time for which it is kept', () => {
    const person = speaking()
    person.says('sudah cukup')
    const DAYS = 40 * 24 * 60 * 60 * 1000
    expect(person.saysAfter(DAYS, 'buka lagi').wishes).toEqual([])
    expect(person.consultation()?.state).toBe('closed')
  })

  it('is behind them: a new question holds nothing of what was sent before', () => {
    const person = speaking()
    person.says('sudah cukup')
    expect(isOffered(person.says('petugas'), 'send:')).toBe(false)
    person.says('batal')
    person.says(FORBIDDEN)
    const preview = shown(person.says('petugas'))
    expect(preview).toContain(FORBIDDEN)
    expect(preview).not.toContain(TROUBLED)
  })

  it('leaves room for a new question, with a word on how to go on with the old one', () => {
    const person = speaking()
    person.says('sudah cukup')
    person.says(FORBIDDEN)
    const preview = person.says('petugas')
    expect(shown(preview)).toMatch(/buka lagi/)
    expect(isOffered(preview, 'send:')).toBe(true)
  })
})

describe('everything at once', () => {
  it('in one turn is done in its order', () => {
    const person = speaking()
    person.says('terima kasih penjelasannya', 'sudah cukup', 'halo')
    expect(person.passed()).toEqual(['terima kasih penjelasannya'])
    expect(person.consultation()?.state).toBe('closed')
  })

  it('sends nothing that was not shown before', () => {
    const person = asker()
    person.says(TROUBLED, 'petugas', 'kirim', 'tidak ada')
    expect(person.consultation()).toBeNull()
  })
})

describe('erasing everything', () => {
  it('says that the consultation goes too', () => {
    expect(shown(waiting().says('hapus data saya'))).toContain(desk.say('forget_too'))
    expect(shown(asker().says('hapus data saya'))).not.toContain(desk.say('forget_too'))
  })
})

describe('a clause of the place where somebody is', () => {
  const POSED = 'bolehkah PNS foto bersama calon dengan pose jari?'
  const from = (place: string, writers: number) => {
    const person = asker({
      state: office({
        teams: [team('sulsel', 'Tim Sulsel', 'permanent', '73')],
        writers: new Map([
          [place, writers],
          ['73.71', 40],
        ]),
      }),
    })
    person.says('wilayah kabupaten bulukumba')
    person.says(POSED)
    return person
  }

  it('is not shown to an officer who does not learn the place', () => {
    expect(shown(from('73.02', 40).says('petugas'))).toMatch(/Wilayah: Kabupaten Bulukumba[\s\S]*Bupati Bulukumba/)
    const few = from('73.02', 3)
    const preview = few.says('petugas')
    expect(shown(preview)).toMatch(/Wilayah: Sulawesi Selatan[\s\S]*Pasalnya: SKB/)
    expect(shown(preview)).not.toMatch(/Bulukumba/)
    few.presses(idOf(few.presses(idOf(preview, 'send:')), 'avoid:'))
    expect(JSON.stringify(few.brief())).not.toMatch(/bulukumba|73\.02/)
  })

  it('goes with the place when the asker leaves that out', () => {
    const person = from('73.02', 40)
    const parts = person.presses(idOf(person.says('petugas'), 'shorten'))
    const region = choices(parts).find(c => c.label.includes('Wilayah'))?.id ?? ''
    expect(shown(person.presses(region))).not.toMatch(/Bulukumba/)
  })
})

describe('a question too long to be read in full', () => {
  it('is shown as far as it goes to the officer, and that it was cut is said', () => {
    const person = asker()
    person.says('petugas')
    const preview = shown(person.says(`${TROUBLED}. ${'Lalu beliau datang lagi. '.repeat(200)}`))
    expect(preview).toContain(words.say('cut', { count: '4000' }))
  })
})

describe('an officer who takes their words back', () => {
  it('has not closed anything: the bot answers what comes next, and the question goes on', () => {
    const person = waiting()
    person.officer(SPOKE)
    person.says('terima kasih pak')
    person.officer({ ...SPOKE, hasSpoken: false, promisedBy: SATURDAY })
    const said = shown(person.says(FORBIDDEN))
    expect(said).not.toContain(desk.say('bot_again'))
    expect(said).toContain(desk.say('meanwhile'))
  })
})

describe('a receipt', () => {
  /** The receipt of somebody's conversation, typed on the web; `isBusy`: by somebody whose own question is with an officer. */
  const typedElsewhere = (person: ReturnType<typeof asker>, isBusy: boolean): Taken => {
    const consultation = person.consultation()
    const secret = new Uint8Array(10).fill(9)
    const own =
      consultation === null
        ? null
        : {
            consultation,
            teamName: KENDARI.name,
            wait: { before: 4, waitHours: null, openNow: true, opensNext: null, promisedBy: null, zone: 'WITA' as const },
          }
    const opened: Opened = { memory: person.memory(), isOwn: false, own }
    const view = { routes: [], offices: [], isStaffed: true, off: null, keptDays: 30, isOnTelegram: false }
    const setting = { edition, words, desk, homePlace: null, office: null, publicUrl: null, keeps }
    return takeTurn(setting, {
      channel: 'web' as const,
      messages: [{ kind: 'text' as const, text: keeps.receipts.make(secret).join(' '), choice: null }],
      memory: null,
      tempo: null,
      opened,
      desk: { ...view, own: isBusy ? own : null },
      at: SATURDAY,
      on: QUIET_YEAR,
      newId: () => 'id000000',
      random: (n: number) => new Uint8Array(n),
      shape: LIMITS.web,
    })
  }

  it('that opens a conversation elsewhere shows where its consultation stands', () => {
    const taken = typedElsewhere(waiting(), false)
    expect(taken.wishes).toContainEqual({ kind: 'move' })
    expect(shown(taken)).toMatch(/Ada 4 pertanyaan sebelum Anda/)
    // what is here would be erased with this conversation: an officer would answer nobody
    const busy = typedElsewhere(waiting(), true)
    expect(busy.wishes).toEqual([])
    expect(shown(busy)).toContain(desk.say('receipt_busy'))
  })

  it('opens one that is over as well: it can be taken up again, or taken away as a copy', () => {
    const person = speaking()
    person.says('sudah cukup')
    const taken = typedElsewhere(person, false)
    expect(taken.wishes).toContainEqual({ kind: 'move' })
    expect(choices(taken).map(c => c.id)).toEqual(expect.arrayContaining(['officer:reopen', 'officer:copy']))
  })
})

describe('while the bot is switched off', () => {
  const off = () => asker({ state: office({ off: 'aturannya sedang diperbarui.' }) })

  it('it says why and answers nothing', () => {
    for (const said of [FORBIDDEN, 'halo', 'bantuan', 'sumber', '1', '👍', 'status']) {
      const taken = off().says(said)
      expect(shown(taken), said).toMatch(/aturannya sedang diperbarui/)
      expect(taken.records, said).toEqual([])
    }
  })

  it('people still reach an officer, learn what is kept, and can erase it', () => {
    const person = off()
    expect(shown(person.says('privasi'))).not.toMatch(/aturannya sedang/)
    expect(isOffered(person.says('hapus data saya'), 'forget:yes')).toBe(true)
    person.says('petugas')
    person.says('atasan memaksa saya ikut kampanye')
    person.says('kirim')
    expect(opens(person.says('tidak ada'))).toBe(true)
  })

  it('without a team says so as well, and names whom else to ask', () => {
    const person = asker({ state: office({ off: 'dihentikan.', teams: [] }) })
    expect(shown(person.says(FORBIDDEN))).toMatch(/dihentikan/)
    expect(shown(person.says('petugas'))).toContain(words.say('officer_bot'))
  })
})

describe('how many write from a place', () => {
  const FROM = 'di Kota Kendari, boleh ga jadi tim sukses calon bupati?'
  const counted = (taken: Taken) => taken.records.filter(r => r.kind === 'from')
  const DAY = 24 * 60 * 60 * 1000

  it('is counted once in ninety days for each', () => {
    const person = asker()
    expect(counted(person.says(FROM))).toEqual([{ kind: 'from', place: '74.71' }])
    expect(counted(person.says(FROM))).toEqual([])
    expect(counted(person.saysAfter(89 * DAY, FROM))).toEqual([])
    expect(counted(person.saysAfter(2 * DAY, FROM))).toHaveLength(1)
  })

  it('counts nobody who wants nothing remembered, and nobody without a place', () => {
    const person = asker()
    expect(counted(person.says(FORBIDDEN))).toEqual([])
    person.says('anonim')
    expect(counted(person.says(FROM))).toEqual([])
  })
})

describe('a memory of an earlier program', () => {
  it('is read on', () => {
    const person = asker()
    person.says(FORBIDDEN)
    const { draft: _, sinceTold: __, knowsPassedOn: ___, countedOn: ____, ...old } = person.memory() ?? ({} as Memory)
    const later = asker({ memory: JSON.parse(JSON.stringify(old)) })
    expect(shown(later.says('boleh nyoblos?'))).not.toMatch(/Saya Rambu/)
  })
})
