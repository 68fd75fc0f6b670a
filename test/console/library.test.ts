// The library of editors over the real knowledge and books in memory: what they read, what they can change from there, what stays untold.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLawBook } from '../../src/lawbook.ts'
import { openLibrarian } from '../../src/publishing/publishing.ts'
import { edition } from '../edition.ts'
import { type Editorium, files, openEditorium } from '../publishing/editorium.ts'
import { type Browser, type House, openHouse, signIn } from './house.ts'

let house: House
let office: Editorium
let edi: Browser
let setu: Browser
let kora: Browser

const CLAUSE = '/peraturan/pp-94-2021/Pasal%205%20huruf%20n%20angka%205'

beforeAll(async () => {
  office = await openEditorium()
  house = await openHouse({
    law: openLawBook(edition, [2026]),
    editor: office.editor,
    librarian: openLibrarian(office.books.editions, () => files),
  })
  await house.member('edi', ['officer', 'editor'])
  await house.member('setu', ['officer', 'approver'])
  await house.member('kora', ['coordinator', 'admin'])
  edi = await signIn(house, 'edi')
  setu = await signIn(house, 'setu')
  kora = await signIn(house, 'kora')
})
afterAll(async () => {
  expect(house.failures).toEqual([])
  await house.end()
})

const PAGES = [
  '/peraturan',
  '/peraturan?cari=disiplin&wilayah=ID',
  '/peraturan/pp-94-2021',
  CLAUSE,
  '/situasi',
  '/situasi?topik=medsos',
  '/situasi/hapus-unggahan-lama',
  '/situasi/pasang-apk',
  '/cakupan',
  '/cakupan?status=PPPK&topik=medsos',
  '/edisi',
  '/edisi/1',
  '/edisi/benturan',
  '/kalender',
  '/tinjauan',
  '/tinjauan/medsos',
]

describe('the library', () => {
  it.each(PAGES)('%s is read by editors, approvers, coordinators and admins', async path => {
    for (const browser of [edi, setu, kora]) expect((await browser.get(path)).status, path).toBe(200)
  })
})
