import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import { parseCustomers, parseProducts, readOrders, readRaw } from './read.ts'
import { type Files, small, writeFiles } from './testing.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atoll-data-'))
})
after(() => rm(folder, { recursive: true }))

async function readAll(path: string) {
  const raw = await readRaw(path)
  const orders = await Array.fromAsync(readOrders(path))
  return { products: parseProducts(raw), customers: parseCustomers(raw), orders }
}

/** The sentence by which a data set is refused. */
async function refusal(files: Partial<Files>): Promise<string> {
  try {
    await readAll(await writeFiles(folder, files))
  } catch (thrown) {
    assert.ok(thrown instanceof Fault)
    assert.equal(thrown.code, 'data_damaged')
    return thrown.message.replace(folder, '')
  }
  throw new assert.AssertionError({ message: 'the data set was taken' })
}

test('a data set is read as it was written', async () => {
  const { products, customers, orders } = await readAll(await writeFiles(folder))
  assert.deepEqual(products[1], {
    sku: '21506',
    name: 'FANCY FONT BIRTHDAY CARD,',
    category: 'Gifts',
    sub_category: 'Cards',
    price: 42,
    stock: 50,
  })
  assert.deepEqual([products.length, customers.length, orders.length], [3, 2, 2])
  assert.equal(orders[1]?.at, '2010-12-01T08:34:30Z')
})

const head = 'sku,name,category,sub_category,price,stock\n'
const damages: readonly (readonly [what: string, files: Partial<Files>, said: RegExp])[] = [
  [
    'no JSON',
    { 'data.json': '{' },
    /^The data set is damaged: \/data\.json line 1: it is no JSON\.$/,
  ],
  [
    'another currency',
    { 'data.json': small['data.json'].replace('USD', 'GBP') },
    /data\.json line 1: currency/,
  ],
  [
    'other columns',
    { 'products.csv': 'sku,price\n' },
    /products\.csv line 1: the columns must be sku,name/,
  ],
  [
    'a field too few',
    { 'products.csv': `${head}a,b,c,d,1\n` },
    /products\.csv line 2: 5 fields .* 6/,
  ],
  [
    'a price in words',
    { 'products.csv': `${head}a,b,c,d,1,1\nb,b,c,d,one,1\n` },
    /products\.csv line 3: price: a whole number/,
  ],
  [
    'a product twice',
    { 'products.csv': `${head}a,b,c,d,1,1\na,b,c,d,1,1\n` },
    /line 3: a stands in line 2/,
  ],
  [
    'a table cut off',
    { 'products.csv': `${head}a,b,c,d,1,1\n` },
    /says 3 entries, and there are 1/,
  ],
  [
    'one address twice',
    { 'customers.csv': 'id,email,name\na,a@example.com,A\nb,A@example.com,B\n' },
    /customers\.csv line 3: a@example\.com stands in line 2/,
  ],
  [
    'an order of nothing',
    {
      'orders.ndjson.gz':
        '{"id":"1","at":"2010-12-01T08:26Z","customer":"u-17850","lines":[{"sku":"a","quantity":0}]}',
    },
    /orders\.ndjson\.gz line 1: lines\.0\.quantity/,
  ],
  [
    'orders cut off',
    { 'orders.ndjson.gz': small['orders.ndjson.gz'].split('\n')[0] ?? '' },
    /line 1: data\.json says 2/,
  ],
]
for (const [what, files, said] of damages)
  test(`${what} is refused with file and line`, async () => {
    assert.match(await refusal(files), said)
  })

test('a gzip that was cut off is named, and a folder without data too', async () => {
  const path = join(await writeFiles(folder), 'orders.ndjson.gz')
  await writeFile(path, (await readFile(path)).subarray(0, -20))
  await assert.rejects(Array.fromAsync(readOrders(folder)), {
    code: 'data_damaged',
    message: /orders\.ndjson\.gz line \d+: it is no whole gzip/,
  })
  await assert.rejects(readRaw(join(folder, 'nowhere')), {
    code: 'data_missing',
    message: /nowhere\/data\.json \(ENOENT\)/,
  })
})
