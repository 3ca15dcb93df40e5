/**
 * Does a secret lie anywhere it should not? Looks at every row of every table of every database and at every byte of
 * every log and span file. Knows nothing of the platform; changes nothing.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Databases, openReader } from '../checker/checker.ts'

/** What was found, and where; the secret itself is not repeated. */
export interface Leak {
  readonly secret: string
  readonly place: string
}

/** A secret by the name that a finding tells. */
export interface Secret {
  readonly name: string
  isIn(text: string): boolean
  /** Tables where it may lie, such as `payments provider.card`. */
  readonly allowed?: readonly string[]
}

/** The tokens of sessions: whole, or the parts of them that nobody else has. */
export function toTokenSecrets(tokens: readonly string[]): Secret[] {
  return tokens.flatMap((token, index) => {
    const [, claims = '', signature = ''] = token.split('.')
    return [
      { name: `the claims of token ${index + 1}`, isIn: (text) => text.includes(claims) },
      { name: `the signature of token ${index + 1}`, isIn: (text) => text.includes(signature) },
    ]
  })
}

const signed = /eyJ[\w-]+(?=\.eyJ[\w-]+\.[\w-]+)/g

/** Any token that opens a door, by its own header; the statement on who caused an event opens none. */
export const accessToken: Secret = {
  name: 'an access token',
  isIn: (text) =>
    [...text.matchAll(signed)].some(([header]) =>
      Buffer.from(header, 'base64url').toString('utf8').includes('"at+jwt"'),
    ),
}

/** Looks into every table. `scanned` tells how many rows there were, so that a scan of nothing is seen. */
export async function scanDatabases(databases: Databases, secrets: readonly Secret[]) {
  const leaks: Leak[] = []
  let scanned = 0
  for (const service of databases.keys()) {
    const client = await openReader(databases, service)
    try {
      const { rows: tables } = await client.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
      )
      for (const { name } of tables) {
        const { rows } = await client.query<{ row: Record<string, unknown> }>(
          `select to_jsonb(t) as row from ${name} as t`,
        )
        scanned += rows.length
        const text = rows.map(({ row }) => readable(row)).join('\n')
        leaks.push(...find(text, `${service} ${name}`, secrets))
      }
    } finally {
      await client.end()
    }
  }
  return { leaks, scanned }
}

/** Bytes come as hexadecimal digits, and messages are kept as bytes; each value is a line of its own. */
function readable(value: unknown): string {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, inner]) => `${name}: ${readable(inner)}`)
      .join('\n')
  const text = String(value)
  return text.startsWith('\\x') ? Buffer.from(text.slice(2), 'hex').toString('utf8') : text
}

/** Looks into every file of a folder. `scanned` counts characters. */
export async function scanFiles(folder: string, secrets: readonly Secret[]) {
  const leaks: Leak[] = []
  let scanned = 0
  for (const name of await readdir(folder)) {
    const text = await readFile(join(folder, name), 'utf8')
    scanned += text.length
    leaks.push(...find(text, name, secrets))
  }
  return { leaks, scanned }
}

function find(text: string, place: string, secrets: readonly Secret[]): Leak[] {
  return secrets
    .filter(({ isIn, allowed = [] }) => !allowed.includes(place) && isIn(text))
    .map(({ name }) => ({ secret: name, place }))
}
