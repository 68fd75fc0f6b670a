// The store's side of drafts: each as it stands, the versions before it for undoing, and the pages of the document it came from. They hold law in the
// making and the ids of staff, and no asker. A draft that becomes an edition does so in one commit with the edition's record.
import { gunzipSync, gzipSync } from 'node:zlib'
import type { AuditEntry } from '../handoff/handoff.ts'
import {
  type Draft,
  type DraftBook,
  type DraftHead,
  type DraftId,
  type DraftStep,
  type Extracted,
  STEP_ACTS,
} from '../publishing/publishing.ts'
import { append } from './audit.ts'
import { EDITION, preparePublication, writePublication } from './editions.ts'
import { bytesOf, type Database, numberOf, oneOf, type Sql, type SqlRow, Stale, textOf } from './sql.ts'

/** Versions kept of a draft: the first, and the newest. */
const STEPS_KEPT = 300
/** Where what was read off the pages stands among them. */
const EXTRACTED = 0
const EXTRACTED_TYPE = 'application/json'

const packed = (text: string): Uint8Array => gzipSync(text)
const unpacked = (bytes: Uint8Array): string => gunzipSync(bytes).toString('utf8')

/** `chain`: what entries of the log are chained with. `onMoved`: another edition answers, by this very process. */
export function openDrafts(db: Database, chain: Uint8Array, onMoved: () => void): DraftBook {
  const { read } = db
  const heads = headsOf(read)
  const commit = async (
    draft: Draft,
    step: Omit<DraftStep, 'version'> | null,
    audit: readonly AuditEntry[],
    beside: (sql: Sql) => Promise<unknown> = async () => {},
  ): Promise<'done' | 'stale'> => {
    const before = await storedDraft(read, draft.id)
    if ((before?.version ?? 0) !== draft.version - 1) return 'stale'
    // packed here: within the transaction everything else would wait for it
    const earlier = before === null || step === null ? null : { step, body: packed(before.body) }
    try {
      await db.transact(async sql => {
        await write(sql, draft)
        if (earlier !== null) await keepStep(sql, draft, earlier.step, earlier.body)
        await beside(sql)
        await append(db.dialect, sql, chain, audit)
      })
      return 'done'
    } catch (error) {
      if (error instanceof Stale) return 'stale'
      throw error
    }
  }
  return {
    drafts: heads,
    draft: async id => {
      const found = await storedDraft(read, id)
      return found === null ? null : draftIn(found.body)
    },
    steps: async id =>
      (await read('SELECT version, by_staff, at, act, about FROM draft_step WHERE draft_id = ? ORDER BY version DESC', [id])).map(
        stepOf,
      ),
    before: async (id, version) => {
      const [row] = await read('SELECT body FROM draft_step WHERE draft_id = ? AND version = ?', [id, version])
      return row === undefined ? null : draftIn(unpacked(bytesOf(row, 'body')))
    },
    saved: (draft, step, audit) => commit(draft, step, audit),
    published: async (draft, step, publication, after, audit) => {
      const prepared = await preparePublication(read, publication)
      const ended = await commit(draft, step, audit, sql => writePublication(sql, prepared, after))
      if (ended === 'done') {
        db.announce(EDITION)
        onMoved()
      }
      return ended
    },
    keepPages: async (id, pages, extracted) => {
      await db.transact(sql => sql('DELETE FROM draft_page WHERE draft_id = ?', [id]))
      // each in a commit of its own: whoever else writes need not wait for eighty pictures
      for (const { number, type, bytes } of pages) await db.transact(sql => keepPage(sql, id, number, type, bytes))
      const lines = packed(JSON.stringify(extracted))
      await db.transact(sql => keepPage(sql, id, EXTRACTED, EXTRACTED_TYPE, lines))
    },
    page: async (id, number) => {
      const row = number === EXTRACTED ? undefined : await pageRow(read, id, number)
      return row === undefined ? null : { type: textOf(row, 'type'), bytes: bytesOf(row, 'body') }
    },
    extracted: async id => {
      const row = await pageRow(read, id, EXTRACTED)
      // written by this program alone, from the same shape
      const extracted: Extracted | null = row === undefined ? null : JSON.parse(unpacked(bytesOf(row, 'body')))
      return extracted
    },
    purged: async before => {
      await db.transact(async sql => {
        const over = `SELECT id FROM draft WHERE state IN ('published', 'discarded') AND touched_on < ?`
        await sql(`DELETE FROM draft_step WHERE draft_id IN (${over})`, [before])
        await sql(`DELETE FROM draft_page WHERE draft_id IN (${over})`, [before])
        await sql(`DELETE FROM draft WHERE state = 'discarded' AND touched_on < ?`, [before])
      })
    },
  }
}

/** Written by this program alone; versions of it that kept nothing of what was left out stored none. */
function draftIn(body: string): Draft {
  const draft: Draft = JSON.parse(body)
  return draft.source === null
    ? draft
    : { ...draft, source: { ...draft.source, leftOut: draft.source.leftOut ?? [], looked: draft.source.looked ?? [] } }
}

async function storedDraft(sql: Sql, id: DraftId): Promise<{ readonly version: number; readonly body: string } | null> {
  const [row] = await sql('SELECT version, body FROM draft WHERE id = ?', [id])
  return row === undefined ? null : { version: numberOf(row, 'version'), body: textOf(row, 'body') }
}

/** A draft may be large and there may be many: each version is opened once for the list. */
function headsOf(read: Sql): () => Promise<readonly DraftHead[]> {
  let known = new Map<string, DraftHead>()
  return async () => {
    const found = new Map<string, DraftHead>()
    for (const row of await read('SELECT id, version FROM draft ORDER BY touched_on DESC, id')) {
      const [id, version] = [textOf(row, 'id'), numberOf(row, 'version')]
      const head = known.get(`${id} ${version}`) ?? (await headOf(read, id))
      if (head !== null) found.set(`${id} ${head.version}`, head)
    }
    known = found
    return [...found.values()]
  }
}

async function headOf(read: Sql, of: DraftId): Promise<DraftHead | null> {
  const found = await storedDraft(read, of)
  if (found === null) return null
  const { id, state, title, madeOn, touchedOn, by, version, files } = draftIn(found.body)
  return { id, state, title, madeOn, touchedOn, by, version, files: Object.keys(files) }
}

async function write(sql: Sql, draft: Draft): Promise<void> {
  const { id, version, state, touchedOn } = draft
  const body = JSON.stringify(draft)
  const written =
    version === 1
      ? await sql(
          'INSERT INTO draft (id, version, state, touched_on, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id',
          [id, version, state, touchedOn, body],
        )
      : await sql('UPDATE draft SET version = ?, state = ?, touched_on = ?, body = ? WHERE id = ? AND version = ? RETURNING id', [
          version,
          state,
          touchedOn,
          body,
          id,
          version - 1,
        ])
  if (written.length === 0) throw new Stale()
}

async function keepStep(sql: Sql, { id, version }: Draft, step: Omit<DraftStep, 'version'>, body: Uint8Array): Promise<void> {
  const { by, at, act, about } = step
  await sql('INSERT INTO draft_step (draft_id, version, by_staff, at, act, about, body) VALUES (?, ?, ?, ?, ?, ?, ?)', [
    id,
    version - 1,
    by,
    at,
    act,
    about,
    body,
  ])
  const kept = await sql('SELECT version FROM draft_step WHERE draft_id = ? ORDER BY version', [id])
  const [, oldest] = kept
  if (kept.length > STEPS_KEPT && oldest !== undefined)
    await sql('DELETE FROM draft_step WHERE draft_id = ? AND version = ?', [id, numberOf(oldest, 'version')])
}

const keepPage = (sql: Sql, id: DraftId, number: number, type: string, body: Uint8Array) =>
  sql('INSERT INTO draft_page (draft_id, number, type, body) VALUES (?, ?, ?, ?)', [id, number, type, body])

const pageRow = async (read: Sql, id: DraftId, number: number): Promise<SqlRow | undefined> =>
  (await read('SELECT type, body FROM draft_page WHERE draft_id = ? AND number = ?', [id, number]))[0]

const stepOf = (row: SqlRow): DraftStep => ({
  version: numberOf(row, 'version'),
  by: textOf(row, 'by_staff'),
  at: numberOf(row, 'at'),
  act: oneOf(STEP_ACTS, row, 'act'),
  about: textOf(row, 'about'),
})
