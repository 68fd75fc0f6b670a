// Users of PostgreSQL with no more rights than their role needs. What a role must not know, its user cannot read: the gateway alone can read an
// address, and it cannot read what is remembered of a conversation; the console reads consultations and can read no asker.
import pg from 'pg'
import { SWEPT } from './postgres.ts'
import type { Database } from './sql.ts'
import { versionOf } from './tables.ts'

export const ROLES = ['gateway', 'worker', 'console'] as const
export type RoleName = (typeof ROLES)[number]

/** Rights on a table, as GRANT takes them. */
type Rights = Readonly<Record<string, string>>

const ALL = 'SELECT, INSERT, UPDATE, DELETE'
/** Whoever forgets a person finds their rows by the identity alone. */
const FORGETS = 'SELECT (asker_id), DELETE'

/** Who may do what with which table; what is not named is forbidden. */
export const RIGHTS: Readonly<Record<RoleName, Rights>> = {
  gateway: {
    'vault.key_mark': 'SELECT, INSERT',
    'vault.address': ALL,
    'vault.seed': 'SELECT, INSERT, DELETE',
    'vault.receipt': FORGETS,
    'vault.casebook': 'SELECT (asker_id, consultation_id), DELETE',
    schema_version: 'SELECT',
    reach: ALL,
    seen: 'SELECT, INSERT, DELETE',
    inbox: 'SELECT, INSERT, DELETE',
    turn_line: ALL,
    session: 'SELECT (asker_id, on_date), DELETE',
    tempo: 'SELECT (asker_id, at), DELETE',
    outbox: 'SELECT, UPDATE, DELETE',
    reply_line: ALL,
    farewell: 'SELECT, DELETE',
    sheet: 'SELECT (on_date), DELETE',
    proof: 'SELECT, DELETE',
    // it lets go of what is over, says what became of a line, and sees for whom a voice note is
    consultation: 'SELECT (id, state, touched_on, has_spoken, is_with_bot), DELETE',
    consultation_line: 'SELECT (seq, consultation_id, delivery), UPDATE (delivery), DELETE',
    staff_session: 'SELECT (seen_at), DELETE',
    staff_try: 'SELECT (until_at), DELETE',
    invitation: 'SELECT (until_at), DELETE',
    audit: 'SELECT (seq, at), DELETE',
    pack: 'SELECT',
    edition: 'SELECT',
  },
  worker: {
    'vault.key_mark': 'SELECT, INSERT',
    // it lets go of an address and gives one to the holder of a receipt, without seeing any
    'vault.address': 'SELECT (asker_id, channel), UPDATE (asker_id), DELETE',
    'vault.seed': 'SELECT, UPDATE, DELETE',
    'vault.receipt': ALL,
    'vault.casebook': ALL,
    schema_version: 'SELECT',
    reach: 'SELECT (asker_id), UPDATE (asker_id), DELETE',
    // what has changed of an answer it writes into the asker's own line
    inbox: ALL,
    turn_line: ALL,
    session: ALL,
    tempo: ALL,
    outbox: ALL,
    reply_line: ALL,
    farewell: 'SELECT, INSERT, DELETE',
    tally: 'SELECT, INSERT, UPDATE',
    sheet: 'SELECT, INSERT, DELETE',
    proof: 'SELECT, INSERT',
    consultation: ALL,
    consultation_line: ALL,
    team: 'SELECT',
    setting: 'SELECT',
    resend: 'SELECT, DELETE',
    audit: 'SELECT, INSERT',
    // what answers can be moved, and nothing that ever answered can be unmade
    pack: 'SELECT, INSERT',
    edition: 'SELECT, INSERT',
    errand: ALL,
  },
  console: {
    'vault.key_mark': 'SELECT, INSERT',
    // never whose a consultation is
    'vault.casebook': 'SELECT (consultation_id, seed)',
    schema_version: 'SELECT',
    consultation: 'SELECT, UPDATE',
    consultation_line: ALL,
    team: ALL,
    setting: ALL,
    staff: ALL,
    staff_session: ALL,
    staff_try: ALL,
    invitation: ALL,
    // nothing that was done can be undone
    audit: 'SELECT, INSERT',
    tally: 'SELECT, INSERT, UPDATE',
    proof: 'SELECT',
    dead_letter: 'SELECT',
    resend: 'SELECT, INSERT',
    pack: 'SELECT, INSERT',
    edition: 'SELECT, INSERT',
    draft: ALL,
    draft_step: ALL,
    draft_page: ALL,
    errand: ALL,
  },
}

/** Roles sweep deleted rows out at once; PostgreSQL has a right to that from version 17 on. */
const MAINTAIN_FROM = 170_000

export const userOf = (role: RoleName): string => `rambu_${role}`

/** A user made, or found; the password is null when the user was there and keeps its own. */
export type MadeUser = { readonly role: RoleName; readonly user: string; readonly password: string | null }

/**
 * Makes the users and gives them their rights, as the owner of the tables, which must be there. Run again it sets the rights anew; passwords only
 * with `renew`. `newPassword` gives letters and digits only.
 */
export async function prepareRoles(
  db: Database,
  url: string,
  newPassword: () => string,
  renew: boolean,
): Promise<readonly MadeUser[]> {
  if ((await versionOf(db)) === null) throw new Error('the tables come first')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ version: string; database: string }>(
      `SELECT current_setting('server_version_num') AS version, current_database() AS database`,
    )
    const [server] = rows
    await client.query('BEGIN')
    await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC')
    const made: MadeUser[] = []
    for (const role of ROLES) {
      made.push(await makeUser(client, role, newPassword, renew))
      for (const statement of grants(role, server?.database ?? '', Number(server?.version))) await client.query(statement)
    }
    await client.query('COMMIT')
    return made
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    await client.end()
  }
}

async function makeUser(client: pg.Client, role: RoleName, newPassword: () => string, renew: boolean): Promise<MadeUser> {
  const user = userOf(role)
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [user])
  const isNew = rowCount === 0
  if (!isNew && !renew) return { role, user, password: null }
  const password = newPassword()
  // a statement of this kind takes no values
  if (!/^[a-z0-9]+$/.test(password)) throw new Error('a password of letters and digits is wanted')
  await client.query(`${isNew ? 'CREATE' : 'ALTER'} ROLE ${user} LOGIN PASSWORD '${password}'`)
  return { role, user, password }
}

function grants(role: RoleName, database: string, version: number): string[] {
  const user = userOf(role)
  const rights = Object.entries(RIGHTS[role])
  const sweeps = role !== 'console' && version >= MAINTAIN_FROM
  return [
    `REVOKE ALL ON ALL TABLES IN SCHEMA public, vault FROM ${user}`,
    `GRANT CONNECT ON DATABASE ${pg.escapeIdentifier(database)} TO ${user}`,
    `GRANT USAGE ON SCHEMA public, vault TO ${user}`,
    ...rights.map(([table, allowed]) => `GRANT ${allowed} ON ${table} TO ${user}`),
    ...(role === 'console' ? [] : [`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${user}`]),
    ...(sweeps ? [`GRANT MAINTAIN ON ${SWEPT.join(', ')} TO ${user}`] : []),
  ]
}
