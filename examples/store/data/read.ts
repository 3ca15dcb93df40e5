/**
 * Reads a data set. Everything that does not fit the shape is refused with its file and line, before the store keeps any
 * of it; nothing is repaired or passed over. Writes nothing.
 */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { pipeline } from 'node:stream'
import { Fault } from '@atoll/pipeline'
import type { z } from 'zod'
import { parseCsvLine } from '../supplier/csv.ts'
import { About, Customer, fileNames, Order, Product } from './shape.ts'

/** The bytes of the tables with what they are about, still unparsed. */
export interface RawDataSet {
  readonly folder: string
  readonly about: About
  readonly products: Buffer
  readonly customers: Buffer
}

/** Reads what a data set is and its two tables. Faults: invalid `data_damaged`, not_found `data_missing` */
export async function readRaw(folder: string): Promise<RawDataSet> {
  const about = await read(folder, fileNames.about)
  const products = await read(folder, fileNames.products)
  const customers = await read(folder, fileNames.customers)
  return { folder, about: parseAbout(join(folder, fileNames.about), about), products, customers }
}

/** Parses the products, each sku once. Faults: invalid `data_damaged` */
export function parseProducts({ folder, about, products }: RawDataSet): Product[] {
  const path = join(folder, fileNames.products)
  const rows = parseTable(path, products, Product)
  refuseTwice(path, rows, ({ sku }) => sku)
  refuseCount(path, rows.length, about.products)
  return rows
}

/** Parses the customers, each id and each address once. Faults: invalid `data_damaged` */
export function parseCustomers({ folder, about, customers }: RawDataSet): Customer[] {
  const path = join(folder, fileNames.customers)
  const rows = parseTable(path, customers, Customer)
  refuseTwice(path, rows, ({ id }) => id)
  refuseTwice(path, rows, ({ email }) => email.toLowerCase())
  refuseCount(path, rows.length, about.customers)
  return rows
}

/** Reads the orders one after the other. Faults: invalid `data_damaged`, not_found `data_missing` */
export async function* readOrders(folder: string): AsyncGenerator<Order> {
  const { about } = await readRaw(folder)
  const path = join(folder, fileNames.orders)
  let line = 0
  const unzipped = createGunzip()
  // A failure of the file reaches the reader below through the stream that it reads.
  pipeline(createReadStream(path), unzipped, () => {})
  try {
    for await (const text of createInterface(unzipped)) {
      line += 1
      yield parseRow({ path, line }, Order, parseJson({ path, line }, text))
    }
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown
    throw unreadable(path, thrown, line)
  }
  refuseCount(path, line, about.orders)
}

interface Place {
  readonly path: string
  readonly line: number
}

async function read(folder: string, name: string): Promise<Buffer> {
  const path = join(folder, name)
  try {
    return await readFile(path)
  } catch (thrown) {
    throw unreadable(path, thrown, 0)
  }
}

function parseAbout(path: string, bytes: Buffer): About {
  return parseRow({ path, line: 1 }, About, parseJson({ path, line: 1 }, bytes.toString('utf8')))
}

/** The first line names the columns, which are the names of the schema in its order. */
function parseTable<S extends z.ZodObject>(path: string, bytes: Buffer, schema: S): z.infer<S>[] {
  const [head, ...lines] = bytes
    .toString('utf8')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
  const columns = Object.keys(schema.shape)
  if (head !== columns.join(','))
    throw damaged({ path, line: 1 }, `the columns must be ${columns.join(',')}`)
  return lines.map((text, index) => {
    const place = { path, line: index + 2 }
    const fields = parseCsvLine(text)
    if (fields.length !== columns.length)
      throw damaged(place, `${fields.length} fields stand where ${columns.length} are wanted`)
    const row = Object.fromEntries(columns.map((column, at) => [column, fields[at]]))
    return parseRow(place, schema, row)
  })
}

function parseRow<S extends z.ZodType>(place: Place, schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  throw damaged(place, `${first?.path.join('.') || 'it'}: ${first?.message ?? 'not understood'}`)
}

function parseJson(place: Place, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw damaged(place, 'it is no JSON')
  }
}

function refuseTwice<T>(path: string, rows: readonly T[], keyOf: (row: T) => string): void {
  const seen = new Map<string, number>()
  for (const [index, row] of rows.entries()) {
    const line = index + 2
    const before = seen.get(keyOf(row))
    if (before !== undefined)
      throw damaged({ path, line }, `${keyOf(row)} stands in line ${before} already`)
    seen.set(keyOf(row), line)
  }
}

/** A file that was cut off between two lines is found by its count. */
function refuseCount(path: string, found: number, said: number): void {
  if (found === said) return
  const message = `${fileNames.about} says ${said} entries, and there are ${found}`
  throw damaged({ path, line: found }, message)
}

function damaged({ path, line }: Place, problem: string): Fault {
  const message = `The data set is damaged: ${path} line ${line}: ${problem}.`
  return new Fault({ kind: 'invalid', code: 'data_damaged', message })
}

function unreadable(path: string, thrown: unknown, line: number): Fault {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
  if (code.startsWith('Z_'))
    return damaged({ path, line: line + 1 }, `it is no whole gzip (${code})`)
  const message = `The data set cannot be read: ${path} (${code}); name a folder with ${Object.values(fileNames).join(', ')}.`
  return new Fault({ kind: 'not_found', code: 'data_missing', message, cause: thrown })
}
