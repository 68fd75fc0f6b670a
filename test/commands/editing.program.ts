// Editions from the command line, beside a bot that is at work.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { zipSync } from 'fflate'
import { dump } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDesk } from '../../src/adapters/desk.ts'
import { readFiles, readIfThere, readText } from '../../src/adapters/disk.ts'
import { type Editions, openEditions } from '../../src/adapters/editions.ts'
import type { Database } from '../../src/adapters/sql.ts'
import { openSqlite } from '../../src/adapters/sqlite.ts'
import { migrate } from '../../src/adapters/tables.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { StaffBook } from '../../src/console/console.ts'
import { diffEditions, exportFolder, importFolder, listEditions, publishFolder, rollBack, tryFolder } from '../../src/editing.ts'
import { deskKeysOf, keyringFor } from '../../src/keyring.ts'
import { hashOf } from '../../src/knowledge/knowledge.ts'
import { openSettler, packIn } from '../../src/live.ts'
import { UsageWrong } from '../../src/refused.ts'
import { parseScreens } from '../../src/screens.ts'
import { staff } from '../console/book.ts'
import { knowledgeFolder } from '../edition.ts'
import { PATHS, REGULATION, REGULATION_FILE, ROWS_FILE, regulation, rows, withFiles } from '../publishing/circular.ts'
import { environmentIn, testFolders } from '../store.ts'

const ROOT = join(import.meta.dirname, '../..')
const screens = parseScreens(readText(join(ROOT, 'prompts/screens.id.yaml')))
const { folder, folders } = testFolders('editing')
/** The knowledge without its large sets of questions, so that a trial takes seconds; what was learned of it is the same. */
const knowledge = join(folder, 'pengetahuan')
const SETS = /questions.(blind|calibration|mended|hostile|paraphrases)\.yaml$/
cpSync(knowledgeFolder, knowledge, { recursive: true, filter: path => !SETS.test(path) })
const environment = (name: string): Record<string, string> => ({
  ...environmentIn(name),
  RAMBU_KNOWLEDGE: knowledge,
  RAMBU_PROMPTS: join(ROOT, 'prompts'),
  RAMBU_CACHE: join(ROOT, '.cache/rambu'),
})
const config = readConfig(readIfThere, environment(folder))
const national = hashOf(readFiles(knowledge))

/** A folder of files as an office hands them over. */
function handed(name: string, files: Readonly<Record<string, string>>): string {
  const place = join(folder, name)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(place, path, '..'), { recursive: true })
    writeFileSync(join(place, path), content)
  }
  return place
}
const oneRow = { ...rows, rows: rows.rows.slice(0, 1), questions: rows.questions.slice(0, 1) }
const circular: Readonly<Record<string, string>> = { [REGULATION_FILE]: dump(regulation), [ROWS_FILE]: dump(oneRow) }

/** What a command prints. */
async function printed(run: () => Promise<void>): Promise<string> {
  const lines: string[] = []
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(text => lines.push(String(text)) > 0)
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  try {
    await run()
  } finally {
    out.mockRestore()
    err.mockRestore()
  }
  return lines.join('')
}

/** What the person reads when a command is refused. */
async function refused(run: () => Promise<void>): Promise<string> {
  let said = ''
  const told = await printed(() =>
    run().catch((error: unknown) => {
      if (!(error instanceof UsageWrong)) throw error
      said = error.message
    }),
  )
  expect(said).not.toBe('')
  return `${told}${said}`
}

const TWO = { as: 'sari', approvedBy: 'budi', reason: 'Edaran contoh' }

let db: Database
let book: StaffBook
let editions: Editions
beforeAll(async () => {
  db = openSqlite(folders)
  await migrate(db)
  const keys = deskKeysOf(await keyringFor(config, db))
  book = openDesk(db, keys)
  editions = openEditions(db, keys.chain)
  for (const [login, roles, isActive] of [
    ['sari', ['editor'], true],
    ['budi', ['approver'], true],
    ['keduanya', ['editor', 'approver'], true],
    ['mantan', ['approver'], false],
  ] as const)
    await book.saved([{ kind: 'staff.saved', staff: staff(login, { version: 0, roles: [...roles], isActive }), audit: [] }])
})
afterAll(async () => {
  await db.close()
  rmSync(folder, { recursive: true })
  process.exitCode = 0
})

describe('before anything is published', () => {
  it('the national files answer, and an export says that there is nothing of the office', async () => {
    expect(await printed(() => listEditions(config, screens, {}))).toContain(national.slice(0, 12))
    expect(await refused(() => exportFolder(config, screens, join(folder, 'kosong'), {}))).not.toBe('')
    expect(existsSync(join(folder, 'kosong'))).toBe(false)
  })

  it('a circular is tried from a folder: changed answers and contradictions are printed, and nothing is published', async () => {
    const said = await printed(() => tryFolder(config, screens, handed('edaran', circular), {}))
    expect(process.exitCode ?? 0).toBe(0)
    expect(said).toContain(`${REGULATION}/hadir-pasif/contoh-1`)
    expect(said).toContain('tergantung')
    expect((await editions.live())?.edition).toBe(national)
  })

  it('an archive is read as a folder is, a folder around its files taken off; what is wrong in it is named', async () => {
    const wrong = { ...oneRow, questions: [] }
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
    const zip = join(folder, 'edaran.zip')
    const inside = { [`edaran/${REGULATION_FILE}`]: bytes(dump(regulation)), [`edaran/${ROWS_FILE}`]: bytes(dump(wrong)) }
    writeFileSync(zip, zipSync(inside))
    const tried = JSON.parse(await printed(() => tryFolder(config, screens, zip, { json: true })))
    expect(tried.problems).toMatchObject([{ file: ROWS_FILE, kind: 'row-without-question' }])
    expect(process.exitCode).toBe(1)
    process.exitCode = 0
  })

  it('files that are none of the knowledge, no archive, or nothing at all are refused in a sentence', async () => {
    const strange = handed('aneh', { 'catatan/x.yaml': 'a: 1\n' })
    writeFileSync(join(folder, 'rusak.zip'), 'PK bukan arsip')
    const outside = join(folder, 'keluar.zip')
    writeFileSync(outside, zipSync({ 'regulations/../../keluar.yaml': new TextEncoder().encode('a: 1\n') }))
    for (const place of [strange, outside, join(folder, 'rusak.zip'), join(folder, 'tiada'), handed('hampa', { 'baca.txt': '' })])
      expect(await refused(() => tryFolder(config, screens, place, {})), place).toContain(folder)
  })
})

describe('publishing from the command line', () => {
  const publish = (options: object) => () => publishFolder(config, screens, join(folder, 'edaran'), options)

  it('wants a reason and two different people who may', async () => {
    for (const options of [
      { ...TWO, reason: ' ' },
      { reason: 'x', as: 'sari' },
      { ...TWO, as: 'siapa' },
      { ...TWO, approvedBy: 'mantan' },
      { ...TWO, approvedBy: 'sari' },
      { ...TWO, as: 'budi' },
      { ...TWO, as: 'keduanya', approvedBy: 'keduanya' },
    ])
      await refused(publish(options))
    expect((await editions.live())?.edition).toBe(national)
  })

  it('wants the number of changed answers from whoever has read them, and is then one record with both names', async () => {
    const said = await refused(publish(TWO))
    const [, changes = ''] = said.match(/--changes (\d+)/) ?? []
    expect(Number(changes)).toBeGreaterThan(0)
    await printed(publish({ ...TWO, changes }))
    expect(await editions.live()).toMatchObject({
      seq: 2,
      edition: hashOf(withFiles(readFiles(knowledge), { [REGULATION_FILE]: regulation, [ROWS_FILE]: oneRow })),
      kind: 'published',
      by: 'sari',
      approvedBy: 'budi',
      reason: 'Edaran contoh',
    })
    expect((await book.audit(null, 1))[0]).toMatchObject({ by: 'sari', act: 'edition.publish', about: 'budi: Edaran contoh' })
    // a second time there is nothing to publish
    await refused(publish({ ...TWO, changes }))
  })

  it('the two editions are compared by number, by hash and with the folder', async () => {
    const found = JSON.parse(await printed(() => diffEditions(config, screens, '1', '2', { json: true })))
    expect(found.files.map((f: { path: string }) => f.path)).toEqual(PATHS)
    expect(await printed(() => diffEditions(config, screens, national.slice(0, 8), 'folder', {}))).not.toContain('+')
    expect(await printed(() => diffEditions(config, screens, 'folder', '2', {}))).toContain(REGULATION_FILE)
    await refused(() => diffEditions(config, screens, '99', '1', {}))
  })
})

describe('an export', () => {
  const place = join(folder, 'ekspor')

  it('holds the published files in the layout of the repository, with a row for its list of changes', async () => {
    await printed(() => exportFolder(config, screens, place, {}))
    for (const path of PATHS) expect(readFileSync(join(place, path), 'utf8')).toBe(circular[path])
    const row = readFileSync(join(place, 'CHANGES.md'), 'utf8').trim().split('\n').at(-1) ?? ''
    expect(row.split(' | ')).toHaveLength(5)
    expect(row).toContain('Wonogiri')
    expect(row).toContain('Edaran contoh')
    // nothing is ever written over
    expect(await refused(() => exportFolder(config, screens, place, {}))).toContain(place)
  })

  it('makes the same edition of a fresh store with the same national files', async () => {
    const fresh = testFolders('segar')
    try {
      const other: Config = readConfig(readIfThere, environment(fresh.folder))
      const record = JSON.parse(await printed(() => importFolder(other, screens, place, { reason: 'Pindah mesin', json: true })))
      expect(record).toMatchObject({ seq: 2, edition: (await editions.live())?.edition, by: null, approvedBy: null })
      const again = join(fresh.folder, 'lagi')
      await printed(() => exportFolder(other, screens, again, {}))
      expect(readFiles(again)).toEqual(readFiles(place))
    } finally {
      rmSync(fresh.folder, { recursive: true })
    }
  })

  it('keeps what the office leaves out of the national files', async () => {
    const gone = 'rows/32.08/se-kuningan-2024.yaml'
    const without = handed('tanpa', { ...circular, 'LEFT-OUT.txt': `${gone}\n` })
    await printed(() => importFolder(config, screens, without, TWO))
    const place = join(folder, 'ekspor-tanpa')
    await printed(() => exportFolder(config, screens, place, {}))
    expect(readdirSync(place)).toContain('LEFT-OUT.txt')
    const live = await editions.live()
    const fresh = testFolders('segar')
    try {
      const other = readConfig(readIfThere, environment(fresh.folder))
      const record = JSON.parse(await printed(() => importFolder(other, screens, place, { reason: 'Pindah', json: true })))
      expect(record.edition).toBe(live?.edition)
    } finally {
      rmSync(fresh.folder, { recursive: true })
    }
  })

  it('cannot be brought in over the heads of the staff', async () => {
    await refused(() => importFolder(config, screens, place, { reason: 'Diam-diam' }))
  })
})

describe('an earlier edition', () => {
  it('answers again, with a reason and without a second person', async () => {
    await refused(() => rollBack(config, screens, '1', {}))
    await refused(() => rollBack(config, screens, '1', { reason: 'x', as: 'sari' }))
    await printed(() => rollBack(config, screens, '1', { reason: 'Edaran dicabut', as: 'budi' }))
    expect(await editions.live()).toMatchObject({ edition: national, kind: 'rolled-back', by: 'budi', reason: 'Edaran dicabut' })
    expect((await book.audit(null, 1))[0]).toMatchObject({ by: 'budi', act: 'edition.roll_back' })
    await refused(() => rollBack(config, screens, '1', { reason: 'Sekali lagi' }))
    expect(await book.auditBroken()).toBeNull()
  })

  it('gives way to a newer national pack once the office has settled from the command line what they differ on', async () => {
    const path = 'rows/32.08/se-kuningan-2024.yaml'
    const reading = (text: string, mark: string): string =>
      text.replace('Edaran 22 Mei 2024 hanya', `${mark} Edaran 22 Mei 2024 hanya`)
    const original = readText(join(knowledge, path))
    const ours = handed('milik-kantor', { [path]: reading(original, 'Kantor.') })
    await printed(() => importFolder(config, screens, ours, TWO))
    const newer = join(folder, 'pengetahuan-baru')
    cpSync(knowledge, newer, { recursive: true })
    writeFileSync(join(newer, path), reading(original, 'Nasional.'))
    const upgraded = { ...config, knowledgeFolder: newer }
    const settler = openSettler({ editions, ...packIn(newer), isAlone: false, today: () => '2026-01-05' })
    expect((await settler.settle()).kind).toBe('published')
    expect((await settler.conflicts()).map(c => c.path)).toEqual([path])
    const both = handed('keduanya', { [path]: reading(original, 'Kantor dan nasional.') })
    await printed(() => importFolder(upgraded, screens, both, TWO))
    expect(await settler.conflicts()).toEqual([])
    expect(await settler.settle()).toMatchObject({ kind: 'upgraded', national: hashOf(readFiles(newer)) })
  })

  it('is reached by the program as it is called', () => {
    const env = { PATH: process.env.PATH, ...environment(folder) }
    const out = execFileSync(process.execPath, [join(ROOT, 'src/cli.ts'), 'knowledge', 'editions', '--json'], { cwd: ROOT, env })
    expect(JSON.parse(out.toString()).map((r: { seq: number }) => r.seq)).toEqual([7, 6, 5, 4, 3, 2, 1])
  }, 30_000)
})
