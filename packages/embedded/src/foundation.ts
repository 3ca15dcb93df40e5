/**
 * What a local system stands on: a PostgreSQL with a database and a role for each service, the keys by which services
 * are known, and the issuer of tokens. Opened once by whoever runs the system; processes get only their own part of it.
 */
import { join } from 'node:path'
import type { Life } from '@atoll/chassis'
import { type Operation, operationsOf } from '@atoll/contract'
import { openSigningKey, type SigningKey } from '@atoll/identity'
import { type Client, type Issuer, openIssuer } from '@atoll/issuer'
import type { Clock, Ids, Log } from '@atoll/pipeline'
import { connectServer, type DatabaseServer, openServer } from '@atoll/postgres'
import type { System } from '@atoll/system'
import type { Layout } from './layout.ts'
import type { EmbeddedSettings } from './settings.ts'

/** The opened foundation of a system. */
export interface Foundation {
  readonly layout: Layout
  readonly issuer: Issuer
  /** The URL of each service's own database, by its name. Secret. */
  readonly databases: ReadonlyMap<string, string>
  /** The URL of the database through which messages travel. Secret. */
  readonly messagingUrl: string
  /** The key of each service and gateway, by its name. */
  readonly keys: ReadonlyMap<string, SigningKey>
}

/** What opening needs. */
export interface FoundationParts {
  readonly system: System
  readonly layout: Layout
  readonly settings: EmbeddedSettings
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly tell: (progress: string) => void
  readonly life: Life
  /** Fires when everything is to end at once. */
  readonly abandoned: AbortSignal
}

/** The name of tokens' issuer; a name, not an address, so that it is the same wherever the system runs. */
export const issuerName = 'https://issuer.atoll.internal'

/** Opens the foundation; what it opened is closed by `life`. Faults: one clear sentence for each way to fail. */
export async function openFoundation(parts: FoundationParts): Promise<Foundation> {
  const { layout } = parts
  const [{ databases, messagingUrl }, keys] = await Promise.all([
    openDatabases(parts, layout),
    openKeys(parts, layout),
  ])
  const issuer = await openIssuer({
    issuer: issuerName,
    system: parts.system.name,
    directory: layout.issuer,
    clients: clientsOf(parts.system, keys),
    keyMs: parts.settings.keyMs,
    keysFreshMs: parts.settings.keysFreshMs,
    clock: parts.clock,
    ids: parts.ids,
    log: parts.log,
  })
  parts.life.onEnd(() => issuer[Symbol.asyncDispose]())
  return { layout, issuer, databases, messagingUrl, keys }
}

/** Ten for each service's database and a few for messages; a session costs memory only while it is open. */
const sessionsMax = 300

async function openDatabases(parts: FoundationParts, layout: Layout) {
  const server = await openDatabaseServer(parts, layout)
  parts.life.onEnd(() => server.stop())
  parts.abandoned.addEventListener('abort', () => server.kill())
  const databases = new Map<string, string>()
  for (const { name } of parts.system.services)
    databases.set(name, await server.createDatabase(databaseName(name)))
  const messagingUrl = await server.createDatabase('messaging')
  return { databases, messagingUrl }
}

/** The one that a setting names, or our own. */
async function openDatabaseServer(parts: FoundationParts, layout: Layout): Promise<DatabaseServer> {
  const { settings, clock, tell } = parts
  const directory = layout.postgres
  const url = settings.postgresUrl.reveal()
  tell(url === '' ? 'starting PostgreSQL' : 'connecting to PostgreSQL')
  if (url !== '') return connectServer({ url, directory, clock })
  return openServer({ directory, connectionsMax: sessionsMax, clock })
}

/** A service's name may hold hyphens, which a database name would have to quote for ever. */
function databaseName(service: string): string {
  return `service_${service.replaceAll('-', '_')}`
}

async function openKeys(parts: FoundationParts, layout: Layout) {
  const names = [
    ...parts.system.services.map((service) => service.name),
    ...parts.system.gateways.map((each) => each.gateway),
  ]
  const keys = new Map<string, SigningKey>()
  for (const owner of names)
    keys.set(
      owner,
      await openSigningKey({ path: join(layout.keys, `${owner}.json`), owner, ids: parts.ids }),
    )
  return keys
}

/** Who may ask for tokens for whom: exactly along the edges that contracts declare. */
function clientsOf(system: System, keys: ReadonlyMap<string, SigningKey>): Client[] {
  const keyOf = (name: string) => {
    const key = keys.get(name)
    return key === undefined ? [] : [key.publicJwk]
  }
  // Nobody is given a token of ours for a service that is not.
  const isOurs = (name: string) => system.services.some((service) => service.name === name)
  const services = system.services.map(
    ({ name, uses }): Client => ({
      id: name,
      keys: keyOf(name),
      uses: Object.values(uses)
        .map((used) => used.$contract.name)
        .filter(isOurs),
    }),
  )
  const gateways = system.gateways.map(
    ({ gateway, reaches }): Client => ({
      id: gateway,
      audience: system.name,
      keys: keyOf(gateway),
      uses: [...new Set(reaches.map((operation) => operation.contract))].filter(isOurs),
      signsIn: [
        ...new Set(system.services.flatMap(({ contract }) => scopesOf(operationsOf(contract)))),
      ],
    }),
  )
  return [...services, ...gateways]
}

function scopesOf(operations: readonly Operation[]): string[] {
  return operations.flatMap(({ allow }) => (allow.scopes === 'anyone' ? [] : [...allow.scopes]))
}
