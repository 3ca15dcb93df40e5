/** One process of a system, as its supervisor started it: told what it may know, it runs its services or gateway. */
import { type Calls, createLife, type Life } from '@atoll/chassis'
import { connectToSupervisor } from '@atoll/deployment-processes'
import type { Discovery } from '@atoll/discovery'
import type { Gateway } from '@atoll/gateway'
import { openHttpPool } from '@atoll/http'
import { createSigningKey } from '@atoll/identity'
import { createHttpKeys, createHttpTokenSource, type ServiceTokens } from '@atoll/issuer'
import { createIds, systemClock } from '@atoll/pipeline'
import { planOf, type System } from '@atoll/system'
import { createHttpTransport } from '@atoll/transport-http'
import { externalOf } from './external.ts'
import { type Hello, parseHello } from './hello.ts'
import { openDiscovery } from './open-discovery.ts'
import type { Ready } from './ready.ts'
import { runParts } from './run-parts.ts'
import { signInBy } from './sign-in.ts'
import { openSurroundings } from './surroundings.ts'

/**
 * Runs one process of a system until its supervisor ends it or goes away.
 * Faults: precondition, when no supervisor started it.
 */
export async function runProcess(system: System<Gateway>, name: string): Promise<void> {
  const clock = systemClock
  const connection = await connectToSupervisor({ clock })
  const life = createLife()
  connection.onStop(() => life.end())
  try {
    const hello = parseHello(connection.hello)
    const ids = createIds(clock)
    const tokens = openTokens(hello, life)
    const { around, management: port } = await openSurroundings({
      opening: hello.opening,
      calls: (log) => ({
        kind: 'remote',
        transport: createHttpTransport({ clock, ids, log, b3: hello.opening.b3 }),
        discovery: openDiscovery(hello.registry, { connection, life, log }),
      }),
      external: externalOf(system, plannedAs(system, name)),
      registry: (calls) => decidedRegistry(hello, calls),
      ...tokens,
      gateways: new Set(system.gateways.map((each) => each.gateway)),
      clock,
      life,
    })
    const running = await runParts({
      system,
      planned: plannedAs(system, name),
      around,
      failpointOf: null,
      management: port,
      host: hello.host,
      hosts: hello.hosts,
      tracePeers: hello.tracePeers,
      port: hello.port,
      signInOf: (gateway) => signInBy(tokens.tokensOf(gateway), clock),
    })
    life.onEnd(() => running.stop())
    const { addresses, management } = running
    const ready: Ready = { addresses: Object.fromEntries(addresses), management }
    connection.ready(ready)
  } catch (error) {
    await life.end().catch(() => {})
    await connection.fail(error)
  }
}

/** The same view by which this process finds the others. */
function decidedRegistry({ registry }: Hello, calls: Calls): Discovery {
  if (registry.kind === 'eureka' && calls.kind === 'remote') return calls.discovery
  throw new TypeError('a service outside stands in a registry, and none is decided')
}

function plannedAs(system: System, name: string) {
  const planned = planOf(system, 'processes').processes.find((each) => each.name === name)
  if (planned === undefined)
    throw new TypeError(`the system ${system.name} plans no process ${name}`)
  return planned
}

/** How this process asks the issuer, which runs beside its supervisor. */
function openTokens({ opening, issuerUrl }: Hello, life: Life) {
  const clock = systemClock
  const ids = createIds(clock)
  const pool = openHttpPool({ clock })
  life.onEnd(() => pool[Symbol.asyncDispose]())
  const tokensOf = (clientId: string): ServiceTokens => {
    const jwk = opening.keys[clientId]
    if (jwk === undefined) throw new TypeError(`this process was given no key of ${clientId}`)
    const key = createSigningKey(jwk, clientId)
    return createHttpTokenSource({
      url: issuerUrl,
      issuer: opening.issuer,
      clientId,
      key,
      pool,
      clock,
      ids,
    })
  }
  const keys = { pool, clock, freshMs: opening.keysFreshMs }
  return {
    tokensOf,
    issuerKeys: createHttpKeys({ url: `${issuerUrl}/jwks`, ...keys }),
    serviceKeys: createHttpKeys({ url: `${issuerUrl}/services/jwks`, ...keys }),
  }
}
