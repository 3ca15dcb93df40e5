/**
 * Who may ask for tokens: the gateway and the services, as configuration says. Each is known by its own public keys,
 * the same that verify its attestations, and may ask for tokens for those services only that it uses.
 */
import { type JwkSet, type PublicJwk, parseScopes } from '@atoll/identity'
import { clientRefused } from './faults.ts'

/** One that may ask for tokens. */
export interface Client {
  /** Name of the service or gateway. */
  readonly id: string
  /** Whom tokens for it are addressed to: its id if left out; for a gateway the name of the system. */
  readonly audience?: string
  /** Its public keys; an old one stays as long as events signed with it may be handled. */
  readonly keys: readonly PublicJwk[]
  /** The services it calls or whose events it handles. */
  readonly uses: readonly string[]
  /** The scopes that a token addressed to it may carry; all if left out. */
  readonly accepts?: readonly string[]
  /** The scopes it has for work it begins itself; none if left out. */
  readonly scopes?: readonly string[]
  /** The scopes it may give to people whom it signs in; without it, it signs nobody in. */
  readonly signsIn?: readonly string[]
}

/** The clients of one issuer. */
export interface Clients {
  /** Faults: internal `client_refused`, for a name that configuration does not know */
  get(id: string): Client
  /** Whom tokens for this client are addressed to. */
  audienceOf(client: Client): string
  /** The scopes that a token for this audience may carry; null for all. */
  acceptedBy(audience: string): readonly string[] | null
  /** All public keys, each with its owner. */
  readonly keys: JwkSet
}

const nameForm = /^[a-z][a-z0-9-]{0,62}$/

/** Checks the clients as a whole. Faults: a TypeError with every mistake, each saying where and what. */
export function createClients(list: readonly Client[], system: string): Clients {
  const mistakes = [...repeated(list), ...list.flatMap((client) => mistakesOf(client, system))]
  if (mistakes.length > 0) throw new TypeError(`clients of the issuer: ${mistakes.join('; ')}`)
  const byId = new Map(list.map((client) => [client.id, client]))
  const byAudience = new Map(list.map((client) => [audienceOf(client), client]))
  return {
    get(id) {
      const client = byId.get(id)
      if (client === undefined) throw clientRefused()
      return client
    },
    audienceOf,
    acceptedBy: (audience) => byAudience.get(audience)?.accepts ?? null,
    keys: { keys: list.flatMap(({ keys }) => keys) },
  }
}

function audienceOf({ id, audience }: Client): string {
  return audience ?? id
}

function repeated(list: readonly Client[]): string[] {
  return (['id', 'audience'] as const).flatMap((field) => {
    const values = list.map((client) => (field === 'id' ? client.id : audienceOf(client)))
    const again = values.filter((value, index) => values.indexOf(value) !== index)
    return again.map((value) => `two have the ${field} '${value}'`)
  })
}

function mistakesOf(client: Client, system: string): string[] {
  const { id, keys, uses, accepts = [], scopes = [], signsIn = [] } = client
  const named = [...accepts, ...scopes, ...signsIn].filter((one) => parseScopes(one)?.length !== 1)
  return [
    ...(nameForm.test(id) ? [] : [`'${id}' is no name: lower case letters, digits, hyphens`]),
    ...(keys.length > 0 ? [] : [`'${id}' has no key`]),
    ...keys
      .filter(({ owner }) => owner !== id)
      .map(({ kid }) => `the key ${kid} of '${id}' is not marked as owned by it`),
    ...(uses.includes(system) ? [`'${id}' uses '${system}', which is the system itself`] : []),
    ...named.map((one) => `'${id}' names '${one}', which is no scope`),
  ]
}
