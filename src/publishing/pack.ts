// Packs: what an edition is made of. The national files come with the program, the local ones are the office's own; joined they are the files of
// an edition. Where both have changed the same file nothing is merged: it is told, and a person decides.
import { createHash } from 'node:crypto'
import { check, type Files, hashOf } from '../knowledge/knowledge.ts'
import type { EditionBook, EditionRecord, LocalFile, LocalFiles, PackConflict } from './editions.ts'

/** By this a local file, and a draft, remember what they were made from. */
export const fileHash = (content: string): string => createHash('sha256').update(content).digest('hex')

const hashAt = (files: Files, path: string): string | null => {
  const content = files.get(path)
  return content === undefined ? null : fileHash(content)
}

/** The files of an edition. Where the packs do not agree the office's own file stands, and `conflicts` says so: such files must not answer. */
export function joined(
  national: Files,
  local: LocalFiles,
): { readonly files: Files; readonly conflicts: readonly PackConflict[] } {
  const files = new Map(national)
  const conflicts: PackConflict[] = []
  for (const [path, file] of local) {
    const why = disagreement(national, path, file)
    if (why !== null) conflicts.push({ path, why, what: '' })
    if (file.content === null) files.delete(path)
    else files.set(path, file.content)
  }
  return { files, conflicts }
}

/** What a record of an edition is made of; null: one of its packs is missing. */
export async function madeOf(
  book: Pick<EditionBook, 'national' | 'localFiles'>,
  record: Pick<EditionRecord, 'national' | 'local'>,
): Promise<{ readonly national: Files; readonly localFiles: LocalFiles; readonly files: Files } | null> {
  const [national, localFiles] = await Promise.all([book.national(record.national), book.localFiles(record.local)])
  if (national === undefined || localFiles === undefined) return null
  return { national, localFiles, files: joined(national, localFiles).files }
}

function disagreement(national: Files, path: string, { content, base }: LocalFile): PackConflict['why'] | null {
  const below = hashAt(national, path)
  const own = content === null ? null : fileHash(content)
  if (below === base || below === own) return null
  if (base === null) return 'now-national'
  return below === null ? 'gone-below' : 'changed-below'
}

/** Everything that keeps these packs from being an edition together. */
export function conflictsOf(national: Files, local: LocalFiles): readonly PackConflict[] {
  const { files, conflicts } = joined(national, local)
  if (conflicts.length > 0) return conflicts
  return check(files).map(({ file, field, kind, what }) => ({
    path: file,
    why: 'does-not-check',
    what: [field, kind, what].filter(Boolean).join(': '),
  }))
}

/**
 * The local files once these are published as well (null: the file goes). What says the same as the national file is none of the office's own.
 * `waiting`: a newer national pack that was in conflict; whoever changes a file now has decided with it in view.
 */
export function withChanges(
  national: Files,
  local: LocalFiles,
  changes: ReadonlyMap<string, string | null>,
  waiting: Files | null = null,
): LocalFiles {
  const next = new Map(local)
  for (const [path, content] of changes) {
    const base = hashAt(waiting ?? national, path)
    const isNational = (national.get(path) ?? null) === content && hashAt(national, path) === base
    if (isNational) next.delete(path)
    else next.set(path, { content, base })
  }
  return next
}

/** The local files without what a newer national pack says as well. */
export const withoutNational = (national: Files, local: LocalFiles): LocalFiles =>
  new Map([...local].filter(([path, { content }]) => (national.get(path) ?? null) !== content))

/** The name of a pack of local files; null for an empty one. Packs of national files are named as an edition of them alone would be. */
export function localHash(local: LocalFiles): string | null {
  if (local.size === 0) return null
  const lines = [...local].map(([path, { content, base }]): [string, string] => [path, JSON.stringify([base, content])])
  return hashOf(new Map(lines))
}
