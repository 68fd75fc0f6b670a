import { describe, expect, it } from 'vitest'
import { askOnce, edition, first } from '../edition.ts'

const others = (text: string): boolean => edition.read(text).kinds.has('degree.bystander')

describe('whose act it is', () => {
  it('leaves to the family, the office and the neighbours what they do', () => {
    for (const text of [
      'suami saya bagi kalender caleg keliling kampung, saya PNS diam di rumah. saya kena?',
      'kades saya bagi sembako dari paslon, saya guru cuma lewat mau pulang. gimana posisi saya',
      'kepala dinas saya pidato di apel nyuruh pilih nomor 1, saya cuma berdiri di barisan. saya ikut salah?',
      'hajatan tetangga, MC nya teriak hidup nomor 2. saya tamu, makan terus pulang',
      'anak saya jadi caleg lalu bagi-bagi stiker',
      'teman di sebelah saya teriak yel, saya diam saja',
      'makan siang di warung yang ditempel poster caleg',
      'beli es di lapangan, ternyata ada orasi caleg',
      'tetangga pasang baliho di pagarnya, kelihatan dari rumah saya',
      'bapak saya kampanye, saya cuma masak makan malam buat keluarga',
    ])
      expect(others(text), text).toBe(true)
  })

  it('is the asker’s own act when he joins in, or when that is not clear', () => {
    for (const text of [
      'suami saya bagi kalender caleg keliling kampung, saya ikut bagi. boleh?',
      'kades bagi amplop dari cabup, saya ambil satu. gpp?',
      'kakak nyaleg, bantu bagi kartu nama boleh ga',
      'kepala sekolah minta saya bagi brosur calon',
      'timses titip stiker, saya yang bagikan ke tetangga',
      'video dia kampanye saya sebar ke grup',
      'boleh ga saya bagi kaos paslon?',
      'boleh istri yang PNS membagikan brosur calon?',
      'teman saya kampanye, saya cuma masak buat tim',
      'tetangga PNS pasang baliho di pagarnya, boleh?',
      'foto saya dipasang di baliho caleg, teman yang kirim fotonya',
    ])
      expect(others(text), text).toBe(false)
  })

  it('forbids nothing for what another does, and permits only who keeps out of it', () => {
    const outcome = (text: string): string => first(askOnce(text)).outcome
    expect(outcome('tetangga bagi kaos partai di gang, saya PNS cuma lewat. saya salah?')).not.toBe('forbidden')
    expect(outcome('tetangga bagi kaos partai di gang, saya PNS ikut membagikan kaosnya. saya salah?')).toBe('forbidden')
    expect(outcome('suami bagi stiker caleg di rumah saya, saya PNS diam saja')).not.toBe('allowed')
  })

  it('lets who only refuses what a side asks of him refuse it', () => {
    const outcome = (text: string): string => first(askOnce(text)).outcome
    expect(['allowed', 'allowed_if']).toContain(outcome('diminta timses masang baliho, saya tolak'))
    expect(outcome('diminta timses masang baliho, saya tolak tapi akhirnya saya bantu pasang')).toBe('forbidden')
  })

  it('is not what the asker was told to do and refused', () => {
    const isOwn = (text: string): boolean => edition.read(text).kinds.has('degree.own')
    expect(isOwn('kabid menyuruh pasang twibbon paslon, saya tolak')).toBe(false)
    expect(isOwn('kabid menyuruh pasang twibbon paslon, saya tolak tapi saya pasang juga')).toBe(true)
    expect(isOwn('rekan seruangan saya membagikan brosur caleg, boleh saya laporkan?')).toBe(false)
  })

  it('is no act of anybody where it is the post of who is named, or the place', () => {
    const kinds = (text: string) => edition.read(text).kinds
    expect(kinds('undangan nikah dari tetangga anggota timses').has('act.role')).toBe(false)
    expect(kinds('saya anggota timses').has('act.role')).toBe(true)
    expect(kinds('teman menandai saya di postingan kampanye calon').has('degree.own')).toBe(false)
    expect(kinds('saya posting kampanye calon').has('degree.own')).toBe(true)
  })

  it('takes a status from the asker, not from the asker’s family', () => {
    expect(first(askOnce('saya kades, boleh ikut kampanye?')).text).toContain('bukan ASN')
    expect(first(askOnce('adik saya TNI nyebar info paslon di grup keluarga, saya PNS diam saja. ikut salah?')).outcome).not.toBe(
      'no_basis',
    )
  })
})
