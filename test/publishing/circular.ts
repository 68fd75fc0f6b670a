// A circular of a regency as an editor might add it, made in code and marked as an example: five rows, each with its question. What was learned
// stays as it is, so that no test learns anew.
import { dump } from 'js-yaml'
import { readFiles } from '../../src/adapters/disk.ts'
import { consult, type Edition, type Files, parse } from '../../src/knowledge/knowledge.ts'
import { known } from '../edition.ts'
import { nameOf } from './books.ts'

export const PLACE = '33.12'
/** The regency beside it, of which the circular says nothing. */
export const NEIGHBOUR = '33.13'
export const REGULATION = 'se-contoh-1-2026'
export const REGULATION_FILE = `regulations/${PLACE}/${REGULATION}.yaml`
export const ROWS_FILE = `rows/${PLACE}/${REGULATION}.yaml`
export const PATHS = [REGULATION_FILE, ROWS_FILE]
export const FROM = '2026-02-02'

const POINTS: readonly (readonly [entry: string, clause: string, ask: string])[] = [
  ['hadir-pasif', 'menghadiri kampanye walau hanya mendengarkan', 'PNS hadir kampanye cabup minggu sore cuma nyimak, boleh?'],
  ['foto-dengan-calon', 'berfoto bersama calon dengan cara apa pun', 'foto bareng calon bupati di pernikahan, boleh?'],
  ['pasang-apk', 'memasang alat peraga kampanye', 'boleh pasang baliho caleg di pagar rumah saya?'],
  ['pakai-atribut', 'memakai atribut calon atau partai', 'PNS pakai kaos bergambar calon gubernur boleh?'],
  ['dukung-medsos', 'menyebarkan dukungan di media sosial', 'boleh saya share poster calon bupati di facebook?'],
]

const clause = (at: number, text: string) => ({
  label: `Butir ${at}`,
  heading: '',
  source_label: `Butir ${at}`,
  text: `ASN dilarang ${text}`,
  text_status: 'verbatim',
  force: 'in_force',
  in_force_until: null,
  designation: null,
  replaced_by: [],
  topics: [],
  sources: ['contoh'],
  notes: '',
})

export const regulation = {
  id: REGULATION,
  kind: 'norm',
  type: 'Surat Edaran',
  number: '1',
  year: 2026,
  short: 'SE Contoh 1/2026',
  title: 'CONTOH, bukan peraturan',
  issuer: 'Bupati Contoh',
  place: PLACE,
  rank: 6,
  status: 'in_force',
  enacted_on: FROM,
  in_force_from: FROM,
  date_known: 'exact',
  in_force_until: null,
  revoked_by: [],
  amended_by: [],
  binds: ['PNS', 'CPNS', 'PPPK'],
  election: null,
  sources: ['contoh'],
  notes: '',
  clauses: POINTS.map(([, text], at) => clause(at + 1, text)),
}

const row = (at: number, text: string) => ({
  id: `contoh-${at}`,
  when: [],
  verdict: 'forbidden',
  lead: `Tidak boleh. Menurut edaran contoh, ASN dilarang ${text}.`,
  reason: 'Contoh.',
  reading: 'Contoh.',
  violation: { before: 'kode-etik', after: 'disiplin-diperselisihkan' },
  basis: [`${REGULATION} Butir ${at}`],
  safe_way: 'Tanyakan tertulis.',
  safe_way_after: '',
  branches: [],
  confidence: 'sedang',
  disputed: false,
  review: { level: 'none', on: null },
})

export const rows = {
  regulation: REGULATION,
  place: PLACE,
  rows: POINTS.map(([entry, text], at) => ({ entry, years: [2026], row: row(at + 1, text) })),
  questions: POINTS.map(([, , ask], at) => ({
    ask,
    on: '2026-11-21',
    place: PLACE,
    status: null,
    expect: ['forbidden'],
    cite: [`${REGULATION} Butir ${at + 1}`],
  })),
}

export const withFiles = (files: Files, changes: Readonly<Record<string, unknown>>): Files => {
  const changed = new Map(files)
  for (const [path, body] of Object.entries(changes))
    if (body === null) changed.delete(path)
    else changed.set(path, dump(body))
  return changed
}

export const circularAdded = (knowledgeFolder: string): Files =>
  withFiles(readFiles(knowledgeFolder), { [REGULATION_FILE]: regulation, [ROWS_FILE]: rows })

/** An edition of these files that reads as another one has learned to: true as long as nothing is changed of what is learned from. */
export function reading(files: Files, learned: Edition): Edition {
  const { statistics, verdicts, bank, attested, language, read } = learned
  const { hash, sources, entries, places, regulation, regulationsOf, clause, clauses } = consult(
    nameOf(files),
    parse(files, known).sources,
  )
  return {
    ...{ hash, sources, entries, places, regulation, regulationsOf, clause, clauses },
    ...{ statistics, verdicts, bank, attested, language, read },
  }
}
