// From the tree to clauses as the knowledge keeps them: an article and a point stand without their number, what is inside them with it, and an
// item carries the sentence that leads it ("Pegawai dilarang: … a. …"). What is deeper than the grammar of labels belongs to the text above it.
import { isLabel } from '../../knowledge/knowledge.ts'
import type { Line, Place } from './lines.ts'
import { beginnings } from './numbering.ts'
import { outlineOf } from './outline.ts'
import type { Doubt, LeftOutPart } from './proposed.ts'
import { tableClauses } from './tables.ts'
import { joined, NO_TEXT, type Text, textOf } from './texts.ts'
import { type Block, isOpening, isTitle, type Node } from './tree.ts'
import type { Zone } from './zones.ts'

/** A clause in the making. `isPlain`: a paragraph without a number. */
export type Cut = {
  readonly label: string
  readonly heading: string
  readonly text: Text
  readonly doubts: ReadonlySet<Doubt>
  readonly isPlain: boolean
}
export type LeftOutPlaces = { readonly part: LeftOutPart; readonly places: readonly Place[] }
export type Cutting = { readonly cuts: readonly Cut[]; readonly leftOut: readonly LeftOutPlaces[] }

const WHOLE = 'Naskah'
/** Longer than any clause should be: probably something was not cut. */
const LONG = 3000

export function cutZones(zones: readonly Zone[]): Cutting {
  const cuts: Cut[] = []
  const leftOut: LeftOutPlaces[] = []
  for (const zone of zones) {
    if (zone.kind === 'out') leftOut.push({ part: zone.part, places: zone.lines })
    else if (zone.kind === 'explanation') cutExplanation(zone.lines, cuts, leftOut)
    else cutText(zone.lines, zone.kind === 'annex' ? zone.name : '', cuts, leftOut)
  }
  // a mark without words, a row without cells: there is nothing to confirm
  const [empty, said] = [cuts.filter(c => c.text.text === ''), cuts.filter(c => c.text.text !== '')]
  leftOut.push(...empty.map(c => ({ part: 'heading', places: c.text.places }) as const))
  return { cuts: named(said), leftOut }
}

// ── Orders and annexes ──

type Around = {
  readonly annex: string
  readonly section: string
  readonly put: (cut: Cut) => void
  readonly leave: (part: LeftOutPart, places: readonly Place[]) => void
}

function cutText(lines: readonly Line[], annex: string, cuts: Cut[], leftOut: LeftOutPlaces[]): void {
  const blocks = outlineOf(lines)
  const put = (cut: Cut): void => void cuts.push(cut)
  const leave = (part: LeftOutPart, places: readonly Place[]): void => void leftOut.push({ part, places })
  let section = ''
  let alinea = 0
  blocks.forEach((block, at) => {
    if (block.kind === 'heading') {
      if (block.mark !== null) section = block.title
      leave('heading', block.lines)
    } else if (block.kind === 'table') {
      const { cuts, heads } = tableClauses(block.lines, annex, section)
      if (heads.length > 0) leave('table-head', heads)
      cuts.forEach(put)
    } else {
      const around: Around = { annex, section, put, leave }
      if (block.node.style === null)
        alinea = cutParagraph(
          block.node,
          alinea,
          blocks.slice(at + 1).find(b => !isAddressing(b)),
          around,
        )
      else cutNode(block.node, '', NO_TEXT, around)
    }
  })
}

/** A paragraph at the margin: an opening, a sentence that leads points, or a clause of its own. Gives back how many there were. */
function cutParagraph(node: Node, alinea: number, next: Block | undefined, around: Around): number {
  const own = textOf(node.pieces)
  const isPoint = next?.kind === 'node' && next.node.style !== null
  if (isAddressing({ kind: 'node', node })) {
    around.leave('addressee', own.places)
    return alinea
  }
  if (isBasis(own.text) && node.parts.length > 0) {
    around.leave(
      'considerations',
      [own, ...node.parts.map(folded)].flatMap(t => t.places),
    )
    return alinea
  }
  if (node.parts.length > 0) {
    for (const part of node.parts) cutNode(part, '', own, around)
    if (node.tail.length > 0) return cutParagraph({ ...node, pieces: node.tail, parts: [], tail: [] }, alinea, undefined, around)
    return alinea
  }
  if (isPoint && isOpening(own.text)) {
    around.leave('opening', own.places)
    return alinea
  }
  const { annex, section } = around
  const nth = alinea + 1
  const heading = annex !== '' ? `${annex} alinea ${nth}` : section === '' ? `Alinea ${nth}` : section
  around.put({ label: WHOLE, heading, text: own, doubts: doubtsOf(node, own), isPlain: true })
  return nth
}

/** "Berdasarkan:" before a list of laws: why it was made, and no order. */
const isBasis = (text: string): boolean =>
  /\b(?:berdasarkan|mengingat|memperhatikan|merujuk|mengacu|menindaklanjuti)(?:\s+(?:pada|kepada|ketentuan|hal-hal|berikut))*\s*:$/i.test(
    text,
  )

/** "Kepada : …" and "Untuk : …" of an instruction. */
const isAddressing = (block: Block): boolean =>
  block.kind === 'node' && block.node.style === null && /^(?:kepada|untuk)\s*:/i.test(block.node.pieces[0]?.line.text ?? '')

const BARE: ReadonlySet<string> = new Set(['pasal', 'diktum'])

function cutNode(node: Node, above: string, lead: Text, around: Around): void {
  const path = pathOf(node, above, around.annex)
  const isRoot = above === ''
  const isBare = BARE.has(node.style ?? '') || (isRoot && lead.text === '')
  const own = joined([isBare ? '' : node.mark, textOf(node.pieces)])
  const text = joined([lead, own], ' … ')
  const isFolded =
    node.parts.length > 0 && node.parts.every(p => p.style !== null && !canBeCited(pathOf(p, path, around.annex), around.annex))
  if (node.parts.length === 0 || isFolded) {
    put(path, joined([text, ...node.parts.map(folded)]), node, around)
    if (node.tail.length > 0) put(path, joined([text, textOf(node.tail)], ' … '), node, around)
    return
  }
  cutParts(node, path, own, text, around)
}

function cutParts(node: Node, path: string, own: Text, text: Text, around: Around): void {
  const said = textOf(node.pieces)
  const isHeading = isTitle(node)
  const isDefining = /yang dimaksud dengan\s*[:;.,]?$/i.test(said.text)
  const leads = !isHeading && !isDefining && said.text !== '' && isLead(said.text, node)
  if (isHeading) around.leave('heading', said.places)
  else if (isDefining) around.leave('opening', said.places)
  else if (said.text === '') around.leave('heading', said.places)
  // what is a sentence of its own is a clause; a letter that leads numbers can be cited alone
  else if (!leads || / huruf [a-z]$/.test(path)) put(path, text, node, around)
  const inside: Around = isHeading ? { ...around, section: around.annex === '' ? said.text : around.section } : around
  for (const part of node.parts) {
    if (part.style === null) cutInside(part, path, inside)
    else cutNode(part, path, leads ? text : NO_TEXT, inside)
  }
  if (node.tail.length > 0) put(path, joined([leads ? text : own, textOf(node.tail)], ' … '), node, around)
}

/** A paragraph inside a point, with or without a list of its own. */
function cutInside(node: Node, path: string, around: Around): void {
  const own = textOf(node.pieces)
  if (node.parts.length === 0) put(path, own, node, around, true)
  else if (isOpening(own.text)) around.leave('opening', own.places)
  const lead = isOpening(own.text) ? NO_TEXT : own
  for (const part of node.parts) {
    if (part.style === null) cutInside(part, path, around)
    else cutNode(part, path, lead, around)
  }
  if (node.tail.length > 0) put(path, joined([lead, textOf(node.tail)], ' … '), node, around, true)
}

/** OCR takes a colon for something else; a list still follows. */
const isLead = (text: string, node: Node): boolean =>
  /:$/.test(text) || (node.pieces.some(p => p.line.isOcr) && !/\.$/.test(text))

function put(path: string, text: Text, node: Node, around: Around, isPlain = false): void {
  const { annex, section } = around
  const isNamed = annex === '' && isLabel(path)
  const label = isNamed ? path : WHOLE
  const heading = isNamed ? section : annex === '' ? path : `${annex} ${path}`
  around.put({ label, heading, text: withUnsureEnd(text, node), doubts: doubtsOf(node, text), isPlain })
}

/** An item of a list ends with a semicolon, which OCR reads as a comma or a colon and is sure of it: the sign is shown as unsure. */
function withUnsureEnd(text: Text, node: Node): Text {
  const isOcr = node.pieces.at(-1)?.line.isOcr === true
  if (!isOcr || node.style === null || node.parts.length > 0 || !/[,:]$/.test(text.text)) return text
  return { ...text, unsure: [...text.unsure, { from: text.text.length - 1, to: text.text.length }] }
}

const SEGMENTS: Readonly<Record<string, string>> = {
  ayat: 'ayat',
  huruf: 'huruf',
  'huruf)': 'huruf',
  angka: 'angka',
  'angka)': 'angka',
}

function pathOf(node: Node, above: string, annex: string): string {
  if (above !== '') {
    const number = node.style === 'ayat' ? `(${node.number})` : node.number
    return `${above} ${SEGMENTS[node.style ?? ''] ?? ''} ${number}`.replace(/\s+/g, ' ')
  }
  switch (node.style) {
    case 'pasal':
      return `Pasal ${node.number}`
    case 'diktum':
      return `Diktum ${node.number}`
    case 'HURUF':
    case 'ROMAWI':
      return `Bagian ${node.number}`
    case 'huruf':
    case 'huruf)':
      return annex === '' ? `Poin ${node.number}` : `huruf ${node.number}`
    default:
      return annex === '' ? `Butir ${node.number}` : `nomor ${node.number}`
  }
}

/** Whether a part can be named by the grammar; what has no label of its own is judged as if it were a point. */
const canBeCited = (path: string, annex: string): boolean =>
  isLabel(annex === '' && !/^(?:Diktum|Bagian)/.test(path) ? path : path.replace(/^(?:Diktum|Bagian|nomor|huruf) \S+/, 'Butir 1'))

const folded = (node: Node): Text => joined([node.mark, textOf(node.pieces), ...node.parts.map(folded), textOf(node.tail)])

function doubtsOf(node: Node, text: Text): Set<Doubt> {
  const doubts = new Set(node.doubts)
  if (node.pieces.some(p => p.line.doubts.some(d => d.to > p.from && /[\p{L}\p{N}]/u.test(p.line.text.slice(d.from, d.to)))))
    doubts.add('ocr-unsure')
  if (text.text.length > LONG) doubts.add('long')
  return doubts
}

// ── Explanation ──

const STEP = /^(?:Pasa[l1I|]\s+\d+[A-Z]?|Ayat\s*\(\d+[a-z]?\)|Huruf\s+[a-z]|Angka\s+\d+)$/i
const GENERAL = /^(?:[I1l|]\.?\s*)?UMUM$/
const BY_ARTICLES = /^(?:(?:II|11|ll|\|\|)\.?\s*)?PASAL DEMI PASAL$/
const RANK = ['pasal', 'ayat', 'huruf', 'angka']

function cutExplanation(all: readonly Line[], cuts: Cut[], leftOut: LeftOutPlaces[]): void {
  // an explanation is prose: a table in it is read as text
  const lines = all.map(l => ({ ...l, cell: null }))
  const middle = lines.findIndex(l => BY_ARTICLES.test(l.text))
  const general = middle < 0 ? lines : lines.slice(0, middle)
  const heads = lines.filter(l => GENERAL.test(l.text) || BY_ARTICLES.test(l.text) || STEP.test(l.text))
  leftOut.push({ part: 'heading', places: heads })
  const blocks = outlineOf(general.filter(l => !heads.includes(l)))
  for (const b of blocks) if (b.kind === 'heading') leftOut.push({ part: 'heading', places: b.lines })
  const paragraphs = blocks.flatMap(b => (b.kind === 'node' ? flattened(b.node) : []))
  paragraphs.forEach((text, at) => {
    const heading = paragraphs.length === 1 ? '' : `Alinea ${at + 1}`
    cuts.push({ label: 'Penjelasan Umum', heading, text, doubts: new Set(), isPlain: true })
  })
  if (middle >= 0) cutByArticles(lines.slice(middle + 1), cuts)
}

const flattened = (node: Node): Text[] =>
  [joined([node.mark, textOf(node.pieces)]), ...node.parts.flatMap(flattened), textOf(node.tail)].filter(t => t.text !== '')

/** "Pasal 4", "Ayat (2)", "Huruf a" each in a line of its own, then what is said of it. */
function cutByArticles(lines: readonly Line[], cuts: Cut[]): void {
  let steps: string[] = []
  let pieces: { line: Line; from: number }[] = []
  const close = (): void => {
    const label = ['Penjelasan', ...steps.map((s, at) => (at === 0 ? s : s.charAt(0).toLowerCase() + s.slice(1)))].join(' ')
    const isNamed = isLabel(label)
    const doubts = new Set<Doubt>(isNamed ? [] : ['label-unclear'])
    if (pieces.some(p => p.line.doubts.length > 0)) doubts.add('ocr-unsure')
    if (pieces.length > 0)
      cuts.push({
        label: isNamed ? label : 'Penjelasan Umum',
        heading: isNamed ? '' : steps.join(' '),
        text: textOf(pieces),
        doubts,
        isPlain: true,
      })
    pieces = []
  }
  for (const line of lines) {
    if (!STEP.test(line.text)) {
      pieces.push({ line, from: 0 })
      continue
    }
    close()
    const rank = RANK.indexOf(line.text.split(/[\s(]/)[0]?.toLowerCase() ?? '')
    const said =
      rank <= 0
        ? `Pasal ${beginnings(line.text)[0]?.number ?? line.text.replace(/\D+/, '')}`
        : line.text.replace(/Ayat\s*/i, 'Ayat ')
    steps = [...steps.filter(s => RANK.indexOf(s.split(/[\s(]/)[0]?.toLowerCase() ?? '') < rank), said]
  }
  close()
}

// ── Names ──

/** Two clauses never have one name: paragraphs of a section are counted, a number that comes twice is a doubt. */
function named(cuts: readonly Cut[]): Cut[] {
  const groups = Map.groupBy(cuts, c => `${c.label}|${c.heading}`)
  return cuts.map(cut => {
    const group = groups.get(`${cut.label}|${cut.heading}`) ?? []
    if (group.length === 1) return cut
    const nth = group.indexOf(cut) + 1
    if (group.every(c => c.isPlain)) return { ...cut, heading: `${cut.heading} alinea ${nth}`.trim() }
    const doubts = new Set(cut.doubts).add('numbering-twice')
    return nth === 1 ? { ...cut, doubts } : { ...cut, doubts, heading: `${cut.heading} ulangan ${nth}`.trim() }
  })
}
