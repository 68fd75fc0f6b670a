// Published local files in the layout of the repository, so that whoever keeps the national files can take them over, and another store the same.
import type { Files } from '../knowledge/knowledge.ts'
import { parse } from '../knowledge/knowledge.ts'
import type { ThingChange } from './compared.ts'
import { difference } from './difference.ts'
import type { EditionRecord, LocalFiles } from './editions.ts'
import { joined } from './pack.ts'
import type { Say } from './review.ts'

/** A row for the repository's own file of that name. */
export const CHANGES_FILE = 'CHANGES.md'
/** Paths of national files that the office leaves out, one a line. */
export const LEFT_OUT_FILE = 'LEFT-OUT.txt'

export type Exporting = {
  readonly record: EditionRecord
  readonly national: Files
  readonly localFiles: LocalFiles
}

/** Path → content. `say`: sentences of prompts/screens.id.yaml. */
export function exported({ record, national, localFiles }: Exporting, say: Say): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const leftOut: string[] = []
  for (const [path, { content }] of [...localFiles].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (content === null) leftOut.push(path)
    else files.set(path, content)
  if (leftOut.length > 0) files.set(LEFT_OUT_FILE, `${leftOut.join('\n')}\n`)
  if (localFiles.size > 0) files.set(CHANGES_FILE, changesOf({ record, national, localFiles }, say))
  return files
}

/** What such a folder makes of the national files: path → content, null where the file goes. What is neither knowledge nor that list is passed over. */
export function changesIn(files: ReadonlyMap<string, string>): ReadonlyMap<string, string | null> {
  const changes = new Map<string, string | null>()
  for (const path of (files.get(LEFT_OUT_FILE) ?? '').split(/\r?\n/)) if (path.trim() !== '') changes.set(path.trim(), null)
  for (const [path, content] of files) if (path.endsWith('.yaml')) changes.set(path, content)
  return changes
}

function changesOf({ record, national, localFiles }: Exporting, say: Say): string {
  const { files } = joined(national, localFiles)
  const { things } = difference(national, files)
  const named = names(files)
  const kinds = [...new Set(things.map(t => t.change))]
  const cells = [
    record.on,
    say(kinds.length === 1 ? `pub_kind_${kinds[0]}` : 'pub_kind_changed'),
    listed(things.map(t => named.place(t.place) ?? say('pub_nationwide'))),
    listed(things.flatMap(t => named.topic(t) ?? [])) || say('pub_topic_none'),
    [ended(record.reason), ...(['new', 'changed', 'gone'] as const).map(change => sentence(things, change, say))]
      .filter(Boolean)
      .join(' '),
  ]
  return `${say('pub_changes_head')}\n|---|---|---|---|---|\n| ${cells.map(inCell).join(' | ')} |\n`
}

/** What can be named to an asker: documents and acts, not single rows and questions. */
function sentence(things: readonly ThingChange[], change: ThingChange['change'], say: Say): string {
  const told = things.filter(t => t.change === change && NAMED.has(t.thing)).map(t => t.name)
  return told.length === 0 ? '' : say(`pub_changed_${change}`, { list: [...new Set(told)].join('; ') })
}

const NAMED: ReadonlySet<ThingChange['thing']> = new Set(['regulation', 'principle', 'situation', 'regional-row', 'election'])

const ended = (text: string): string => (text === '' || /[.!?]$/.test(text.trim()) ? text : `${text.trim()}.`)
const listed = (names: readonly string[]): string => [...new Set(names)].join(', ')
const inCell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim()

function names(files: Files) {
  const { places, topics, principles, situations } = parse(files).sources
  const placeNames = new Map(places.map(p => [p.code, p.name]))
  const topicNames = new Map(topics.map(t => [t.id, t.name]))
  const topicOf = new Map([...principles, ...situations].map(e => [e.id, topicNames.get(e.topic)]))
  return {
    place: (code: string | null): string | null => (code === null || code === 'ID' ? null : (placeNames.get(code) ?? code)),
    topic: ({ thing, id }: ThingChange): string | undefined => {
      const parts = id.split('/')
      return topicOf.get((thing === 'regional-row' ? parts[1] : parts[0]) ?? '')
    },
  }
}
