/** Writes a data set in one piece: a folder appears when it is whole, or not at all. The same data make the same bytes. */
import { existsSync, rmSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Fault } from '@atoll/pipeline'
import { type About, Customer, fileNames, type Order, Product, shapeName } from './shape.ts'

/** What is written. */
export interface WholeDataSet {
  readonly about: Pick<About, 'name' | 'origin' | 'licence'>
  readonly products: readonly Product[]
  readonly customers: readonly Customer[]
  readonly orders: readonly Order[]
}

/** A folder that is not there yet; whoever ends before it is whole calls `abandon`. */
export interface Writing {
  write(data: WholeDataSet): Promise<void>
  abandon(): void
}

/** Begins to write. Faults: conflict `data_there` — something stands where the folder is to be */
export function beginWriting(folder: string): Writing {
  const target = resolve(folder)
  if (existsSync(target)) throw alreadyThere(target)
  const partial = `${target}.partial`
  return {
    abandon: () => rmSync(partial, { recursive: true, force: true }),
    async write(data) {
      await mkdir(dirname(target), { recursive: true })
      await rm(partial, { recursive: true, force: true })
      await mkdir(partial)
      try {
        for (const [name, bytes] of await filesOf(data)) await writeFile(join(partial, name), bytes)
        await rename(partial, target)
      } catch (thrown) {
        await rm(partial, { recursive: true, force: true })
        throw thrown
      }
    },
  }
}

async function filesOf({ about, products, customers, orders }: WholeDataSet) {
  const whole: About = {
    shape: shapeName,
    currency: 'USD',
    ...about,
    products: products.length,
    customers: customers.length,
    orders: orders.length,
  }
  const lines = orders.map((order) => `${JSON.stringify(order)}\n`).join('')
  return [
    [fileNames.about, `${JSON.stringify(whole, null, 2)}\n`],
    [fileNames.products, toTable(Object.keys(Product.shape), products)],
    [fileNames.customers, toTable(Object.keys(Customer.shape), customers)],
    [fileNames.orders, await promisify(gzip)(lines)],
  ] as const
}

function toTable(columns: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]) {
  const toLine = (row: (typeof rows)[number]) =>
    columns.map((column) => toField(String(row[column]))).join(',')
  return [columns.join(','), ...rows.map(toLine)].map((line) => `${line}\n`).join('')
}

/** Source RFC 4180, section 2 */
function toField(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function alreadyThere(target: string): Fault {
  const message = `${target} is there already: name a folder that is not, or delete that one.`
  return new Fault({ kind: 'conflict', code: 'data_there', message })
}
