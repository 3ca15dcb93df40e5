/** A small system with an issuer, for this package's own tests: a gateway, two services that call on, and one that does not. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createLocalKeys,
  createSigningKey,
  createVerifier,
  generatePrivateJwk,
  type SigningKey,
  sessionTokenMsMax,
  type Verifier,
} from '@atoll/identity'
import {
  createSeededIds,
  createSimulatedClock,
  type SimulatedClock,
} from '@atoll/pipeline/simulated'
import type { Client } from './client.ts'
import { type Issuer, type IssuerOptions, openIssuer } from './issuer.ts'

/** The issuer of a test and what stands around it. */
export interface Fixture extends AsyncDisposable {
  readonly clock: SimulatedClock
  readonly ids: ReturnType<typeof createSeededIds>
  readonly directory: string
  readonly issuer: Issuer
  readonly options: IssuerOptions
  keyOf(client: string): SigningKey
  /** What a service of this name believes; `store` is the gateway. */
  verifier(audience: string): Verifier
  /** Signs Ada in with all scopes. */
  session(): Promise<string>
}

/** The name that every token says. */
export const issuerName = 'https://issuer.test'

/** Opens the system in a folder of its own. */
export async function openFixture(changes: Partial<IssuerOptions> = {}): Promise<Fixture> {
  const clock = createSimulatedClock()
  const ids = createSeededIds(1, clock)
  const directory = await mkdtemp(join(tmpdir(), 'atoll-issuer-'))
  const keys = new Map<string, SigningKey>()
  const keyOf = (client: string) => {
    const key = keys.get(client) ?? createSigningKey(generatePrivateJwk(), client)
    keys.set(client, key)
    return key
  }
  const client = (id: string, uses: readonly string[], rest: Partial<Client> = {}): Client => {
    return { id, uses, keys: [keyOf(id).publicJwk], ...rest }
  }
  const clients = [
    client('gateway', ['orders', 'catalog'], { audience: 'store', signsIn: ['order', 'pay'] }),
    client('orders', ['catalog', 'payments']),
    client('catalog', [], { accepts: ['order'] }),
    client('payments', ['orders'], { scopes: ['settle'] }),
  ]
  const fixed = { issuer: issuerName, system: 'store', directory: join(directory, 'keys') }
  const options: IssuerOptions = { ...fixed, clients, clock, ids, ...changes }
  const issuer = await openIssuer(options)
  return {
    clock,
    ids,
    directory: options.directory,
    issuer,
    options,
    keyOf,
    verifier: (audience) =>
      createVerifier({
        issuer: issuerName,
        audience,
        clock,
        keys: createLocalKeys(() => issuer.keys()),
        ...(audience === 'store' ? { tokenMsMax: sessionTokenMsMax } : {}),
      }),
    async session() {
      const person = { clientId: 'gateway', subject: 'ada', scopes: ['order', 'pay'] }
      return (await issuer.issueSession(person)).token
    },
    async [Symbol.asyncDispose]() {
      await issuer[Symbol.asyncDispose]()
      await rm(directory, { recursive: true })
    },
  }
}
