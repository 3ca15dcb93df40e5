/** Reads the "Online Retail" files as they are handed out; refuses a damaged one with its line. Decides nothing. */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { Fault } from '@atoll/pipeline'
import { z } from 'zod'
import { parseCsvLine } from '../../supplier/csv.ts'
import type { Article, Invoice } from './retail.ts'

const Line = z.tuple([z.string(), z.int(), z.number()])
const InvoiceLine = z.object({
  invoice: z.string(),
  at: z.iso.datetime({ precision: -1 }),
  customer: z.string().nullable(),
  cancelled: z.boolean(),
  lines: z.array(Line),
})

/** Reads `products.csv`. Faults: invalid `source_damaged`, saying where */
export async function readArticles(folder: string): Promise<Article[]> {
  const path = join(folder, 'products.csv')
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    throw damaged(path, thrown instanceof Error ? thrown.message : 'it cannot be read')
  })
  const [head, ...lines] = text.trimEnd().split(/\r?\n/)
  if (head !== 'sku,description,price_pence') throw damaged(`${path} line 1`, 'other columns')
  return lines.map((line, index) => {
    const [sku = '', description = '', price = ''] = parseCsvLine(line)
    if (sku === '' || !/^-?\d+$/.test(price))
      throw damaged(`${path} line ${index + 2}`, 'no sku and price')
    return { sku, description, price: Number(price) }
  })
}

/** Reads `invoices.ndjson.gz`; tells how far it is. Faults: invalid `source_damaged`, saying where */
export async function readInvoices(
  folder: string,
  tell: (count: number) => void,
): Promise<Invoice[]> {
  const path = join(folder, 'invoices.ndjson.gz')
  const invoices: Invoice[] = []
  const unzipped = createGunzip()
  // A failure of the file reaches the reader below through the stream that it reads.
  pipeline(createReadStream(path), unzipped, () => {})
  try {
    for await (const text of createInterface(unzipped)) {
      invoices.push(InvoiceLine.parse(JSON.parse(text)))
      tell(invoices.length)
    }
  } catch (thrown) {
    const problem = thrown instanceof z.ZodError ? z.prettifyError(thrown) : String(thrown)
    throw damaged(`${path} line ${invoices.length + 1}`, problem)
  }
  return invoices
}

function damaged(place: string, problem: string): Fault {
  const message = `The source cannot be converted: ${place}: ${problem}.`
  return new Fault({ kind: 'invalid', code: 'source_damaged', message })
}
