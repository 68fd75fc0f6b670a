// A law book of three clauses, for pages and the service; the real one comes from an edition.
import type { Law, LawClause } from '../../src/console/law.ts'

const clause = (ref: string, name: string, more: Partial<LawClause> = {}): LawClause => ({
  ref,
  name,
  text: `Setiap pegawai wajib menjaga netralitas sebagaimana diatur dalam ${name}.`,
  textStatus: 'verbatim',
  force: 'in_force',
  path: `/k/${ref.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
  isNorm: true,
  ...more,
})

const CLAUSES = [
  clause('uu-20-2023 Pasal 24 ayat (1) huruf d', 'UU 20/2023 Pasal 24 ayat (1) huruf d'),
  clause('pp-42-2004 Pasal 11 huruf c', 'PP 42/2004 Pasal 11 huruf c'),
  clause('pp-53-2010 Pasal 4', 'PP 53/2010 Pasal 4', { force: 'repealed' }),
  clause('siaran-kasn Naskah', 'Siaran KASN', { isNorm: false }),
]

export const law: Law = {
  edition: 'e'.repeat(64),
  clause: ref => CLAUSES.find(c => c.ref === ref) ?? null,
  search: (words, max) =>
    CLAUSES.filter(c => words.split(/\s+/).some(w => c.text.toLowerCase().includes(w.toLowerCase()))).slice(0, max),
  situation: id => SITUATIONS.find(s => s.id === id) ?? null,
  get situations() {
    return SITUATIONS
  },
  topics: [
    { id: 'medsos', name: 'Media sosial' },
    { id: 'dana', name: 'Uang, barang, dan sumbangan' },
    { id: 'keluarga', name: 'Keluarga' },
  ],
  places: [
    { id: '31.71', name: 'Kota Jakarta Pusat' },
    { id: '33', name: 'Jawa Tengah' },
    { id: '33.74', name: 'Kota Semarang' },
  ],
  files: [
    {
      path: 'situations/dana/sumbangan-tim.yaml',
      kind: 'situation',
      id: 'sumbangan-tim',
      name: 'Menyumbang uang kepada tim',
      place: null,
    },
    {
      path: 'principles/sumbang-kampanye.yaml',
      kind: 'principle',
      id: 'sumbang-kampanye',
      name: 'Menyumbang kampanye',
      place: null,
    },
  ],
  concepts: [
    { id: 'act.post.upload', words: ['unggah', 'posting', 'up foto'] },
    { id: 'act.post.status', words: ['story', 'bikin status'] },
    { id: 'means.money.cash', words: ['uang tunai', 'duit'] },
  ],
  holidayYears: [2025, 2026],
}

const SITUATIONS = [
  { id: 'foto-calon-simpan-sendiri', title: 'Berfoto dengan calon tanpa mengunggahnya', topic: 'medsos' },
  { id: 'sumbangan-tim', title: 'Menyumbang uang kepada tim', topic: 'dana' },
]
