import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Contract, anyone, contract, event, query } from '@atoll/contract'
import { implement } from '@atoll/chassis'
import { Fault, isFault } from '@atoll/pipeline'
import { z } from 'zod'
import { dns, eureka, microservices, postgres, rest } from './answers.ts'
import type { Decisions } from './decisions.ts'
import { at, basic, bearer, type Place, registryNameOf } from './external.ts'
import { planOf, topologies } from './plan.ts'
import { contractsOf, type SystemGateway, system } from './system.ts'

const shape = { input: z.object({}), output: z.object({}), allow: anyone }
const happened = event({ data: z.object({ id: z.string() }), key: 'id', says: 'happened' })

const stock = contract('stock', 1, { left: query(shape), moved: happened })
const stock2 = contract('stock', 2, { left: query(shape), moved: happened })
const sales = contract('sales', 1, { sold: query(shape), closed: happened })
const billing = contract('billing', 1, { bill: query(shape) })

const decisions = {
  communication: { default: rest() },
  messaging: postgres(),
}
/** Decisions that come from elsewhere, with no types to hold them. */
const untyped = (edges: object) =>
  ({ ...decisions, communication: { default: rest(), ...edges } }) as unknown as Decisions<never>

const stockService = implement(stock).service({ handlers: { left: async () => ({}) } })
const selling = (uses: Readonly<Record<string, Contract>>, on: Contract | null = null) => {
  const implementation = implement(sales, { uses })
  const listeners =
    on === null
      ? []
      : [
          implementation.on(Reflect.get(on, 'moved') as typeof stock.moved, (_, { transaction }) =>
            transaction(async () => {}),
          ),
        ]
  return implementation.service({ handlers: { sold: async () => ({}) }, on: listeners })
}
const web: SystemGateway = { gateway: 'web', reaches: [stock.left] }

function mistakesOf(declare: () => unknown): readonly string[] {
  try {
    declare()
  } catch (thrown) {
    assert.ok(isFault(thrown) && thrown instanceof Fault)
    assert.deepEqual([thrown.kind, thrown.code], ['invalid', 'system_invalid'])
    const mistakes: unknown = Reflect.get(Object(thrown.details), 'mistakes')
    assert.ok(Array.isArray(mistakes))
    const texts = mistakes.map(String)
    for (const mistake of texts) assert.ok(thrown.message.includes(`\n  - ${mistake}`))
    return texts
  }
  return []
}

describe('a system', () => {
  test('is a value of its services, gateways, what stands outside, and decisions', () => {
    const whole = system('shop', {
      services: [stockService, selling({ stock, billing }, stock)],
      gateways: [web],
      external: { billing: at('http://billing:8080', billing) },
      decisions,
    })
    assert.equal(whole.name, 'shop')
    assert.deepEqual(whole.gateways, [web])
    const outside = { at: 'http://billing:8080', contract: billing, credential: null }
    assert.deepEqual(whole.external, { billing: outside })
    assert.deepEqual(contractsOf(whole), [stock, sales, billing])
  })

  test('may find who is outside by name where a registry is decided, and needs nobody there', () => {
    const discovery = eureka({ servers: ['http://127.0.0.1:8761/eureka'] })
    const external = at('eureka:BILLING', billing, { credential: bearer('BILLING_TOKEN') })
    const services = [stockService, selling({ billing })]
    const whole = system('shop', {
      services,
      external: { billing: external },
      decisions: { ...decisions, discovery },
    })
    assert.equal(registryNameOf(whole.external['billing'] ?? external), 'BILLING')
    const nobody = { billing: at('nowhere', billing, { credential: basic('BILLING_LOGIN') }) }
    system('shop', { services, external: nobody, decisions })
  })

  test('needs no gateway', () => {
    assert.deepEqual(system('shop', { services: [stockService], decisions }).gateways, [])
  })
})

const one = { services: [stockService], decisions }
/** A place as somebody without types may write it. */
const outside = (place: string) =>
  system('shop', { ...one, external: { billing: at(place as Place, billing) } })

describe('a mistake says where it stands and what to write instead:', () => {
  const mistakes: Record<string, { declare: () => unknown; says: string }> = {
    'a name that nothing can be called by': {
      declare: () => system('My Shop', one),
      says: "its name 'My Shop': write lower case letters, digits and hyphens",
    },
    'two services of one name': {
      declare: () => system('shop', { ...one, services: [stockService, stockService] }),
      says: "services: 'stock' stands twice; give each a name of its own",
    },
    'two gateways of one name': {
      declare: () => system('shop', { ...one, gateways: [web, web] }),
      says: "gateways: 'web' stands twice; give each a name of its own",
    },
    'a gateway with the name of a service': {
      declare: () => system('shop', { ...one, gateways: [{ gateway: 'stock', reaches: [] }] }),
      says: "gateways: 'stock' is a service already; give the gateway a name of its own",
    },
    'a service that nobody runs': {
      declare: () => system('shop', { ...one, services: [selling({ stock })] }),
      says: "sales uses stock, but no service 'stock' is here: add it to `services`",
    },
    'another version': {
      declare: () =>
        system('shop', { ...one, services: [stockService, selling({ stock: stock2 })] }),
      says: "sales uses stock in version 2, but 'stock' is here in version 1: use one version",
    },
    'an event of nobody': {
      declare: () => system('shop', { ...one, services: [selling({}, stock)] }),
      says: "sales listens to stock.moved, but no service 'stock' is here: add it to `services`",
    },
    'an event of another version': {
      declare: () => system('shop', { ...one, services: [stockService, selling({}, stock2)] }),
      says: "sales listens to stock.moved in version 2, but 'stock' is here in version 1: use one version",
    },
    'a gateway that reaches nobody': {
      declare: () =>
        system('shop', { ...one, gateways: [{ gateway: 'web', reaches: [sales.sold] }] }),
      says: "gateway web reaches sales.sold, but no service 'sales' is here: add it to `services`",
    },
    'an edge from nobody': {
      declare: () =>
        system('shop', { ...one, decisions: untyped({ shipping: { stock: rest() } }) }),
      says: "decisions.communication: there is no service 'shipping'; write one of: stock",
    },
    'an edge to nobody': {
      declare: () =>
        system('shop', { ...one, decisions: untyped({ stock: { shipping: rest() } }) }),
      says: "decisions.communication: there is no service 'shipping'; write one of: stock",
    },
    'a place outside that nobody has': {
      declare: () => outside('billing'),
      says: "external billing: 'billing' is no place; write it like 'http://billing:8080', 'eureka:BILLING' or 'nowhere'",
    },
    'a place outside with a path': {
      declare: () => outside('http://billing:8080/api'),
      says: "external billing: 'http://billing:8080/api' has more than host and port; paths stand in its contract",
    },
    'a password in a place outside': {
      declare: () => outside('http://u:canary@billing:8080'),
      says: 'external billing: its address holds a user or a password; declare it as `credential`',
    },
    'a name in a registry that nobody decided': {
      declare: () => outside('eureka:BILLING'),
      says: "external billing: 'eureka:BILLING' stands in a registry, and none is decided; add `discovery: eureka({ servers })` to the decisions, or write an address",
    },
    'a credential itself in the place of its name': {
      declare: () =>
        system('shop', {
          ...one,
          external: { billing: at('nowhere', billing, { credential: bearer('canary secret') }) },
        }),
      says: 'external billing: its credential is no name of a setting; write capitals, digits and _ like BILLING_TOKEN',
    },
    'one contract outside twice': {
      declare: () => {
        const external = { billing: at('nowhere', billing), bills: at('nowhere', billing) }
        return system('shop', { ...one, external })
      },
      says: "external bills: the contract 'billing' stands outside already; leave out one of the two",
    },
    'an event of somebody outside': {
      declare: () => {
        const external = { stock: at('nowhere', stock) }
        return system('shop', { services: [selling({}, stock)], external, decisions })
      },
      says: "sales listens to stock.moved, but no service 'stock' is here: add it to `services`",
    },
    'name servers of others without a name to ask for': {
      declare: () =>
        system('shop', {
          ...one,
          decisions: { ...decisions, discovery: dns({ servers: ['10.0.0.2:53'], name: 'shop' }) },
        }),
      says: "decisions.discovery: dns() takes `servers` and `name` together; write name like '_http._tcp.{service}.shop.svc.cluster.local'",
    },
    'one contract inside and outside': {
      declare: () => system('shop', { ...one, external: { stock: at('http://stock', stock) } }),
      says: "external stock: 'stock' is a service of this system; leave out one of the two",
    },
  }
  for (const [what, { declare, says }] of Object.entries(mistakes))
    test(what, () => assert.deepEqual(mistakesOf(declare), [says]))

  test('all of them in one list', () => {
    const found = mistakesOf(() =>
      system('SHOP', {
        services: [stockService, stockService, selling({ billing }, stock2)],
        gateways: [web, web, { gateway: 'api', reaches: [billing.bill] }],
        decisions: untyped({ shipping: {} }),
      }),
    )
    assert.equal(found.length, 7)
  })

  for (const name of ['s', 'a'.repeat(41), 'my-shop-2'])
    test(`'${name.slice(0, 10)}' is a name`, () => {
      assert.equal(system(name, one).name, name)
    })
  for (const name of ['', 'a'.repeat(42), '2shop', 'shop_2', 'Shop', 'shop/..'])
    test(`'${name.slice(0, 10)}' is none`, () => {
      assert.equal(mistakesOf(() => system(name, one)).length, 1)
    })
})

describe('a plan', () => {
  const services = [stockService, selling({ stock })]
  const whole = system('shop', { services, gateways: [web], decisions })
  const spread = system('shop', {
    services,
    gateways: [web],
    decisions: { ...decisions, architecture: microservices() },
  })
  const together = { name: 'shop', services: ['stock', 'sales'], gateways: ['web'] }

  test('follows the decision', () => {
    assert.deepEqual(planOf(whole), {
      system: 'shop',
      topology: 'one-process',
      processes: [together],
    })
    assert.deepEqual(planOf(spread), {
      system: 'shop',
      topology: 'processes',
      processes: [
        { name: 'stock', services: ['stock'], gateways: [] },
        { name: 'sales', services: ['sales'], gateways: [] },
        { name: 'web', services: [], gateways: ['web'] },
      ],
    })
  })

  test('may be asked for any other way, and every part stands in it once', () => {
    for (const topology of topologies)
      for (const each of [whole, spread]) {
        const { processes } = planOf(each, topology)
        assert.deepEqual(
          processes.flatMap((planned) => planned.services),
          together.services,
          topology,
        )
        assert.deepEqual(
          processes.flatMap((planned) => planned.gateways),
          together.gateways,
          topology,
        )
        assert.equal(processes.length, topology === 'processes' ? 3 : 1)
      }
  })
})
