import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Ask, answerPart, type Pick, type Proven, proven, publish } from '../../src/answering/answering.ts'
import { exposedWhere } from '../../src/exposed.ts'
import { consult, type Edition, type Sources } from '../../src/knowledge/knowledge.ts'
import { setOut } from '../../src/pages/clause.ts'
import {
  type ClausePage,
  clausePage,
  type DocumentPage,
  documentPage,
  indexPage,
  missingPage,
  type NoticePage,
  noticePage,
  type Page,
  type ProofPage,
  parsePaperWords,
  proofPage,
  type Site,
} from '../../src/pages/pages.ts'
import type { Profile } from '../../src/vocabulary.ts'
import { edition, nobody, QUIET_YEAR, words } from '../edition.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const yaml = read('prompts/pages.id.yaml')
const css = read('src/pages/paper.css')
const site: Site = { words: parsePaperWords(yaml), css, publicUrl: 'https://rambu.example', chatPath: '/' }
const published = publish(edition, words)
const CODE = 'AAAA-BBBB'

const split = (path: string): [string, string] => {
  const [, , document = '', slug = ''] = path.split('/')
  return [document, slug]
}
const dataAt = (path: string, on = QUIET_YEAR, from = published): ClausePage => {
  const page = from.clausePage(...split(path), on)
  if (page === null) throw new Error(`no page at ${path}`)
  return page
}
const documentAt = (id: string): DocumentPage => {
  const page = published.documentPage(id, QUIET_YEAR)
  if (page === null) throw new Error(`no page of ${id}`)
  return page
}
const clauses = edition.clauses().map(at => {
  const path = published.pathOf(at.ref) ?? ''
  return { at, path, data: dataAt(path) }
})

const notice: NoticePage = {
  office: { name: 'BKPSDM Uji', contact: 'loket 3' },
  retention: [
    { kind: 'message-marks', days: 14 },
    { kind: 'delivery-marks', days: 2 },
    { kind: 'conversation', days: 30 },
    { kind: 'pace', days: 1 / 24 },
    { kind: 'undelivered', days: 30 },
    { kind: 'identity', days: 365 },
    { kind: 'proof', days: 1826 },
    { kind: 'consultation', days: 180 },
    { kind: 'audit', days: 1826 },
    { kind: 'staff-session', days: 1 },
    { kind: 'statistics', days: null },
    { kind: 'backup', days: 35 },
  ],
  channels: ['whatsapp', 'telegram', 'web'],
  nameRecallPercent: 91.7,
  model: 'none',
  isDeskFull: false,
  threats: exposedWhere({ isDeskFull: false, model: null }).map(key => ({ key })),
  on: QUIET_YEAR,
}

function proved(text: string, profile: Partial<Profile> = {}, picks: readonly Pick[] = []): Proven {
  const ask: Ask = { said: [text], profile: { ...nobody, ...profile }, homePlace: null, office: null }
  const { draft, finding } = answerPart(edition, words, ask, 0, picks)
  const proof = proven(edition, draft, finding)
  if (proof === null) throw new Error('nothing to prove')
  return proof
}

const LIKE = 'sy PNS, kepencet like postingan calon bupati, kena sanksi ga?'
const like = proved(LIKE, { on: '2024-10-20' })
const proofData = (proof: Proven, from: Edition = edition): ProofPage => publish(from, words).proofPage(CODE, proof, QUIET_YEAR)

/** Another edition: nothing is learned anew, some sources are others. */
const changed = (sources: Partial<Sources>): Edition => consult('f00dfeed'.repeat(8), { ...edition.sources, ...sources })

const textOf = (html: string): string =>
  html
    .replace(/<style>[\s\S]*?<\/style>|<[^>]+>/g, '')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')

const kinds: Readonly<Record<string, Page>> = {
  index: indexPage(site, published.indexPage(QUIET_YEAR)),
  document: documentPage(site, documentAt('pp-94-2021')),
  clause: clausePage(site, dataAt('/k/pp-94-2021/pasal-5-huruf-n-angka-5')),
  proof: proofPage(site, proofData(like)),
  notice: noticePage(site, notice),
  missing: missingPage(site, { looked: 'proof', codeShape: CODE }),
}

describe('an address for every clause', () => {
  it('every loaded clause has exactly one page, and its slug finds it again, in capitals too', () => {
    expect(new Set(clauses.map(c => c.path)).size).toBe(edition.clauses().length)
    for (const { at, path, data } of clauses) {
      expect(path).toMatch(/^\/k\/[a-z0-9.-]+\/[a-z0-9-]+$/)
      expect(data).toMatchObject({ path, text: at.clause.text })
      expect(dataAt(path.toUpperCase().replace('/K/', '/k/'))).toEqual(data)
    }
  })

  it('can be read: the label as it is spoken, with the heading only where two clauses share a label', () => {
    expect(published.pathOf('pp-94-2021 Pasal 5 huruf n angka 5')).toBe('/k/pp-94-2021/pasal-5-huruf-n-angka-5')
    expect(published.pathOf('uu-7-2017 Pasal 280 ayat (2) huruf h')).toBe('/k/uu-7-2017/pasal-280-ayat-2-huruf-h')
    expect(published.pathOf('se-batang-2023 Naskah (Larangan like/share)')).toBe('/k/se-batang-2023/naskah')
    expect(published.pathOf('se-pagaralam-800-903-2024 Naskah (Media sosial)')).toMatch(/\/naskah--media-sosial$/)
    expect(published.pathOf('pp-94-2021 Pasal 999')).toBeNull()
  })

  it('leads who knows only the shared label to the first clause that has it', () => {
    expect(dataAt('/k/pp-11-2017/pasal-335').heading).toBe('')
    expect(dataAt('/k/se-ppu-10-2024/naskah').path).toBe('/k/se-ppu-10-2024/naskah--cakupan')
  })

  it('keeps two clauses apart whose headings differ only in their signs', () => {
    const [first] = edition.sources.regulations
    const [clause] = first?.clauses ?? []
    if (first === undefined || clause === undefined) throw new Error('an edition without a clause')
    const twins = ['A/B', 'A B'].map(heading => ({ ...clause, heading }))
    const other = changed({ regulations: [{ ...first, clauses: twins }] })
    const paths = other.clauses().map(at => publish(other, words).pathOf(at.ref) ?? '')
    expect(new Set(paths).size).toBe(2)
    expect(paths.map(path => dataAt(path, QUIET_YEAR, publish(other, words)).name)).toEqual(['A/B', 'A B'])
  })

  it('follows the order of the law book, from the first clause to the last and back', () => {
    const inOrder: string[] = []
    for (let at: string | undefined = documentAt('pp-94-2021').clauses[0]?.path; at !== undefined; ) {
      inOrder.push(at)
      const { next } = dataAt(at)
      if (next !== null) expect(dataAt(next.path).previous?.path).toBe(at)
      at = next?.path
    }
    expect(inOrder).toEqual(documentAt('pp-94-2021').clauses.map(c => c.path))
    const place = (label: string): number => inOrder.indexOf(published.pathOf(`pp-94-2021 ${label}`) ?? '')
    expect(place('Pasal 5 huruf n')).toBeLessThan(place('Pasal 5 huruf n angka 1'))
    expect(place('Pasal 5 huruf n angka 7')).toBeLessThan(place('Pasal 13 huruf g'))
    expect(place('Pasal 42')).toBeLessThan(place('Penjelasan Pasal 5 huruf a'))
  })

  it('leads nowhere that is not there', () => {
    const pages = [
      ...clauses.map(c => clausePage(site, c.data)),
      ...edition.sources.regulations.map(r => documentPage(site, documentAt(r.id))),
      ...Object.values(kinds),
    ]
    const paths = new Set(pages.flatMap(page => [...page.html.matchAll(/ href="(\/[^"]*)"/g)].map(m => m[1] ?? '')))
    const fixed = ['/', '/k', '/privasi']
    const dead = [...paths].filter(path => {
      const [document, slug] = split(path)
      if (fixed.includes(path)) return false
      return slug === ''
        ? published.documentPage(document, QUIET_YEAR) === null
        : published.clausePage(document, slug, QUIET_YEAR)?.path !== path
    })
    expect(dead).toEqual([])
  })
})

describe('the text of a clause', () => {
  it('stands on its page byte for byte, in quotation marks where it is law or a quotation of it', () => {
    for (const { at, data } of clauses.filter(c => c.at.clause.text_status !== 'summary')) {
      const { html } = clausePage(site, data)
      const block = html.match(/<blockquote>([\s\S]*?)<\/blockquote>/)?.[1] ?? ''
      expect(textOf(block), at.ref).toBe(`“${at.clause.text}”`)
    }
  })

  it('is never in quotation marks where it is our summary, and is not offered to be quoted', () => {
    for (const { at, data } of clauses.filter(c => c.at.clause.text_status === 'summary')) {
      const { html } = clausePage(site, data)
      expect(html, at.ref).not.toContain('<blockquote')
      expect(textOf(html), at.ref).not.toContain(`“${at.clause.text.slice(0, 20)}`)
      expect(textOf(html), at.ref).toContain(site.words.law.summary)
      expect(textOf(html), at.ref).toContain(site.words.law.quoting_summary)
      expect(html, at.ref).not.toContain('class="quoting"')
    }
  })

  it('is set in lines that are the text again when put together', () => {
    for (const { at } of clauses) {
      const lines = setOut(at.clause.text)
      expect(lines.map(line => line.marker + line.words).join('')).toBe(at.clause.text)
    }
  })

  it('has its parts on lines of their own, and no line where a number is only mentioned', () => {
    const markers = (text: string) => setOut(text).map(line => [line.depth, line.marker.trim()])
    const [first, last] = [edition.clause('pp-94-2021 Pasal 8 ayat (4)'), edition.clause('pp-94-2021 Pasal 5 huruf n angka 5')]
    expect(markers(first?.clause.text ?? '')).toEqual([
      [1, '(4)'],
      [2, 'a.'],
      [2, 'b.'],
      [2, 'c.'],
    ])
    expect(markers(last?.clause.text ?? '')).toEqual([
      [0, ''],
      [1, 'n.'],
      [2, '5.'],
    ])
    expect(markers('Terdiri atas: a. satu: 1. kecil; 2. besar; dan b. dua.').map(([depth]) => depth)).toEqual([0, 1, 2, 2, 1])
    expect(markers('Sebagaimana dimaksud dalam ayat (1) huruf c; selama 6 (enam) bulan, Rp1.000.000,00; 3. tidak.')).toEqual([
      [0, ''],
    ])
  })

  it('is quoted from where it was seen when the full text was not', () => {
    const page = dataAt('/k/uu-7-2017/pasal-494')
    expect(textOf(clausePage(site, page).html)).toContain(`Sebagaimana dikutip ${page.sources[0]}`)
  })

  it('shows old criminal figures only with the warning that they were converted', () => {
    expect(textOf(clausePage(site, dataAt('/k/uu-7-2017/pasal-494')).html)).toContain(words.say('criminal_warning'))
    expect(dataAt('/k/uu-7-2017/pasal-494', '2025-06-01').warning).toBe('')
  })
})

describe('the force of a clause', () => {
  it('a rule of the past is said to be one before its words, with what took its place', () => {
    const { html } = clausePage(site, dataAt('/k/pp-53-2010/pasal-4-angka-15'))
    expect(html.indexOf(site.words.force.repealed)).toBeLessThan(html.indexOf('<blockquote'))
    expect(html).toContain('<a href="/k/pp-94-2021/pasal-5-huruf-n">PP 94/2021 Pasal 5 huruf n</a>')
    expect(html).toContain('https://schema.org/NotInForce')
    expect(html).not.toContain('https://schema.org/InForce')
  })

  it('is that of the day on which the page is read', () => {
    const force = (path: string, on: string) => dataAt(path, on).force
    expect(force('/k/pp-53-2010/pasal-4-angka-15', '2020-01-01')).toBe('in_force')
    expect(force('/k/pp-94-2021/pasal-2', '2020-01-01')).toBe('future')
    expect(force('/k/pp-94-2021/pasal-2', QUIET_YEAR)).toBe('in_force')
  })

  it('no page of a repealed clause calls it in force, and none of an uncertain one hides the doubt', () => {
    for (const { at, data } of clauses.filter(c => c.at.regulation.kind === 'norm')) {
      const text = textOf(clausePage(site, data).html)
      if (data.force === 'repealed') expect(text, at.ref).toContain(site.words.law.repealed)
      if (data.force === 'unknown') expect(text, at.ref).toContain(site.words.law.unknown)
    }
    expect(textOf(clausePage(site, dataAt('/k/skb-2022/lampiran-ii-disiplin-nomor-6')).html)).toContain(words.say('skb_doubt'))
  })

  it('a statement of an official is never shown as a rule', () => {
    for (const { at, data } of clauses.filter(c => c.at.regulation.kind !== 'norm')) {
      const { html } = clausePage(site, data)
      expect(html, at.ref).toContain(at.regulation.kind === 'statement' ? site.words.law.statement : site.words.law.example)
      expect(html, at.ref).not.toMatch(/schema\.org/)
      expect(textOf(html), at.ref).not.toContain(`${site.words.force.in_force} per`)
    }
  })
})

describe('who leans on a clause', () => {
  it('every row of the knowledge is counted on the pages of its basis', () => {
    const { principles, situations, regionals } = edition.sources
    const rows = [
      ...[...principles, ...situations].flatMap(e => e.rows),
      ...regionals.flatMap(r => r.rows.map(added => added.row)),
    ]
    const wanted = rows.reduce((sum, row) => sum + new Set(row.basis.map(ref => edition.clause(ref)?.ref)).size, 0)
    const shown = clauses.reduce((sum, c) => sum + c.data.citers.reduce((own, citer) => own + citer.rows.length, 0), 0)
    expect(shown).toBe(wanted)
  })

  it('each is named with its verdict, however many they are', () => {
    for (const path of ['/k/pp-94-2021/pasal-8-ayat-4', '/k/uu-20-2023/pasal-24-ayat-1-huruf-d']) {
      const data = dataAt(path)
      const text = textOf(clausePage(site, data).html)
      for (const citer of data.citers) {
        expect(text).toContain(citer.title)
        for (const { verdict } of citer.rows) expect(text).toContain(site.words.verdict[verdict])
      }
    }
  })
})

describe('every page', () => {
  it('weighs at most 40 KB', () => {
    const heavy = [
      ...clauses.map(c => clausePage(site, c.data)),
      ...edition.sources.regulations.map(r => documentPage(site, documentAt(r.id))),
      ...Object.values(kinds),
    ].filter(page => Buffer.byteLength(page.html) > 40 * 1024)
    expect(heavy.map(page => page.html.match(/<title>[^<]*/)?.[0])).toEqual([])
  })

  for (const [name, page] of Object.entries(kinds)) {
    it(`${name}: runs no script, loads nothing, and its policy allows nothing but its own style`, () => {
      const { html, gzip, headers } = page
      const policy = headers['content-security-policy'] ?? ''
      const [style = ''] = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(m => m[1] ?? '')
      expect(html).not.toMatch(
        /<(?:script|img|iframe|object|embed|form|input|button)\b| on\w+="| style="|@import|@font-face|url\(/i,
      )
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}';`)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/script-src|unsafe|\*|http/)
      expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
      expect(gunzipSync(gzip).toString()).toBe(html)
      expect(html).toMatch(/^<!doctype html>\n<html lang="id">/)
      expect(html.match(/<h1/g)).toHaveLength(1)
      expect(html).not.toMatch(/undefined|\[object|\{\w+\}(?![^<]*<\/style>)/)
    })
  }

  it('tells search engines where it lives, once, and only where the outside can reach it', () => {
    const { html } = clausePage(site, dataAt('/k/pp-94-2021/pasal-2'))
    expect(html).toContain('<link rel="canonical" href="https://rambu.example/k/pp-94-2021/pasal-2">')
    expect(html.match(/<meta name="description" content="([^"]*)"/)?.[1]).toContain('PNS wajib menaati kewajiban')
    const inside = clausePage({ ...site, publicUrl: null, chatPath: null }, dataAt('/k/pp-94-2021/pasal-2')).html
    expect(inside).not.toContain('canonical')
    expect(inside).not.toMatch(/rambu\.example|href="\/"/)
  })

  it('shows words as words, whoever wrote them', () => {
    const hostile = '<b>a</b> & "b" </style><script>'
    const data = dataAt('/k/pp-94-2021/pasal-2')
    const pages = [
      clausePage(site, { ...data, text: hostile, name: hostile, sources: [hostile] }),
      proofPage(site, { ...proofData(like), first: hostile, reading: hostile, code: hostile }),
      noticePage(site, { ...notice, office: { name: hostile, contact: hostile } }),
    ]
    for (const { html } of pages) {
      expect(html).not.toMatch(/<b>a<|<script/)
      expect(html).toContain('&lt;b&gt;a&lt;/b&gt; &amp; &quot;b&quot;')
    }
    expect(() => noticePage({ ...site, css: 'a{} </style>' }, notice)).toThrow()
  })

  it('links a source only where it is an address', () => {
    const data = {
      ...dataAt('/k/pp-94-2021/pasal-2'),
      sources: ['https://jdih.example/x', 'javascript:alert(1)', 'koran uji, 2024'],
    }
    const links = [...clausePage(site, data).html.matchAll(/<a href="([^"]*)" rel/g)].map(m => m[1])
    expect(links).toEqual(['https://jdih.example/x'])
  })
})

describe('a proof', () => {
  it("shows the answer, its facts, its law and its day, and not a word of the asker's", () => {
    const proof = proved('kata rahasia zebra: sy PNS, kepencet like postingan calon bupati, kena sanksi ga?', {
      on: '2024-10-20',
      status: 'PNS',
      place: '73.02',
    })
    const text = textOf(proofPage(site, proofData(proof)).html)
    expect(JSON.stringify(proof)).not.toMatch(/zebra|kepencet/)
    for (const shown of [CODE, proof.first, proof.reading, proof.safeWay, 'PNS', 'Kabupaten Bulukumba', '20 Oktober 2024'])
      expect(text).toContain(shown)
    for (const { name } of proof.citations) expect(text).toContain(name)
    expect(text).toContain(site.words.proof.proves_not)
  })

  it('never says of a rule whose force is in doubt that it is in force', () => {
    const forces = new Map(proofData(like).citations.map(c => [c.name.startsWith('SKB'), c.force]))
    expect(forces).toEqual(
      new Map([
        [true, 'unknown'],
        [false, 'in_force'],
      ]),
    )
  })

  it('is kept by no cache and found by no search engine', () => {
    const page = proofPage(site, proofData(like))
    expect(page.headers['cache-control']).toBe('private, no-store')
    expect(page.html).toContain('<meta name="robots" content="noindex, nofollow">')
    expect(page.html).not.toContain('canonical')
  })

  it('holds the branch that the asker chose', () => {
    const [branch] = edition.entries.get(like.rule.entry)?.rows.find(r => r.id === like.rule.row)?.branches ?? []
    if (branch === undefined) throw new Error('an open row without a branch')
    const picks: Pick[] = [{ kind: 'branch', entry: like.rule.entry, row: like.rule.row, when: branch.if }]
    const proof = proved(LIKE, { on: '2024-10-20' }, picks)
    expect(proof.rule).toMatchObject({ branch: branch.if, verdict: branch.then })
    expect(proof.facts).toContainEqual({ kind: 'choice', text: branch.if })
    expect(proofData(proof).today.kind).toBe('same')
  })

  it('says that it would be the same today when nothing has changed', () => {
    expect(proofData(like).today).toEqual({ kind: 'same', isReworded: false, on: QUIET_YEAR, edition: edition.hash })
  })

  type Entry = Sources['situations'][number]
  /** The edition with another row where the proof's stands, or without its entry. */
  const rowChanged = (row: Partial<Entry['rows'][number]>): Edition => {
    const other = (entry: Entry): Entry => ({
      ...entry,
      rows: entry.rows.map(r => (r.id === like.rule.row ? { ...r, ...row } : r)),
    })
    const each = (entries: readonly Entry[]): Entry[] => entries.map(e => (e.id === like.rule.entry ? other(e) : e))
    return changed({ situations: each(edition.sources.situations), principles: each(edition.sources.principles) })
  }
  const without = (entries: readonly Entry[]): Entry[] => entries.filter(e => e.id !== like.rule.entry)

  it('says at once that a later edition answers otherwise, and how', () => {
    const { today } = proofData(like, rowChanged({ verdict: 'forbidden', lead: 'Tidak boleh. Uji.' }))
    expect(today).toMatchObject({
      kind: 'changed',
      first: 'Tidak boleh. Uji.',
      reasons: [{ kind: 'verdict', verdict: 'forbidden' }],
    })
    const { html } = proofPage(site, { ...proofData(like), today })
    expect(html.indexOf(site.words.proof.changed)).toBeLessThan(html.indexOf(site.words.proof.facts))
    expect(html).toContain('Tidak boleh. Uji.')
  })

  it('does not call new words a new answer', () => {
    expect(proofData(like, rowChanged({ lead: 'Lain katanya.' })).today).toMatchObject({ kind: 'same', isReworded: true })
  })

  it('says which clause has lost its force since', () => {
    const [cited] = like.citations
    const regulations = edition.sources.regulations.map(r => ({
      ...r,
      clauses: r.clauses.map(c => ({
        ...c,
        in_force_until: edition.clause(cited?.ref ?? '')?.clause === c ? '2025-12-31' : c.in_force_until,
      })),
    }))
    const { today } = proofData(like, changed({ regulations }))
    expect(today).toMatchObject({ kind: 'changed', reasons: [{ kind: 'force', name: cited?.name, force: 'repealed' }] })
  })

  it('says so when the knowledge of today knows nothing of it, or answers it in another way', () => {
    const gone = changed({
      situations: without(edition.sources.situations),
      principles: without(edition.sources.principles),
    })
    expect(proofData(like, gone).today.kind).toBe('gone')
    expect(textOf(proofPage(site, proofData(like, gone)).html)).toContain(site.words.proof.gone)
    expect(proofData({ ...like, rule: { ...like.rule, row: 'hilang' } }).today).toMatchObject({ kind: 'changed', first: null })
    const lost = publish(changed({ regulations: [] }), words).proofPage(CODE, like, QUIET_YEAR)
    expect(lost.citations.every(c => c.path === null)).toBe(true)
    expect(lost.today).toMatchObject({ kind: 'changed' })
  })

  it('is not made of an answer that rests on nothing', () => {
    const ask: Ask = { said: ['qwrtp zxcvb'], profile: nobody, homePlace: null, office: null }
    const { draft, finding } = answerPart(edition, words, ask, 0, [])
    expect(proven(edition, draft, finding)).toBeNull()
  })
})

describe('the privacy notice', () => {
  const { html } = noticePage(site, notice)

  it('tells every kind that is kept, for how long, each channel that is on, and all that stays exposed', () => {
    const { retention, platform, threat } = site.words.notice
    const text = textOf(html)
    for (const { kind } of notice.retention) expect(text).toContain(retention[kind])
    for (const channel of notice.channels) expect(text).toContain(platform[channel])
    for (const { key } of notice.threats) expect(text).toContain(threat[key])
    expect(text).not.toContain(platform.terminal)
    const terms = [...html.matchAll(/<td>([^<]*)<\/td><\/tr>/g)].map(m => m[1])
    const wanted = [
      '14 hari',
      '2 hari',
      '30 hari',
      '1 jam',
      '30 hari',
      '1 tahun',
      '5 tahun',
      '180 hari',
      '5 tahun',
      '1 hari',
      'seterusnya',
      '35 hari',
    ]
    expect(terms).toEqual(wanted)
    expect(text).toContain('91 dari 100')
  })

  it('is refused when something is kept, switched on or exposed that it has no sentence for', () => {
    expect(() => noticePage(site, { ...notice, retention: [{ kind: 'diary', days: 1 }] })).toThrow('notice.retention.diary')
    expect(() => noticePage(site, { ...notice, threats: [{ key: 'toString' }] })).toThrow('notice.threat.toString')
    const mute = parsePaperWords(yaml.replace('    telegram:', '    telegraph:'))
    expect(() => noticePage({ ...site, words: mute }, notice)).toThrow('notice.platform.telegram')
  })

  it('tells of copies in Telegram where officers read there, and nowhere else', () => {
    const { reader_group_text, threat } = site.words.notice
    for (const sentence of [reader_group_text, threat['desk-copies']]) expect(textOf(html)).not.toContain(sentence)
    const threats = exposedWhere({ isDeskFull: true, model: null }).map(key => ({ key }))
    const full = textOf(noticePage(site, { ...notice, isDeskFull: true, threats }).html)
    for (const sentence of [reader_group_text, threat['desk-copies']]) expect(full).toContain(sentence)
  })

  it('says whether a model outside reads along, and who runs this', () => {
    const { reader_model_none, reader_model_own, reader_model_media, reader_model_outside, office_none } = site.words.notice
    const read = (model: NoticePage['model']): string => noticePage(site, { ...notice, model }).html
    expect(html).toContain(reader_model_none)
    expect(read('own')).toContain(reader_model_own)
    expect(read('own')).not.toContain(reader_model_media)
    expect(read('own-media')).toContain(reader_model_media)
    expect(read('outside')).toContain(reader_model_outside)
    expect(html).toContain('BKPSDM Uji, loket 3')
    expect(noticePage(site, { ...notice, office: null }).html).toContain(office_none)
  })

  it('can be read in three minutes', () => {
    expect(html.replace(/<style>[\s\S]*?<\/style>|<[^>]+>/g, ' ').split(/\s+/).length).toBeLessThanOrEqual(660)
  })
})

describe('where nothing is', () => {
  it('helps on, the same whether a code never was or its time is over, and is not kept', () => {
    for (const looked of ['proof', 'law', 'page'] as const) {
      const page = missingPage(site, { looked, codeShape: CODE })
      expect(page.html).toContain(site.words.missing[looked])
      for (const path of ['/', '/k', '/privasi']) expect(page.html).toContain(`<a href="${path}">`)
      expect(page.html.includes(CODE)).toBe(looked === 'proof')
      expect(page.headers['cache-control']).toBe('private, no-store')
    }
  })
})

describe('the words and the styles', () => {
  it('are all there and all used', () => {
    const code = ['clause', 'notice', 'paper', 'proof'].map(name => read(`src/pages/${name}.ts`)).join('\n')
    const byKind = /^(?:stage_\w+|statement|example|page|law|proof|(?:page|law|proof)_text)$/
    const { verdict, force, ...groups } = site.words
    const unused = Object.values(groups).flatMap(group =>
      Object.keys(group).filter(key => !byKind.test(key) && !new RegExp(`(?:[a-z]\\.|[{,] )${key}\\b(?!')`).test(code)),
    )
    expect(unused).toEqual([])
    expect(Object.keys({ ...verdict, ...force })).toHaveLength(13)
    for (const wrong of [yaml.replace('  brand:', '  trade:'), yaml.replace('missing:\n', 'missing:\n  more: "x"\n')])
      expect(() => parsePaperWords(wrong)).toThrow()
  })

  it('use nothing that a phone with Chrome 80 cannot do without', () => {
    const tooNew =
      /:is\(|:where\(|:has\(|\binset:|aspect-ratio|(?<!(?:column|row|grid)-)\bgap:|dvh|color-mix|@layer|@container|(?:margin|padding)-inline:/
    expect(css.replace(/\/\*.*\*\//g, '').match(tooNew)?.[0]).toBeUndefined()
  })
})
