// A gateway for the page alone: the same protocol, canned replies, and faults that a test turns on.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { receiveFile, web } from '../../src/adapters/web.ts'
import { type ChatPage, chatPage, parsePageWords } from '../../src/pages/pages.ts'
import type { Reply } from '../../src/vocabulary.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

export const files = { html: read('src/pages/chat.html'), css: read('src/pages/chat.css'), js: read('src/pages/chat.js') }
export const words = parsePageWords(read('prompts/web.id.yaml'))
export const page: ChatPage = { files, words, office: null, embedders: [], hears: false, leaveTo: 'about:blank' }

type Stored = { readonly id: string; readonly text: string; readonly choice: string | null }
type Session = {
  asked: Stored[]
  files: { readonly type: string; readonly bytes: Uint8Array }[]
  replies: (Reply & { n: number })[]
  waiting: number
}

/** What the server is made to do wrong, and how long it thinks. */
export type Faults = {
  /** Every request of the conversation is answered with 503. */
  down: boolean
  /** A message is refused as too fast, to be sent again after so long; 0: it is not. */
  throttledSeconds: number
  /** Stores the message and lets the answer to the page get lost, so many times. */
  acknowledgementsLost: number
  thinkingMs: number
  /** Files are too large for it. */
  filesRefused: boolean
}

export type FakeGateway = {
  readonly url: string
  readonly sessions: Map<string, Session>
  readonly faults: Faults
  /** Paths as requested, to see that no secret is in them. */
  readonly requested: string[]
  readonly close: () => Promise<void>
}

export const ANSWER: Reply = {
  text: [
    'Belum tentu melanggar. Salah tekan atau salah kirim yang segera dibatalkan biasanya bukan dukungan, tetapi maksudnya tetap bisa diperiksa.',
    '• Bila tidak sengaja dan segera dibetulkan: simpan buktinya.',
    '• Bila dibiarkan atau ditekan lagi setelah tahu: hentikan.',
    'Yang aman: Batalkan sekarang, tangkap layar beserta jamnya; bila sudah dilihat banyak orang, ceritakan singkat kepada atasan.',
    'Netralitas dinilai dari ucapan, tulisan, dan perbuatan Anda sendiri. Maksudnya diperiksa dahulu, tetapi yang terlihat orang tetap bisa dilaporkan.',
    'Dasar: UU 20/2023 Pasal 24 ayat (1) huruf d; PP 94/2021 Pasal 1 angka 6, Penjelasan Pasal 5 huruf n angka 2; SKB Netralitas 2022 Lampiran II disiplin nomor 7, Lampiran II disiplin nomor 1 (keberlakuannya belum dipastikan).',
  ].join('\n'),
  choices: [
    { id: 'more:1', title: 'Selengkapnya', label: 'Selengkapnya: bacaan kami dan bunyi pasalnya' },
    { id: 'clause:1', title: 'Lihat bunyi pasal', label: 'Lihat bunyi pasal' },
    { id: 'another', title: 'Pertanyaan lain', label: 'Pertanyaan lain' },
  ],
}

export const MORE: Reply = {
  text: [
    'Bunyi aturannya: “Pegawai ASN wajib: … d. menjaga netralitas; dan” (UU 20/2023 Pasal 24 ayat (1) huruf d).',
    'Bacaan kami: PNS dan CPNS lewat PP 94/2021 dan SKB; PPPK lewat UU ASN, aturan disiplin instansi, dan perjanjian kerja.',
    'Sebagaimana dikutip kompas.com: “Sosialisasi/kampanye media sosial/online bakal calon (Presiden/Wakil Presiden/DPR/DPD/DPRD/Gubernur/Wakil Gubernur/Bupati/Wakil Bupati/Wali Kota/Wakil Wali Kota).” (SKB Netralitas 2022 Lampiran II kode etik nomor 2).',
    'SKB Netralitas 2022 Lampiran II kode etik nomor 4 (kutipan sekunder): Membuat posting, comment, share, like, bergabung/follow dalam grup/akun pemenangan bakal calon.',
    'Keyakinan bacaan: kuat. Tinjauan: belum ditinjau ahli hukum.',
  ].join('\n'),
  choices: [],
}

export const FORBIDDEN: Reply = {
  text: [
    'Tidak boleh. Bergabung di grup pemenangan atau relawan sudah disebut sebagai pelanggaran, walau hanya membaca dan tidak pernah menulis.',
    'Yang aman: Keluar dari grup hari ini dan simpan tangkapan layarnya; kalau diundang lagi, jawab: maaf, saya ASN, tidak bisa bergabung.',
    'Akibatnya: sebelum penetapan calon, kode etik: sanksi moral bagi PNS dan CPNS; bagi PPPK menurut aturan instansi dan perjanjian kerja.',
    'Dasar: SKB Netralitas 2022 Lampiran II kode etik nomor 4 (keberlakuannya belum dipastikan); UU 20/2023 Pasal 24 ayat (1) huruf d.',
    'Untuk pertanyaan Anda yang lain:',
    'Boleh. Menonton debat di televisi rumah sendiri bukan dukungan.',
  ].join('\n'),
  choices: [],
}

/** A consultation's copy that was too long for one message. */
export const COPY: readonly Reply[] = [
  [
    words.layout.copy.head,
    'Dibuat 22 November 2026. Periksa isinya sebelum diperlihatkan kepada siapa pun.',
    '',
    'Yang Anda setujui untuk dibaca petugas:',
    '21 November 2026: atasan mengancam memindahkan saya kalau tidak ikut mendukung petahana, tidak boleh menolak katanya',
    'Status: PPPK',
    'Wilayah: Kota Uji',
    'Jawaban bot: Berat memang ditekan atasan sendiri. Anda berhak menolak.',
    'Pasalnya: UU 20/2023 Pasal 24 ayat (1) huruf d',
    '',
    '21 November 2026. Pertanyaan dari petugas Tim Pengawas Netralitas Kota Uji:',
    'Apakah ada pesan tertulisnya?',
    '',
    '22 November 2026. Anda menulis:',
    'Ada, di WA. Tidak boleh dihapus ya?',
  ],
  [
    words.layout.copy.goes_on,
    '22 November 2026. Jawaban petugas Tim Pengawas Netralitas Kota Uji:',
    'Simpan pesan itu dan catat tanggalnya. Laporkan kepada inspektorat bila diulangi.',
    '1. Tangkap layar beserta jamnya.',
    '2. Jangan membalas dengan janji apa pun.',
    'Bunyinya: “Pegawai ASN wajib: … d. menjaga netralitas; dan”.',
    'Yang aman: Diam saja dan simpan buktinya.',
    '',
    'Dasarnya:',
    '• UU 20/2023 Pasal 24 ayat (1) huruf d: https://rambu.example/k/uu-20-2023/pasal-24',
    '',
    'Konsultasi ini sudah ditutup.',
    'Salinan ini catatan Anda sendiri, bukan surat resmi.',
  ],
].map(lines => ({ text: lines.join('\n'), choices: [] }))

/** What is said of a circular that was sent as a file. */
export const PAPER: Reply = {
  text: [
    'Teks ini mirip SE Uji 1 (2024) tentang netralitas, tetapi ada kata yang berbeda dari yang dimuat di sini:',
    '1. SE Uji 1 (2024) Poin a. Dimuat: “ASN dilarang memberikan dukungan”. Dikirim: ‘ASN diperbolehkan memberikan dukungan’.',
    'Statusnya hari ini: belum dapat dipastikan apakah masih berlaku.',
  ].join('\n'),
  choices: [],
}

const repliesTo = (asked: Stored): readonly Reply[] =>
  asked.text === 'salinan' ? COPY : asked.choice === 'more:1' ? [MORE] : /grup/.test(asked.text) ? [FORBIDDEN] : [ANSWER]

const HELD_MS = 25_000

export async function fakeGateway(options: Partial<ChatPage> = {}): Promise<FakeGateway> {
  const sessions: FakeGateway['sessions'] = new Map()
  const faults: Faults = { down: false, throttledSeconds: 0, acknowledgementsLost: 0, thinkingMs: 0, filesRefused: false }
  const requested: string[] = []
  const wakers = new Set<() => void>()
  const wake = (): void => {
    for (const waker of [...wakers]) waker()
  }
  const channel = web()
  const document = chatPage({ ...page, ...options })
  const app = new Hono()

  app.use(async (c, next) => {
    requested.push(c.req.url)
    if (faults.down && c.req.path !== '/') return c.json({}, 503)
    return next()
  })
  app.get('/', c => c.body(document.html, 200, document.headers))
  app.post('/web/messages', async c => {
    if (faults.throttledSeconds > 0) return c.json({}, 429, { 'retry-after': String(faults.throttledSeconds) })
    const received = channel.receive(new Uint8Array(await c.req.arrayBuffer()), c.req.header())
    if (received.kind !== 'genuine') return c.json({ error: received.kind }, received.kind === 'forged' ? 401 : 400)
    for (const incoming of received.incoming) {
      if (incoming.kind !== 'message') continue
      const session = sessionOf(sessions, incoming.address.reveal())
      const { text, choice } = incoming.message
      if (session.asked.some(m => m.id === incoming.messageId)) continue
      const asked = { id: incoming.messageId, text, choice }
      session.asked.push(asked)
      session.waiting += 1
      setTimeout(() => {
        for (const reply of repliesTo(asked)) session.replies.push({ ...reply, n: session.replies.length + 1 })
        session.waiting -= 1
        wake()
      }, faults.thinkingMs)
    }
    if (faults.acknowledgementsLost > 0) {
      faults.acknowledgementsLost -= 1
      return c.json({}, 502)
    }
    return c.json({}, 202)
  })
  app.post('/web/files', async c => {
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    const received = receiveFile(bytes, c.req.header(), c.req.query('id') ?? '')
    if (faults.filesRefused) return c.json({}, 413)
    if (received.kind !== 'genuine') return c.json({}, received.kind === 'forged' ? 401 : 400)
    for (const incoming of received.incoming) {
      if (incoming.kind !== 'message') continue
      const session = sessionOf(sessions, incoming.address.reveal())
      session.files.push({ type: c.req.header('content-type') ?? '', bytes })
      session.waiting += 1
      setTimeout(() => {
        session.replies.push({ ...PAPER, n: session.replies.length + 1 })
        session.waiting -= 1
        wake()
      }, faults.thinkingMs)
    }
    return c.json({}, 202)
  })
  app.get('/web/replies', async c => {
    const session = sessionOf(sessions, secretOf(c.req.header('authorization')))
    const after = Number(c.req.query('after'))
    const fresh = () => session.replies.filter(r => r.n > after)
    const until = Date.now() + HELD_MS
    while (fresh().length === 0 && Date.now() < until && !c.req.raw.signal.aborted) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(done, until - Date.now())
        function done(): void {
          clearTimeout(timer)
          wakers.delete(done)
          resolve()
        }
        wakers.add(done)
        c.req.raw.signal.addEventListener('abort', done)
      })
    }
    return c.json({ replies: fresh(), working: session.waiting > 0 })
  })
  app.delete('/web/session', c => {
    sessions.delete(secretOf(c.req.header('authorization')))
    return c.json({})
  })

  return new Promise(resolve => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, info =>
      resolve({
        url: `http://127.0.0.1:${info.port}`,
        sessions,
        faults,
        requested,
        close: () =>
          new Promise<void>(closed => {
            if ('closeAllConnections' in server) server.closeAllConnections()
            server.close(() => closed())
          }),
      }),
    )
  })
}

const secretOf = (authorization: string | undefined): string => authorization?.replace('Bearer ', '') ?? ''

function sessionOf(sessions: FakeGateway['sessions'], secret: string): Session {
  const session = sessions.get(secret) ?? { asked: [], files: [], replies: [], waiting: 0 }
  sessions.set(secret, session)
  return session
}
