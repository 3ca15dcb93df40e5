import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parseCustomers, parseProducts, readOrders, readRaw } from '../../data/read.ts'
import { beginWriting } from '../../data/write.ts'
import { type Article, convertRetail, type Invoice } from './retail.ts'

const articles: readonly Article[] = [
  { sku: '10002', description: 'INFLATABLE POLITICAL  GLOBE ', price: 85 },
  { sku: '21506', description: 'FANCY FONT BIRTHDAY CARD,', price: 42 },
  { sku: '21777', description: 'wrongly coded', price: 10 },
  { sku: '21778', description: '?', price: 10 },
  { sku: '23595', description: 'ADJUSTMENT', price: 0 },
  { sku: '84507B', description: 'STRIPES DESIGN MONKEY DOLL', price: 255 },
  { sku: 'POST', description: 'POSTAGE', price: 1800 },
]

function invoice(lines: Invoice['lines'], parts: Partial<Invoice> = {}): Invoice {
  const sold = { invoice: '536365', at: '2010-12-01T08:26Z', customer: '17850', cancelled: false }
  return { ...sold, lines, ...parts }
}

function skippedOf(invoices: readonly Invoice[]): Record<string, number> {
  const { skipped } = convertRetail(articles, invoices)
  return Object.fromEntries(skipped.map(({ what, reason, count }) => [`${what}: ${reason}`, count]))
}

test('an invoice becomes an order of its customer, lines of one product one line', () => {
  const { orders, customers, products, linesKept } = convertRetail(articles, [
    invoice([
      ['10002', 6, 85],
      ['21506', 1, 42],
      ['10002', 2, 85],
    ]),
  ])
  const lines = [
    { sku: '10002', quantity: 8 },
    { sku: '21506', quantity: 1 },
  ]
  const order = { id: '536365', at: '2010-12-01T08:26Z', customer: 'u-17850', lines }
  assert.deepEqual(orders, [order])
  assert.deepEqual(customers, [
    { id: 'u-17850', email: 'u-17850@example.com', name: 'Customer 17850' },
  ])
  assert.deepEqual(
    products.map(({ name, price, stock }) => [name, price, stock]),
    [
      ['INFLATABLE POLITICAL GLOBE', 85, 8],
      ['FANCY FONT BIRTHDAY CARD,', 42, 1],
    ],
  )
  assert.equal(linesKept, 3)
})

const reasons: readonly (readonly [reason: string, line: Invoice['lines'][number]])[] = [
  ['postage and carriage', ['POST', 1, 1800]],
  ['bank charges and fees', ['BANK CHARGES', 1, 1500]],
  ['samples', ['S', 1, 100]],
  ['manual entries, adjustments and discounts', ['m', 1, 100]],
  ['a quantity of zero or less', ['10002', -1, 85]],
  ['a quantity of zero or less', ['10002', 0, 85]],
  ['a price of zero or less', ['10002', 1, 0]],
  ['a price of zero or less', ['23595', 1, 5]],
  ['a price of zero or less', ['99999', 1, 5]],
  ['a damaged description', ['21777', 1, 10]],
  ['a damaged description', ['21778', 1, 10]],
  ['more than 99 pieces of one product in one order', ['10002', 100, 85]],
]
for (const [reason, line] of reasons)
  test(`a line of ${line.join(' × ')} is left out for ${reason}, the others stay`, () => {
    const invoices = [invoice([line, ['84507B', 99, 255]])]
    assert.deepEqual(skippedOf(invoices), { [`lines: ${reason}`]: 1 })
    assert.deepEqual(convertRetail(articles, invoices).orders[0]?.lines, [
      { sku: '84507B', quantity: 99 },
    ])
  })

test('cancellations, bad debt, and invoices of which nothing is left are counted', () => {
  const good: Invoice['lines'] = [['10002', 1, 85]]
  assert.deepEqual(
    skippedOf([
      invoice(good, { cancelled: true }),
      invoice(good, { invoice: 'A563185' }),
      invoice([['POST', 1, 1800]]),
      invoice(good),
    ]),
    {
      'invoices: cancellations': 1,
      'invoices: adjustments of bad debt': 1,
      'invoices: nothing was left of it': 1,
      'lines: postage and carriage': 1,
    },
  )
})

test('an invoice longer than an order becomes several of the same minute, with numbers of their own', () => {
  const many = Array.from({ length: 101 }, (_, n) => `${10_000 + n}`)
  const known = many.map((sku) => ({ sku, description: 'A THING', price: 1 }))
  const long = invoice(many.map((sku) => [sku, 1, 1] as const))
  const { orders, divided } = convertRetail(known, [long])
  assert.deepEqual(
    orders.map(({ id, at, lines }) => [id, at, lines.length]),
    [
      ['536365', long.at, 50],
      ['536365-2', long.at, 50],
      ['536365-3', long.at, 1],
    ],
  )
  assert.equal(divided, 1)
})

test('orders of nobody are those of one guest', () => {
  const nobody = { customer: null }
  const { orders, customers } = convertRetail(articles, [
    invoice([['10002', 1, 85]], nobody),
    invoice([['10002', 1, 85]], { ...nobody, invoice: '536366' }),
  ])
  assert.deepEqual(new Set(orders.map(({ customer }) => customer)), new Set(['guest']))
  assert.deepEqual(
    customers.map(({ name }) => name),
    ['A guest'],
  )
})

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atoll-convert-'))
})
after(() => rm(folder, { recursive: true }))

const about = { name: 'test', origin: 'Written for a test.', licence: 'CC0-1.0' }

test('what is written is what is read, and the same bytes each time', async () => {
  const converted = convertRetail(articles, [
    invoice([
      ['10002', 6, 85],
      ['21506', 1, 42],
    ]),
  ])
  const [one, two] = [join(folder, 'one'), join(folder, 'two')]
  for (const each of [one, two]) await beginWriting(each).write({ about, ...converted })
  const raw = await readRaw(one)
  assert.deepEqual(parseProducts(raw), converted.products)
  assert.deepEqual(parseCustomers(raw), converted.customers)
  assert.deepEqual(await Array.fromAsync(readOrders(one)), converted.orders)
  for (const name of await readdir(one))
    assert.deepEqual(await readFile(join(one, name)), await readFile(join(two, name)), name)
})

test('a folder that is there is refused, and nothing half-written stays', async () => {
  assert.throws(() => beginWriting(folder), { code: 'data_there' })
  const broken = {
    about,
    products: [],
    customers: [],
    get orders(): never {
      throw new Error('the disk is full')
    },
  }
  const target = join(folder, 'broken')
  await assert.rejects(beginWriting(target).write(broken), /the disk is full/)
  const left = (await readdir(folder)).filter((name) => name.startsWith('broken'))
  assert.deepEqual(left, [])
})
