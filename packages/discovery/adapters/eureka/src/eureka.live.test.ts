/** The suite of the port against Spring's own Eureka server, and what only a real one shows. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Discovery } from '@atoll/discovery'
import { discoveryConformance } from '@atoll/discovery/conformance'
import { type HttpPool, openHttpPool } from '@atoll/http/client'
import { Fault, systemClock } from '@atoll/pipeline'
import { type OpenedServer, openServer } from '@atoll/servers'
import { until } from '@atoll/testkit'
import { type Eureka, openEureka } from './eureka.ts'
import { clientQuick, quick } from './testing.ts'

/** Eureka ends a lease after twice its time, and tells of it when its cache is next filled. Units: milliseconds. */
const expiryMs = 2 * clientQuick.leaseMs + 1_500

let server: OpenedServer | undefined
before(async () => {
  server = await openServer('eureka', { settings: quick })
})
after(() => server?.stop())

function urlOf(opened: OpenedServer | undefined): string {
  assert.ok(opened !== undefined)
  return `${opened.url}/eureka`
}

/** A process whose network can be cut: for the registry that is a crash. */
function connect(url: string) {
  const pool = openHttpPool({ clock: systemClock })
  let isCut = false
  const cuttable: HttpPool = {
    async request(...asked) {
      if (!isCut) return pool.request(...asked)
      throw new Fault({ kind: 'unavailable', code: 'cut', message: 'The network is cut.' })
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  }
  const eureka = openEureka({ servers: [url], pool: cuttable, ...clientQuick })
  return { eureka, pool, cut: () => (isCut = true) }
}

/** Until no instance of an earlier case is left. */
async function untilEmpty(url: string): Promise<void> {
  const isEmpty = async () => {
    const reply = await fetch(`${url}/apps/`, { headers: { accept: 'application/json' } })
    return (await reply.text()).includes('"application":[]')
  }
  await until(isEmpty, { withinMs: 30_000, what: 'the registry to be empty' })
}

describe('against Spring Cloud Netflix Eureka', () => {
  discoveryConformance({
    capabilities: { registers: true, expires: true, metadata: true },
    open: async () => {
      const url = urlOf(server)
      await untilEmpty(url)
      const opened = new Map<Discovery, ReturnType<typeof connect>>()
      return {
        async connect() {
          const connection = connect(url)
          opened.set(connection.eureka, connection)
          return connection.eureka
        },
        crash: (process) => opened.get(process)?.cut(),
        passLease: () => systemClock.sleep(expiryMs),
        async [Symbol.asyncDispose]() {
          for (const { eureka, pool } of opened.values()) {
            await eureka[Symbol.asyncDispose]()
            await pool[Symbol.asyncDispose]()
          }
        },
      }
    },
  })

  const orders = {
    service: 'orders',
    instance: 'orders-1',
    address: 'http://127.0.0.1:4000',
    version: '1',
  }
  const known = (eureka: Eureka, wanted: readonly string[]) => {
    const isKnown = () => {
      const found = eureka.instances('orders').map(({ instance }) => instance)
      return found.toSorted().join() === wanted.join()
    }
    return until(isKnown, { what: `${wanted.join()} to be known` })
  }

  test('an instance that is out of service is no longer found, and is again when it is up', async () => {
    await using eureka = openEureka({ servers: [urlOf(server)], ...clientQuick })
    const registration = await eureka.register(orders)
    await known(eureka, ['orders-1'])
    await registration.report('OUT_OF_SERVICE')
    await known(eureka, [])
    await registration.report('UP')
    await known(eureka, ['orders-1'])
  })

  test('a registry is killed: another one is asked; it comes back empty: it knows its instances within a beat', async () => {
    await using mortal = await openServer('eureka', { settings: quick })
    const [url, other] = [`${mortal.url}/eureka`, urlOf(server)]
    await using two = openEureka({ servers: [url, other], ...clientQuick })
    await using one = openEureka({ servers: [url], ...clientQuick })
    await two.register({ ...orders, instance: 'orders-2' })
    await one.register(orders)
    await known(one, ['orders-1', 'orders-2'])
    await mortal.kill()
    // These registries do not tell each other: the second hears of an instance at its next beat.
    await using stranger = openEureka({ servers: [url, other], ...clientQuick })
    await known(stranger, ['orders-2'])
    await using _ = await openServer('eureka', { settings: quick, port: mortal.port })
    await using newcomer = openEureka({ servers: [url], ...clientQuick })
    await known(newcomer, ['orders-1'])
    await known(one, ['orders-1'])
  })
})
