import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { begin, decide, metAreas } from '@atoll/patterns'
import { toDecisionTree } from './decision-tree.ts'
import { drawDecisions } from './draw-decisions.ts'
import { drawServices } from './draw-services.ts'
import { box, layOut } from './layout.ts'
import { writeDecisions, writeServices } from './mermaid.ts'
import { type Mapped, toServiceMap } from './service-map.ts'

const service = (name: string, uses: readonly string[] = [], listens: readonly string[] = []) => ({
  name,
  uses: uses.map((each) => ({ service: each })),
  listens: listens.map((each) => {
    const [teller = '', event = ''] = each.split('.')
    return { service: teller, event }
  }),
})

const shop: Mapped = {
  system: 'shop',
  services: [
    service('orders', ['catalog', 'payments'], ['payments.paid', 'payments.refused']),
    service('catalog'),
    service('payments', [], ['orders.placed']),
    service('delivery', [], ['orders.placed']),
  ],
  gateways: [
    {
      name: 'web',
      reaches: [
        { service: 'orders', operation: 'place' },
        { service: 'orders', operation: 'order' },
        { service: 'catalog', operation: 'product' },
      ],
    },
  ],
  outside: [{ name: 'bank' }],
}
const words = {
  title: 'The shop',
  calls: 'calls',
  tells: 'tells',
  gateway: 'gateway',
  service: 'service',
  outside: 'outside',
}

describe('the map of services', () => {
  const map = toServiceMap(shop)

  test('has one line for all calls between two parts, and one for all events', () => {
    const lines = map.lines.map(({ from, to, kind, of }) => `${from} ${kind} ${to} ${of.join()}`)
    assert.deepEqual(lines, [
      'web calls orders order,place',
      'web calls catalog product',
      'orders calls catalog ',
      'orders calls payments ',
      'payments tells orders paid,refused',
      'orders tells payments placed',
      'orders tells delivery placed',
    ])
  })

  test('lets calls go forward, and ends where services call each other in a circle', () => {
    const columns = Object.fromEntries(map.parts.map(({ name, column }) => [name, column]))
    assert.deepEqual(columns, { web: 0, orders: 1, catalog: 2, payments: 2, delivery: 1, bank: 1 })
    const circle = toServiceMap({
      ...shop,
      services: [service('a', ['b']), service('b', ['c']), service('c', ['a', 'c'])],
    })
    assert.equal(circle.lines.filter(({ from }) => from.length === 1).length, 4)
    assert.ok(circle.parts.every(({ column }) => column <= 5))
  })

  test('leaves out who is spoken to and is nowhere', () => {
    const lost = toServiceMap({ ...shop, services: [service('orders', ['ghost'])] })
    assert.ok(lost.lines.every(({ to }) => to !== 'ghost'))
  })

  test('stands on paper without one box over another, each within the sheet', () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      service(
        `s${index}`,
        [`s${(index * 7) % 60}`, `s${(index + 1) % 60}`].filter((name) => name > `s${index}`),
      ),
    )
    for (const each of [map, toServiceMap({ ...shop, services: many })]) {
      const { width, height, parts } = layOut(each)
      const placed = [...parts.values()]
      assert.equal(placed.length, each.parts.length)
      for (const one of placed) {
        assert.ok(one.x > box.width / 2 && one.x < width - box.width / 2, one.name)
        assert.ok(one.y > box.height / 2 && one.y < height - box.height / 2, one.name)
        for (const other of placed)
          assert.ok(
            one === other ||
              Math.abs(one.x - other.x) >= box.width ||
              Math.abs(one.y - other.y) >= box.height,
            `${one.name} over ${other.name}`,
          )
      }
    }
  })

  test('is drawn and written with every name as text, whatever it holds', () => {
    const hostile = '<script>"]-->#'
    const map = toServiceMap({ ...shop, services: [service(hostile)] })
    assert.doesNotMatch(drawServices(map, words), /<script/)
    assert.match(drawServices(map, words), /&lt;script&gt;/)
    assert.match(writeServices(map), /p1\[" script #quot;\]-- #35;"\]/)
    assert.match(writeServices(toServiceMap(shop)), /p3 -\.->\|"paid, refused"\| p1/)
  })
})

describe('the tree of decisions', () => {
  const said = { reason: 'a test wants it', date: '2026-11-23' }
  const start = begin({ brownfield: false, polyglot: false, webUi: false })
  const walk = decide(
    decide(start, { area: 'architecture', answer: 'microservice-architecture', ...said }),
    { area: 'data-ownership', answer: 'database-per-service', ...said },
  )
  const tree = toDecisionTree(walk, 'en', { open: 'open', waived: 'until {until}' })

  test('shows each area once, below the one whose answer brought it', () => {
    const met = metAreas(walk).filter(({ end }) => end !== 'not-applicable')
    assert.deepEqual(
      tree.rows.map(({ area }) => area).toSorted(),
      met.map(({ area }) => area).toSorted(),
    )
    const above = (area: string) => {
      const index = tree.rows.findIndex((row) => row.area === area)
      const depth = tree.rows[index]?.depth ?? 0
      return tree.rows.slice(0, index).findLast((row) => row.depth < depth)?.area
    }
    assert.equal(above('distributed-command'), 'data-ownership')
    assert.equal(above('boundaries'), 'architecture')
  })

  test('says what is open and until when something is put off', () => {
    const rowOf = (area: string) => tree.rows.find((row) => row.area === area)
    assert.deepEqual([rowOf('logs')?.end, rowOf('logs')?.answer], ['open', 'open'])
    assert.equal(rowOf('architecture')?.answer, 'Microservice architecture')
    assert.match(drawDecisions(tree, 'The shop'), /class="open"/)
    assert.match(writeDecisions(tree), /d0\["Architecture: Microservice architecture"\]/)
  })
})
