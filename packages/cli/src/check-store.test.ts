/** `atoll check` on the store, and on copies of it in which one rule after the other is broken. */
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { hearScreen } from './heard-screen.ts'
import { main } from './main.ts'

const root = join(import.meta.dirname, '../../..')
const store = join(root, 'examples/store')

/** A day on which the store's waivers hold. */
const today = Date.parse('2026-11-24T12:00:00Z')

async function atoll(...args: readonly string[]) {
  const heard = hearScreen()
  const clock = createSimulatedClock(today)
  const code = await main(['check', ...args], { screen: heard.screen, clock, environment: {} })
  return { code, out: heard.out(), err: heard.err() }
}

interface Told {
  readonly rule: string
  readonly number: number | null
  readonly level: string
  readonly says: string
  readonly at: { readonly file: string; readonly line: number } | null
  readonly what: string
  readonly remedy: string
}

async function findingsIn(folder: string, ...more: readonly string[]) {
  const { code, out, err } = await atoll('--directory', folder, '--json', ...more)
  assert.equal(err, '')
  // Written by the command under test; what is read of it is asserted.
  const { findings } = JSON.parse(out) as { readonly findings: readonly Told[] }
  return { code, findings }
}

/** A file of the copy, and what is written where something else stood. */
type Change = readonly [file: string, from: string | RegExp, to: string]

/** A copy of the store in a folder of its own, changed. */
function copyStore(t: TestContext, changes: readonly Change[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-check-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const copy = join(folder, 'store')
  const isWanted = (path: string) => !/\/(?:\.atoll|node_modules|replay|faults)(?:\/|$)/.test(path)
  cpSync(store, copy, { recursive: true, filter: isWanted })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [file, from, to] of changes) {
    const path = join(copy, file)
    const text = readFileSync(path, 'utf8')
    const changed = text.replace(from, to)
    assert.notEqual(changed, text, `${file} has no ${from}`)
    writeFileSync(path, changed)
  }
  return copy
}

/** The line of a file on which something stands. */
function lineOf(folder: string, file: string, what: string): number {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n')
  const index = lines.findIndex((line) => line.includes(what))
  assert.ok(index >= 0, `${file} has no ${what}`)
  return index + 1
}

const said = "reason: 'a test', date: '2026-11-23'"
const place = 'services/orders/handlers/place.ts'
const ask = 'const priced = await'

/** Each rule: how it is broken, and what is found, where. */
const broken: readonly {
  readonly rule: number
  readonly name: string
  readonly changes: readonly Change[]
  readonly says: string
  readonly level?: string
  readonly at: readonly [file: string, what: string]
}[] = [
  {
    rule: 1,
    name: 'an operation that answers by itself, and by asking others',
    changes: [
      [
        'decisions.ts',
        /'sync-collaboration': (\{[^}]*\}),/,
        `'sync-collaboration': {
    default: $1,
    orders: { place: { pattern: 'self-contained-service', adapter: 'code', ${said} } },
  },
  'foreign-data': {
    orders: {
      place: { pattern: 'remote-procedure-invocation', adapter: 'http', ${said} },
    },
  },`,
      ],
    ],
    says: 'excluded-pair',
    at: ['decisions.ts', "place: { pattern: 'remote"],
  },
  {
    rule: 2,
    name: 'a product and its stock are joined, and nobody decided how',
    changes: [['decisions.ts', /  'distributed-query': \{[^}]*\},\n/, '']],
    says: 'route-reads-others',
    at: ['gateway/api.ts', "'GET /api/products/{sku}': compose("],
  },
  {
    rule: 3,
    name: 'an order is told by the database, past the outbox',
    changes: [
      [place, ask, "await sql`select pg_notify('orders', 'placed')`\n    const priced = await"],
    ],
    says: 'publish-past-outbox',
    at: [place, 'pg_notify'],
  },
  {
    rule: 4,
    name: 'a supplier is called without breaker or deadline',
    changes: [[place, ask, "await fetch('http://supplier/offers')\n    const priced = await"]],
    says: 'call-past-platform',
    at: [place, 'fetch('],
  },
  {
    rule: 4,
    name: 'circuits are held shut',
    changes: [
      [
        'services/orders/service.ts',
        'handlers: {',
        "thresholds: { default: { forced: 'closed' } },\n  handlers: {",
      ],
    ],
    says: 'breaker-off',
    at: ['services/orders/implementation.ts', 'implement('],
  },
  {
    rule: 5,
    name: 'placing an order was to wait for nobody',
    changes: [
      [
        'decisions.ts',
        /'sync-collaboration': (\{[^}]*\}),/,
        `'sync-collaboration': {
    default: $1,
    orders: { place: { pattern: 'self-contained-service', adapter: 'code', ${said} } },
  },`,
      ],
    ],
    says: 'awaits-others',
    at: [place, 'call.catalog.priceOf'],
  },
  {
    rule: 6,
    name: 'orders is no longer tested against the contracts that it uses',
    changes: [
      ['services/orders/place.test.ts', /double/g, 'fake'],
      ['services/orders/order-life.test.ts', /double/g, 'fake'],
      ['decisions.ts', /('consumer-compat': \{\s+waivedUntil: ')2027/, '$12025'],
    ],
    says: 'consumer-untested',
    level: 'warning',
    at: ['services/orders/implementation.ts', 'implement('],
  },
  {
    rule: 7,
    name: 'orders looks into the stock of inventory',
    changes: [[place, ask, 'await sql`select available from stock`\n    const priced = await']],
    says: 'foreign-table',
    at: [place, 'from stock'],
  },
  {
    rule: 7,
    name: 'orders opens a database by itself',
    changes: [[place, 'import { isFault', "import 'pg'\nimport { isFault"]],
    says: 'database-past-platform',
    at: [place, "import 'pg'"],
  },
  {
    rule: 8,
    name: 'anyone may place an order, for nobody',
    changes: [
      ['contracts/orders.ts', "allow: scope('orders:write')", 'allow: { scopes: "anyone" }'],
    ],
    says: 'caller-of-anyone',
    at: [place, 'caller'],
  },
  {
    rule: 8,
    name: 'orders opens a door of its own',
    changes: [
      [
        place,
        'import { isFault',
        "import { createServer } from 'node:http'\nexport const door = createServer()\nimport { isFault",
      ],
    ],
    says: 'own-door',
    at: [place, 'node:http'],
  },
  {
    rule: 9,
    name: 'customers and orders must know the events of each other',
    changes: [
      [
        'contracts/customers.ts',
        "contract('customers', 1, {",
        "contract('customers', 1, {\n  moved: event({ data: z.object({ customerId: z.string() }), key: 'customerId', says: 'moved' }),",
      ],
      [
        'contracts/customers.ts',
        /import \{ (.*) \} from '@atoll\/contract'/,
        "import { $1, event } from '@atoll/contract'",
      ],
      [
        'services/orders/service.ts',
        'on: [',
        'on: [implementation.on(customers.moved, ({ customerId }, { transaction }) => transaction(async () => customerId)), ',
      ],
      [
        'services/orders/service.ts',
        'import { follow }',
        "import { customers } from '../../contracts/customers.ts'\nimport { follow }",
      ],
      [
        'services/customers/service.ts',
        'migrations:',
        'on: [implementation.on(orders.orderPlaced, ({ orderId }, { transaction }) => transaction(async () => orderId))],\n  migrations:',
      ],
      [
        'services/customers/service.ts',
        'import',
        "import { orders } from '../../contracts/orders.ts'\nimport",
      ],
    ],
    says: 'event-circle',
    at: ['services/customers/service.ts', 'implementation.on(orders'],
  },
  {
    rule: 10,
    name: 'orders names the registry that was decided',
    changes: [
      [
        place,
        'import { isFault',
        "import { openEureka } from '@atoll/discovery-eureka'\nvoid openEureka\nimport { isFault",
      ],
    ],
    says: 'names-adapter',
    at: [place, '@atoll/discovery-eureka'],
  },
  {
    rule: 10,
    name: 'orders looks up what was decided',
    changes: [
      [
        place,
        'import { isFault',
        "import { decisions } from '../../../decisions.ts'\nvoid decisions\nimport { isFault",
      ],
    ],
    says: 'reads-decisions',
    at: [place, 'decisions.ts'],
  },
]

describe('a copy of the store that breaks a rule', () => {
  for (const { rule, name, changes, says, at, level = 'error' } of broken)
    test(`is caught with line and remedy, rule ${rule}: ${name}`, async (t) => {
      const folder = copyStore(t, changes)
      const { code, findings } = await findingsIn(folder)
      assert.equal(code, 1)
      const [file, what] = at
      const line = lineOf(folder, file, what)
      const found = findings.find(
        (each) => each.says === says && each.at?.file === file && each.at.line === line,
      )
      const all = findings.map((each) => `${each.says} ${each.at?.file}:${each.at?.line}`)
      assert.ok(found, `${says} at ${file}:${line} among\n${all.join('\n')}`)
      assert.deepEqual([found.number, found.level], [rule, level])
      assert.ok(found.what.length > 0 && found.remedy.length > 0)
    })
})

describe('the store', () => {
  test('has no open question, and each that is put off says which row of the mission will close it', async () => {
    const { findings } = await findingsIn(store)
    assert.deepEqual(
      findings.filter(({ says }) => says === 'area-open' || says === 'waiver-past'),
      [],
    )
    const waivers = findings.filter(({ says }) => says === 'waiver-holds')
    assert.ok(waivers.length > 0)
    for (const { what } of waivers) assert.match(what, /\bM\d+\b/)
  })

  test('is told of in Korean too, with the same lines', async () => {
    const [english, korean] = [await findingsIn(store), await findingsIn(store, '--lang', 'ko')]
    const places = (found: readonly Told[]) => found.map(({ says, at }) => ({ says, at }))
    assert.deepEqual(places(korean.findings), places(english.findings))
    for (const { what, remedy } of korean.findings) assert.match(`${what}${remedy}`, /[가-힣]/)
  })

  test('is told to code scanning with rules, lines and marks', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'atoll-sarif-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'atoll.sarif')
    await atoll('--directory', copyStore(t, broken[2]?.changes ?? []), '--sarif', file)
    const log = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly runs: readonly {
        readonly results: readonly { readonly ruleId: string; readonly level: string }[]
      }[]
    }
    const rules = log.runs[0]?.results.map(({ ruleId }) => ruleId) ?? []
    assert.ok(rules.includes('told-once'), rules.join())
    assert.ok(log.runs[0]?.results.every(({ level }) => level !== 'note'))
  })

  test('that cannot be put together is told why, with the line of the decision', async (t) => {
    const folder = copyStore(t, [
      ['decisions.ts', /(messaging: \{\s+pattern: 'messaging',\s+adapter: ')postgres/, '$1pigeons'],
    ])
    const { code, findings } = await findingsIn(folder)
    assert.equal(code, 1)
    const refused = findings.find(({ says }) => says === 'system-refused')
    assert.match(refused?.what ?? '', /pigeons/)
    assert.deepEqual(refused?.at, {
      file: 'decisions.ts',
      line: lineOf(folder, 'decisions.ts', 'pigeons'),
    })
  })
})

describe('the report for people', () => {
  test('names file and line, what is wrong and what to do, and ends with the sum', async (t) => {
    const { code, out } = await atoll('--directory', copyStore(t, broken[2]?.changes ?? []))
    assert.equal(code, 1)
    const lines = out.split('\n')
    assert.match(
      out,
      /error {2}services\/orders\/handlers\/place\.ts:\d+\n {4}orders sends through/,
    )
    assert.match(out, /→ Declare an event in the contract/)
    assert.match(lines.at(-1) ?? '', /^The store does not keep to its decisions: \d+ error/)
    assert.ok(!out.includes('\u001b'), 'no colours where nobody looks at a terminal')
  })
})

test('a folder without a system, and options that are wrong, say so', async () => {
  assert.deepEqual((await atoll('--directory', tmpdir())).code, 1)
  assert.deepEqual((await atoll('--lang', 'fr')).code, 2)
})
