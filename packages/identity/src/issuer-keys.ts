/**
 * The keys of another company's issuer, found by its name alone: it says in a document of its own where they are. Called
 * by `token-check.ts`; nothing in a token can change what is asked.
 */
import { type HttpPool, toldOfNothing } from '@atoll/http/client'
import type { Clock, Log } from '@atoll/pipeline'
import { parseObject } from './json.ts'
import type { KeySource } from './key-source.ts'
import { createRemoteKeys } from './remote-keys.ts'

/** Where keys are, and by what they are fetched. */
export interface IssuerKeysParts {
  /** As it stands in tokens. Shape: `https://id.example.com/realms/shop`. */
  readonly issuer: string
  /** Where the keys are, for an issuer that does not say so. */
  readonly keysUrl: string | null
  readonly pool: HttpPool
  readonly clock: Clock
  readonly log: Log
}

/** How long one answer may take. Units: milliseconds. */
const timeoutMs = 5_000

/** Keys that are looked for when they are first needed. Faults: a TypeError for an address that is none. */
export function createIssuerKeys(parts: IssuerKeysParts): KeySource {
  const { issuer, keysUrl, pool, clock, log } = parts
  const documents = documentsOf(issuer)
  const pinned = keysUrl === null ? null : toPlace(keysUrl)
  const load = async () => {
    const place = pinned ?? (await findKeys(pool, issuer, documents))
    const keys = await fetchObject(pool, place)
    if (keys === null) throw new Error(`${place.href} holds no keys`)
    return keys
  }
  return createRemoteKeys({ load, clock, log, isForeign: true })
}

/** Source OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3.1 */
function documentsOf(issuer: string): readonly URL[] {
  const { origin, pathname } = toPlace(issuer)
  const path = pathname === '/' ? '' : pathname.replace(/\/$/, '')
  return [
    new URL(`${origin}${path}/.well-known/openid-configuration`),
    new URL(`${origin}/.well-known/oauth-authorization-server${path}`),
  ]
}

async function findKeys(pool: HttpPool, issuer: string, documents: readonly URL[]): Promise<URL> {
  for (const document of documents) {
    const found = await fetchObject(pool, document)
    if (found === null) continue
    const { issuer: named, jwks_uri: keys } = found
    // Source RFC 8414 section 3.3: another one's document is nobody's.
    if (named !== issuer) throw new Error(`${document.href} is of another issuer than ${issuer}`)
    if (typeof keys !== 'string') throw new Error(`${document.href} names no keys`)
    return toPlace(keys)
  }
  throw new Error(`${issuer} does not say where its keys are: set keysUrl`)
}

/** Null where there is nothing. */
async function fetchObject(pool: HttpPool, { origin, pathname, search, href }: URL) {
  const call = { method: 'GET', path: `${pathname}${search}`, body: null } as const
  const { status, body } = await pool.request(origin, call, { timeoutMs })
  if (status === 404) return null
  if (status !== 200) throw new Error(`${href} answered with status ${status}`)
  return parseObject(body.toString('utf8'))
}

function toPlace(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '')
    throw new TypeError(
      `write an issuer like https://id.example.com/realms/shop${toldOfNothing(text)}`,
    )
  return url
}
