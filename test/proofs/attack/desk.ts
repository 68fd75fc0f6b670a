// The officers' day: a team, somebody of every role, rounds at the console at their hours, and every page that any of them may open, as it is sent.
import { caller } from '../child.ts'
import { type Beside, hiddenIn, memberOf, type Officer, officerAt, openBeside, signedIn, teamAt } from '../officers.ts'
import type { Part } from './loot.ts'
import type { Machine } from './machine.ts'

export type Desk = {
  /** All who wait are taken on and answered; every other one of those who wrote again is closed. */
  readonly round: () => Promise<void>
  /** Every page of every role, and what can be downloaded. */
  readonly pages: () => Promise<readonly Part[]>
  readonly close: () => Promise<void>
}

const TEAM = 'pengawas'
const OFFICER = 'petugas'
const ROLES = [
  ['petugas', ['officer']],
  ['koordinator', ['officer', 'coordinator']],
  ['penyunting', ['editor', 'approver']],
  ['pengelola', ['admin']],
] as const
const PATHS = [
  '/antrean',
  '/draf',
  '/statistik',
  '/statistik/unduh',
  '/laporan',
  '/tertahan',
  '/staf',
  '/audit',
  '/pengaturan',
  '/akun',
] as const
const DAY_MS = 86_400_000
/** As many have written from everywhere that regions are shown. */
const WRITERS = 20

export async function openStaffed(machine: Machine, places: readonly string[]): Promise<Desk> {
  const { place, now, consolePort } = machine
  const beside = await openBeside(place)
  const { book } = beside
  const http = caller(4)
  await book.saved([{ kind: 'team.saved', team: teamAt(TEAM, 'ID', 'Tim Pengawas Uji'), audit: [] }])
  for (const [id, roles] of ROLES) await book.saved([{ kind: 'staff.saved', staff: memberOf(id, roles, [TEAM]), audit: [] }])
  const yesterday = new Date(now() - DAY_MS).toISOString().slice(0, 10)
  for (let n = 0; n < WRITERS; n++)
    await book.commit([{ kind: 'counted', on: yesterday, keys: places.map(code => ['from', code]) }])
  // a session ends while nobody works
  const arrived = async (id: string): Promise<Officer> => officerAt(consolePort, id, await signedIn(book, id, now()), http.call)
  return {
    round: async () => {
      const officer = await arrived(OFFICER)
      for (const id of casesIn((await officer.get('/antrean')).body)) await attend(officer, id)
    },
    pages: async () => {
      const all: Part[] = []
      for (const [id] of ROLES) all.push(...(await pagesOf(await arrived(id), beside)))
      return all
    },
    close: async () => {
      http.close()
      await beside.db.close()
    },
  }
}

export const casesIn = (html: string): string[] => [
  ...new Set([...html.matchAll(/href="\/konsultasi\/(\w+)"/g)].map(m => m[1] ?? '')),
]

async function attend(officer: Officer, id: string): Promise<void> {
  const path = `/konsultasi/${id}`
  const open = async (): Promise<string> => (await officer.get(path)).body
  let page = await open()
  if (page.includes(`${path}/ambil`)) {
    await officer.post(`${path}/ambil`, page, {})
    page = await open()
  }
  const hasReply = page.includes('said-by officer')
  const fields = { _version: hiddenIn(page, '_version'), _seen: hiddenIn(page, '_seen') }
  if (!hasReply)
    await officer.post(`${path}/jawab`, page, { ...fields, jawaban: 'Simpan buktinya dan jangan membalas.', tanpa_dasar: 'ya' })
  else if (page.includes(`${path}/tutup`)) await officer.post(`${path}/tutup`, page, { ...fields, hasil: 'answered' })
}

async function pagesOf(officer: Officer, { config }: Beside): Promise<readonly Part[]> {
  const parts: Part[] = []
  const keep = async (path: string): Promise<string> => {
    const { status, body } = await officer.get(path)
    if (status === 200) parts.push({ name: `page ${path} of ${officer.id}`, bytes: Buffer.from(body) })
    return status === 200 ? body : ''
  }
  for (const path of PATHS) await keep(path)
  const found = await keep('/cari?nama=&topik=&status=&keadaan=')
  for (const id of casesIn(`${parts[0]?.bytes.toString() ?? ''}${found}`)) await keep(`/konsultasi/${id}`)
  if (config.role !== 'all') throw new Error('one process has every page')
  return parts
}
