/**
 * One database and one role per service in an embedded server. The launcher hands it out; a role owns its database and
 * can connect to no other, so that reading a neighbour's tables fails on a laptop too.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ids } from '@atoll/pipeline'
import pg from 'pg'
import { readText, writeSecret } from './directory.ts'
import type { Pool } from './pool.ts'
import { badName, nameTaken } from './refusals.ts'

const namePattern = /^[a-z][a-z0-9_-]{0,62}$/
const passwordBytes = 24

/** What exists already. */
interface Found {
  readonly role: boolean
  readonly database: boolean
}

/** Makes what is missing and resolves to the role's password. */
export async function ensureDatabase(
  admin: Pool,
  name: string,
  secrets: {
    readonly folder: string
    readonly ids: Ids
    /** The server may serve others: what is there and not known here is somebody else's. */
    readonly isShared: boolean
  },
): Promise<string> {
  if (!namePattern.test(name)) throw badName(name)
  const path = join(secrets.folder, `${name}.password`)
  const kept = await readText(path)
  const password = kept ?? secrets.ids.hex(passwordBytes)
  const found = await find(admin, name)
  if (secrets.isShared && kept === undefined && (found.role || found.database))
    throw nameTaken(name)
  const id = pg.escapeIdentifier(name)
  if (!found.role || kept === undefined) {
    const verb = found.role ? 'alter' : 'create'
    await admin.query({ text: `${verb} role ${id} login password ${pg.escapeLiteral(password)}` })
  }
  // After the role has it: killed in between, the next start gives the role a new one.
  if (kept === undefined) {
    await mkdir(secrets.folder, { recursive: true, mode: 0o700 })
    await writeSecret(path, password)
  }
  if (!found.database) await admin.query({ text: `create database ${id} owner ${id}` })
  await admin.query({ text: `revoke all on database ${id} from public` })
  return password
}

async function find(admin: Pool, name: string): Promise<Found> {
  const { rows } = await admin.query<Found>({
    text: `select exists (select from pg_roles where rolname = $1) as role,
      exists (select from pg_database where datname = $1) as database`,
    values: [name],
  })
  return rows[0] ?? { role: false, database: false }
}
