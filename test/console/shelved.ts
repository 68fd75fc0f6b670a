// A house with a library over the real knowledge: an edition published and one before it, counts of a month, something to be done of each kind.
import { openLawBook } from '../../src/lawbook.ts'
import { type LocalFiles, openLibrarian, type PackConflict } from '../../src/publishing/publishing.ts'
import { edition } from '../edition.ts'
import { type Editorium, files, openEditorium } from '../publishing/editorium.ts'
import { type House, openHouse } from './house.ts'
import { openedIn } from './opened.ts'

export type Library = { readonly house: House; readonly office: Editorium; readonly conflicts: PackConflict[] }

export const CLAUSE_PATH = '/peraturan/pp-94-2021/Pasal%205%20huruf%20n%20angka%205'
export const TOPIC = 'partai'
const RULES = 'regulations/ID/pp-94-2021.yaml'

export async function furnished(): Promise<Library> {
  const conflicts: PackConflict[] = []
  const office = await openEditorium({ conflicts: async () => conflicts })
  const house = await openHouse({
    law: openLawBook(edition, [2026]),
    editor: office.editor,
    librarian: openLibrarian(office.books.editions, () => files),
  })
  await house.member('edi', ['officer', 'editor'])
  await house.member('setu', ['officer', 'approver'])
  await house.member('kora', ['coordinator', 'admin'])
  await house.member('rina', ['officer'])
  await house.member('semua', ['officer', 'coordinator', 'editor', 'approver', 'admin'], { isOnDuty: true })
  const calendar = files.get('calendar.yaml') ?? ''
  const rules = files.get(RULES) ?? ''
  const localFiles: LocalFiles = new Map([
    [RULES, { content: rules.replaceAll('pasangan calon sebelum', 'calon sebelum'), base: null }],
    [
      'calendar.yaml',
      { content: calendar.replace('Penetapan 22 September 2024.', 'Penetapan calon 22 September 2024.'), base: null },
    ],
  ])
  await office.books.editions.publish(
    {
      kind: 'published',
      national: files,
      localFiles,
      on: '2026-11-20',
      by: 'idedi',
      approvedBy: 'idsetu',
      reason: 'Catatan kalender diperjelas sesuai pengumuman KPU.',
      draft: 'abcdefgh',
    },
    1,
    [],
  )
  conflicts.push({ path: 'calendar.yaml', why: 'changed-below', what: '' })
  await openedIn(house, 'satu', { state: 'claimed', holder: 'idedi', codeName: 'Elang Teduh' })
  const count = (key: readonly (string | boolean | number)[], n: number) => Array.from({ length: n }, () => key)
  await house.book.commit([
    {
      kind: 'counted',
      on: '2026-11-10',
      keys: [
        ...count(['answer', 'e', 'forbidden', 'hapus-unggahan-lama', 'umum'], 262),
        ...count(['answer', 'e', 'forbidden', 'pasang-apk', 'umum'], 120),
        ...count(['answer', 'e', 'no_basis', 'hapus-unggahan-lama', ''], 44),
        ...count(['answer', 'e', 'no_basis', 'pasang-apk', ''], 31),
        ...count(['answer', 'e', 'no_basis', '', ''], 23),
        ...count(['answer', 'e', 'no_basis', 'jadi-tim', ''], 4),
        ...count(['feedback', 'hapus-unggahan-lama', 'umum', true, false], 31),
        ...count(['feedback', 'hapus-unggahan-lama', 'umum', false, false], 28),
        ...count(['feedback', 'pasang-apk', 'umum', false, false], 3),
      ],
    },
  ])
  return { house, office, conflicts }
}
