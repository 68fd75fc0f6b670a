// Askers who ask an officer, and officers who work while the bot is killed. Each asker writes the next thing when what must come has come; each
// officer works as people do: what went wrong is tried again until a page shows it. Everything is checked against what the platforms took.
import { setTimeout as later } from 'node:timers/promises'
import type { Called, caller } from './child.ts'
import { type Beside, hiddenIn, memberOf, type Officer, officerAt, signedIn, teamAt } from './officers.ts'
import type { PlatformName } from './people.ts'
import type { Writer } from './post.ts'

/** What came out at a platform. `whole`: with everything that was given with it. */
export type Read = { readonly text: string; readonly whole: string; readonly at: number; readonly isCut: boolean }
export type Repeat = { readonly who: string; readonly first: Read; readonly again: Read }

type Step = { readonly says: string | null; readonly hears: RegExp }
type Asker = Writer & {
  readonly who: string
  readonly steps: readonly Step[]
  /** Steps that are over; whether the present one has been said. */
  done: number
  hasSaid: boolean
  read: Read[]
}
type Wrote = { readonly by: string; readonly case: string; isWithdrawn: boolean }

export const TEAM = teamAt('uji', '74.71', 'Tim Uji Kota Kendari')
const OFFICERS = 3
const LOOK_MS = 150
const WITHDRAWN_SHARE = 0.2
const HELD_MAX = 8

/** Before anyone writes: a team, and officers with a session each. */
export async function staffed({ book }: Beside): Promise<readonly (readonly [id: string, secret: string])[]> {
  await book.saved([{ kind: 'team.saved', team: TEAM, audit: [] }])
  const all: [string, string][] = []
  for (let nth = 0; nth < OFFICERS; nth++) {
    const id = `petugas${nth}`
    await book.saved([{ kind: 'staff.saved', staff: memberOf(id, ['officer'], [TEAM.id]), audit: [] }])
    all.push([id, await signedIn(book, id, Date.now())])
  }
  return all
}

export type Consulting = {
  /** Begins as many askers' consultations, in all. */
  readonly begin: (quota: number) => void
  /** Whether it was one of theirs who read it. */
  readonly heard: (who: string, read: Read) => boolean
  readonly isOver: () => boolean
  readonly repeats: readonly Repeat[]
  readonly said: () => number
  readonly stop: () => Promise<void>
  readonly results: () => Results
}

export type Results = {
  readonly askers: number
  readonly finished: number
  readonly replies: number
  readonly withdrawn: number
  readonly lost: number
  readonly twice: number
  readonly cameThoughWithdrawn: number
  readonly shownAsSentButNot: number
  readonly heldByTwo: number
  readonly opened: number
  readonly claimed: number
  readonly closed: number
}

type Parts = {
  readonly count: number
  readonly port: number
  readonly officers: readonly (readonly [id: string, secret: string])[]
  readonly write: (writer: Writer, texts: readonly string[]) => Promise<void>
  readonly call: ReturnType<typeof caller>['call']
  /** Reads what the platforms have taken by now. */
  readonly look: () => void
  readonly next: () => number
}

export function consulting({ count, port, officers, write, call, look, next }: Parts): Consulting {
  const askers = Array.from({ length: count }, (_, nth) => askerOf(nth))
  const byWho = new Map(askers.map(a => [a.who, a]))
  const repeats: Repeat[] = []
  const wrote = new Map<string, Wrote>()
  const arrived = new Map<string, number>()
  const holders = new Map<string, Set<string>>()
  const falselySent = new Set<string>()
  let [begun, said, isStopped] = [0, 0, false]

  const go = (asker: Asker): void => {
    for (;;) {
      const step = asker.steps[asker.done]
      if (step === undefined) return
      if (!asker.hasSaid && step.says !== null) {
        asker.hasSaid = true
        asker.read = []
        said += 1
        void write(asker, [step.says])
        return
      }
      asker.hasSaid = true
      if (!asker.read.some(r => step.hears.test(r.text))) return
      asker.done += 1
      asker.hasSaid = false
    }
  }
  const lastOf = new Map<string, Read>()
  const all = new Map<string, string[]>()
  const heard = (who: string, read: Read): boolean => {
    const asker = byWho.get(who)
    if (asker === undefined) return false
    const last = lastOf.get(who)
    if (last?.whole === read.whole) {
      repeats.push({ who, first: last, again: read })
      lastOf.set(who, read)
      return true
    }
    lastOf.set(who, read)
    all.set(who, [...(all.get(who) ?? []), read.text])
    for (const [mark] of read.text.matchAll(MARK)) arrived.set(mark, (arrived.get(mark) ?? 0) + 1)
    asker.read.push(read)
    go(asker)
    return true
  }

  // ── officers ──

  /** What a page tells, held against what the platforms took. */
  const believed = (officer: Officer, id: string, { status, body }: Called): Page | null => {
    if (status !== 200 || !body.includes('id="utas"')) return null
    look()
    const page = pageOf(body)
    for (const line of page.lines)
      if (line.delivery === 'sent' && line.mark !== null && !arrived.has(line.mark)) falselySent.add(line.mark)
    if (page.isMine) holders.set(id, (holders.get(id) ?? new Set()).add(officer.id))
    return page
  }
  const open = async (officer: Officer, id: string): Promise<Page | null> =>
    believed(officer, id, await officer.get(`/konsultasi/${id}`))
  const claim = async (officer: Officer, page: string): Promise<void> => {
    const free = [...page.matchAll(/action="\/konsultasi\/(\w+)\/ambil"/g)].map(m => m[1] ?? '')
    // the first ones are wanted by everybody
    const id = free[Math.floor(next() * Math.min(2, free.length))]
    if (id !== undefined) await officer.post(`/konsultasi/${id}/ambil`, page, {})
  }
  const speak = async (officer: Officer, id: string, page: Page): Promise<void> => {
    const mark = `balasan ke ${wrote.size + 1} dari uji.`
    wrote.set(mark, { by: officer.id, case: id, isWithdrawn: false })
    const fields = {
      _version: hiddenIn(page.html, '_version'),
      _seen: hiddenIn(page.html, '_seen'),
      jawaban: `Simpan buktinya, ${mark}`,
      tanpa_dasar: 'ya',
      once: mark,
    }
    let now: Page | null = page
    // until a page shows it: the answer to a form may have been lost with the process
    while (!isStopped && now?.lines.some(line => line.mark === mark) !== true) {
      if (now !== null) {
        const fresh = { ...fields, _version: hiddenIn(now.html, '_version'), _seen: hiddenIn(now.html, '_seen') }
        await officer.post(`/konsultasi/${id}/jawab`, now.html, fresh)
      } else await later(LOOK_MS)
      now = await open(officer, id)
      // whoever ended it meanwhile wants no answer any more
      if (now !== null && !now.canWrite && !now.lines.some(line => line.mark === mark)) {
        wrote.delete(mark)
        return
      }
    }
    if (now !== null && next() < WITHDRAWN_SHARE) await takeBack(officer, id, mark, now)
  }
  const takeBack = async (officer: Officer, id: string, mark: string, page: Page): Promise<void> => {
    const seq = hiddenIn(page.html, '_seq')
    if (seq === '') return
    await officer.post(`/konsultasi/${id}/batal`, page.html, { _seq: seq })
    for (let now = await open(officer, id); !isStopped; now = await open(officer, id)) {
      const line = now?.lines.find(l => l.mark === mark)
      const own = wrote.get(mark)
      if (line === undefined || own === undefined || line.delivery === 'undoable') {
        // not known yet, or still to be taken back
        if (line !== undefined && now !== null) await officer.post(`/konsultasi/${id}/batal`, now.html, { _seq: seq })
        await later(LOOK_MS)
        continue
      }
      own.isWithdrawn = line.delivery === 'withdrawn'
      return
    }
  }
  const attend = async (officer: Officer, id: string): Promise<void> => {
    const page = await open(officer, id)
    if (page === null || !page.isMine) return
    const own = page.lines.filter(line => line.voice === 'officer' && line.delivery !== 'withdrawn')
    const wanted = 1 + page.lines.filter(line => line.voice === 'asker').length
    if (page.canWrite && own.length < wanted) return speak(officer, id, page)
    const isAllSent = own.length > 0 && own.every(line => line.delivery === 'sent')
    const isAskersToClose = page.lines.some(line => line.voice === 'asker' && line.text.includes(ASKER_CLOSES))
    const isLast = page.lines.some(line => line.voice === 'asker' && line.text.includes(OFFICER_CLOSES))
    if (isAllSent && isLast && !isAskersToClose && page.html.includes('/tutup"'))
      await officer.post(`/konsultasi/${id}/tutup`, page.html, { _version: hiddenIn(page.html, '_version'), hasil: 'answered' })
  }
  const work = async (officer: Officer): Promise<void> => {
    while (!isStopped) {
      const { status, body } = await officer.get('/antrean')
      if (status === 200) {
        const others = [...body.matchAll(/href="\/konsultasi\/(\w+)"/g)].map(m => m[1] ?? '')
        for (const id of others.toSorted(() => next() - 0.5).slice(0, HELD_MAX)) await attend(officer, id)
        await claim(officer, body)
      }
      await later(LOOK_MS * (0.5 + next()))
    }
  }
  const working = officers.map(([id, secret]) => work(officerAt(port, id, secret, call)))

  return {
    begin: quota => {
      for (; begun < Math.min(quota, askers.length); begun++) {
        const asker = askers[begun]
        if (asker !== undefined) go(asker)
      }
    },
    heard,
    isOver: () => askers.every(a => a.done === a.steps.length),
    repeats,
    said: () => said,
    stop: async () => {
      isStopped = true
      await Promise.all(working)
    },
    results: () => {
      const stands = [...wrote].filter(([, w]) => !w.isWithdrawn)
      const texts = [...all.values()]
      const heardOf = (what: RegExp): number => texts.reduce((sum, some) => sum + some.filter(text => what.test(text)).length, 0)
      return {
        askers: askers.length,
        finished: askers.filter(a => a.done === a.steps.length).length,
        replies: stands.length,
        withdrawn: wrote.size - stands.length,
        lost: stands.filter(([mark]) => !arrived.has(mark)).length,
        twice: [...arrived.values()].filter(n => n > 1).length,
        cameThoughWithdrawn: [...wrote].filter(([mark, w]) => w.isWithdrawn && arrived.has(mark)).length,
        shownAsSentButNot: falselySent.size,
        heldByTwo: [...holders.values()].filter(some => some.size > 1).length,
        opened: heardOf(/^Sudah dikirim kepada petugas/),
        claimed: heardOf(/mulai membaca pertanyaan/),
        closed: heardOf(/^Konsultasi ditutup|menutup konsultasi ini/),
      }
    },
  }
}

const MARK = /balasan ke \d+ dari uji\./g
const ASKER_CLOSES = 'nanti saya tutup'
const OFFICER_CLOSES = 'silakan ditutup'

function askerOf(nth: number): Asker {
  const channel: PlatformName = nth % 2 === 0 ? 'telegram' : 'whatsapp'
  const chat = channel === 'telegram' ? String(6_299_000_000 + nth) : `62999990${String(nth).padStart(4, '0')}`
  const closing: Step[] =
    nth % 4 < 2
      ? [
          { says: `Siap, ${OFFICER_CLOSES}`, hears: /balasan ke \d+ dari uji/ },
          { says: null, hears: /menutup konsultasi ini/ },
        ]
      : [
          { says: `Siap, ${ASKER_CLOSES}`, hears: /balasan ke \d+ dari uji/ },
          { says: 'Sudah cukup', hears: /^Konsultasi ditutup/ },
        ]
  const steps: Step[] = [
    { says: 'Saya PNS di Kota Kendari. Bolehkah saya berfoto dengan calon bupati?', hears: /./ },
    { says: 'petugas', hears: /Kirim sekarang/ },
    { says: 'Kirim', hears: /kantor yang tidak boleh/ },
    { says: 'Tidak ada', hears: /^Sudah dikirim kepada petugas/ },
    { says: null, hears: /balasan ke \d+ dari uji/ },
    ...closing,
  ]
  return { who: `${channel} ${chat}`, channel, chat, steps, done: 0, hasSaid: false, read: [] }
}

// ── what stands on a page ──

type PageLine = { readonly voice: string; readonly text: string; readonly mark: string | null; readonly delivery: string | null }
type Page = { readonly html: string; readonly isMine: boolean; readonly canWrite: boolean; readonly lines: readonly PageLine[] }

function pageOf(html: string): Page {
  const [, thread = ''] = /<section id="utas"([\s\S]*?)<\/section>/.exec(html) ?? []
  const lines = thread
    .split('<div class="said-by ')
    .slice(1)
    .map((line): PageLine => {
      const [voice = ''] = line.split('"')
      return {
        voice,
        text: line,
        mark: line.match(MARK)?.[0] ?? null,
        delivery: /class="delivery (\w+)"/.exec(line)?.[1] ?? null,
      }
    })
  return { html, isMine: html.includes('Anda yang memegang.'), canWrite: html.includes('name="jawaban"'), lines }
}
