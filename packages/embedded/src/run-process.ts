/** One process of a system, as its supervisor started it: told what it may know, it runs its services or gateway. */
import { createLife, type Life } from '@atoll/chassis'
import { connectToSupervisor, type SupervisorConnection } from '@atoll/deployment-processes'
import type { Discovery } from '@atoll/discovery'
import { openEureka } from '@atoll/discovery-eureka'
import type { Gateway } from '@atoll/gateway'
import { openHttpPool } from '@atoll/http'
import { createSigningKey } from '@atoll/identity'
import { createHttpKeys, createHttpTokenSource, type ServiceTokens } from '@atoll/issuer'
import { createIds, type Log, systemClock } from '@atoll/pipeline'
import { planOf, type System } from '@atoll/system'
import { createHttpTransport } from '@atoll/transport-http'
import { type Hello, parseHello } from './hello.ts'
import type { Ready } from './ready.ts'
import { createLinkedDiscovery } from './registry-link.ts'
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
        discovery: openDiscovery(hello, { connection, life, log }),
      }),
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

function openDiscovery(
  { registry }: Hello,
  parts: { readonly connection: SupervisorConnection; readonly life: Life; readonly log: Log },
): Discovery {
  const { connection, life, log } = parts
  if (registry.kind === 'supervisor') return createLinkedDiscovery(connection, registry.instances)
  const eureka = openEureka({ ...registry.settings, clock: systemClock, log })
  life.onEnd(() => eureka[Symbol.asyncDispose]())
  return eureka
}

function plannedAs(system: System, name: string) {
  const planned = planOf(system, 'processes').processes.find((each) => each.name === name)
  if (planned === undefined)
    throw new TypeError(`the system ${system.name} plans no process ${name}`)
  return planned
}

/** How this process asks the issuer, which runs beside its supervisor. */
function openTokens({ opening, issuerUrl }: Hello, life: ReturnType<typeof createLife>) {
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
