// A document that was read becomes a proposal: clauses with their labels, and what it says of itself. Everything is a proposal: nothing here
// takes a text for law, and what is not certain carries a doubt that a person resolves. Pure: same lines, same proposal.
import { type Clause, consult, type Files, hashOf, parse } from '../../knowledge/knowledge.ts'
import { type Cut, cutZones, type LeftOutPlaces } from './clauses.ts'
import type { Extracted } from './extracted.ts'
import { flowOf, type Place } from './lines.ts'
import { type Known, metadataOf } from './metadata.ts'
import type { Doubt, LeftOut, Mark, Proposed, ProposedMetadata } from './proposed.ts'
import { spotsOf } from './texts.ts'
import { zonesOf } from './zones.ts'

export type { Known } from './metadata.ts'

/** `source`: what the clauses name as their source; null: the document by its own name. */
export function propose(extracted: Extracted, known: Known, source: string | null = null): Proposed {
  const { lines, running, specks } = flowOf(extracted)
  const zones = zonesOf(lines)
  const { cuts, leftOut } = cutZones(zones)
  const placed = new Set([...cuts.flatMap(c => c.text.places), ...leftOut.flatMap(l => l.places)].map(placeKey))
  const stray = lines.filter(l => !placed.has(placeKey(l)))
  const metadata = metadataOf(lines, zones, known)
  const force = forceBy(metadata)
  return {
    metadata,
    clauses: cuts.map(cut => ({
      clause: clauseOf(cut, force, source ?? metadata.short?.value ?? metadata.title?.value ?? UNNAMED),
      mark: markOf(cut, specks),
    })),
    refusedPages: extracted.pages.filter(p => p.isRefused).map(p => p.number),
    leftOut: byPart([
      ...leftOut,
      { part: 'running', places: running },
      { part: 'specks', places: specks },
      { part: 'stray', places: stray },
    ]),
  }
}

const placeKey = ({ page, from }: Place): string => `${page} ${from}`

/** A document that says nothing of itself still needs a source; the editor names it. */
const UNNAMED = 'dokumen yang diunggah'

/** A document whose day is known holds from that day; of one without a date nothing is said. */
const forceBy = ({ enacted_on }: ProposedMetadata): Clause['force'] => (enacted_on?.value == null ? 'unknown' : 'in_force')

function clauseOf({ label, heading, text }: Cut, force: Clause['force'], source: string): Clause {
  return {
    label,
    heading,
    source_label: heading === '' ? label : `${label} (${heading})`,
    text: text.text,
    // until a person has compared it with the page
    text_status: 'quoted-secondary',
    force,
    in_force_until: null,
    designation: null,
    replaced_by: [],
    topics: [],
    sources: [source],
    notes: '',
  }
}

/** Where OCR took a line for dirt, words may be missing beside it. */
const isBeside = (one: Place, other: Place): boolean =>
  one.page === other.page && (one.to + 1 === other.from || other.to + 1 === one.from)

function markOf({ text, doubts }: Cut, specks: readonly Place[]): Mark {
  const isBroken = specks.some(speck => text.places.some(place => isBeside(place, speck)))
  const all: ReadonlySet<Doubt> = isBroken ? new Set(doubts).add('ocr-unsure') : doubts
  return { spots: spotsOf(text.places), doubts: [...all].toSorted(), unsure: text.unsure, confirmedBy: null }
}

const byPart = (all: readonly LeftOutPlaces[]): readonly LeftOut[] =>
  [
    ...Map.groupBy(
      all.filter(l => l.places.length > 0),
      l => l.part,
    ),
  ].map(([part, found]) => ({ part, spots: spotsOf(found.flatMap(l => l.places)) }))

/** What the files of an edition know of places and documents. */
export function knownIn(files: Files): Known {
  const { sources } = parse(files)
  return { places: consult(hashOf(files), sources).places, regulations: sources.regulations, names: sources.documentNames }
}
