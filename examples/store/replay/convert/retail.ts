/**
 * From the "Online Retail" invoices to orders that this store can take. Decides what is an order and counts everything
 * that it leaves out, by reason. Pure: rows go in, a data set comes out, the same for the same rows.
 */
import { linesMax, quantityMax } from '../../contracts/orders.ts'
import type { Customer, Order, Product } from '../../data/shape.ts'

/** One invoice as the source has it. Shape: lines: sku, pieces, pence for one */
export interface Invoice {
  readonly invoice: string
  readonly at: string
  readonly customer: string | null
  readonly cancelled: boolean
  readonly lines: readonly (readonly [sku: string, quantity: number, price: number])[]
}

/** One product as the source has it. Units: price: pence */
export interface Article {
  readonly sku: string
  readonly description: string
  readonly price: number
}

/** How much was left out for one reason. */
export interface Skipped {
  readonly reason: string
  readonly what: 'invoices' | 'lines'
  readonly count: number
}

/** What came of the source. */
export interface Converted {
  readonly products: readonly Product[]
  readonly customers: readonly Customer[]
  readonly orders: readonly Order[]
  readonly skipped: readonly Skipped[]
  /** Invoices that became more than one order. */
  readonly divided: number
  /** Units: lines of invoices that went into orders. */
  readonly linesKept: number
}

/** Lines of these are no goods. */
const noGoods: Readonly<Record<string, string>> = {
  POST: 'postage and carriage',
  DOT: 'postage and carriage',
  C2: 'postage and carriage',
  23444: 'postage and carriage',
  'BANK CHARGES': 'bank charges and fees',
  AMAZONFEE: 'bank charges and fees',
  CRUK: 'bank charges and fees',
  S: 'samples',
  M: 'manual entries, adjustments and discounts',
  m: 'manual entries, adjustments and discounts',
  B: 'manual entries, adjustments and discounts',
  D: 'manual entries, adjustments and discounts',
}

/** Orders without a known customer are those of one. */
const guest = 'guest'

/** Converts all of it. Units: prices stay the same number: a penny becomes a cent, since this store counts in dollars */
export function convertRetail(
  articles: readonly Article[],
  invoices: readonly Invoice[],
): Converted {
  const prices = new Map(articles.map((article) => [article.sku, article]))
  const tally = createTally()
  const found: Order[] = []
  const sold = new Map<string, number>()
  let divided = 0
  let linesKept = 0
  for (const invoice of invoices) {
    const reason = whyNoOrder(invoice)
    if (reason !== null) {
      tally.add('invoices', reason)
      continue
    }
    const { lines, kept } = goodLines(invoice, prices, tally)
    if (lines.length === 0) tally.add('invoices', 'nothing was left of it')
    linesKept += kept
    if (lines.length > linesMax) divided += 1
    for (const { sku, quantity } of lines) sold.set(sku, (sold.get(sku) ?? 0) + quantity)
    found.push(...toOrders(invoice, lines))
  }
  const customers = [...new Set(found.map(({ customer }) => customer))].toSorted().map(toCustomer)
  const products = articles.flatMap((article) => toProduct(article, sold.get(article.sku) ?? 0))
  const skipped = tally.all()
  return { products, customers, orders: found, skipped, divided, linesKept }
}

function whyNoOrder({ invoice, cancelled }: Invoice): string | null {
  if (cancelled) return 'cancellations'
  return /^\d+$/.test(invoice) ? null : 'adjustments of bad debt'
}

function whyNoLine(
  [sku, quantity, price]: Invoice['lines'][number],
  article: Article | undefined,
): string | null {
  const kind = noGoods[sku]
  if (kind !== undefined) return kind
  if (quantity <= 0) return 'a quantity of zero or less'
  if (price <= 0 || article === undefined || article.price < 1) return 'a price of zero or less'
  return isName(article.description) ? null : 'a damaged description'
}

/** Goods are written in capitals; notes about them ("wrongly coded") are not, and some are a question mark. */
function isName(description: string): boolean {
  return /[A-Z]/.test(description) && !description.includes('?')
}

/** Lines of one product count as one; what is more than the store takes of a product at once is left out. */
function goodLines(
  invoice: Invoice,
  articles: ReadonlyMap<string, Article>,
  tally: Tally,
): { readonly lines: readonly Line[]; readonly kept: number } {
  const merged = new Map<string, { quantity: number; lines: number }>()
  for (const line of invoice.lines) {
    const [sku, quantity] = line
    const reason = whyNoLine(line, articles.get(sku))
    if (reason !== null) {
      tally.add('lines', reason)
      continue
    }
    const before = merged.get(sku) ?? { quantity: 0, lines: 0 }
    merged.set(sku, { quantity: before.quantity + quantity, lines: before.lines + 1 })
  }
  let kept = 0
  const lines = [...merged].flatMap(([sku, { quantity, lines: count }]) => {
    if (quantity > quantityMax) {
      tally.add('lines', `more than ${quantityMax} pieces of one product in one order`, count)
      return []
    }
    kept += count
    return [{ sku, quantity }]
  })
  return { lines, kept }
}

interface Line {
  readonly sku: string
  readonly quantity: number
}

/** An invoice longer than the store takes becomes several orders in the same minute, as its customer would have to. */
function toOrders({ invoice, at, customer }: Invoice, lines: readonly Line[]): Order[] {
  const found: Order[] = []
  for (let from = 0; from < lines.length; from += linesMax) {
    const part = found.length === 0 ? '' : `-${found.length + 1}`
    found.push({
      id: `${invoice}${part}`,
      at,
      customer: customer === null ? guest : `u-${customer}`,
      lines: lines.slice(from, from + linesMax),
    })
  }
  return found
}

/** What was never sold is not in the data set; of the rest there is as much as was sold. */
function toProduct({ sku, description, price }: Article, stock: number): Product[] {
  if (stock === 0) return []
  const name = description.replaceAll(/\s+/g, ' ').trim()
  return [{ sku, name, category: 'Gifts', sub_category: 'Gifts', price, stock }]
}

function toCustomer(id: string): Customer {
  const name = id === guest ? 'A guest' : `Customer ${id.slice('u-'.length)}`
  return { id, email: `${id}@example.com`, name }
}

interface Tally {
  add(what: Skipped['what'], reason: string, count?: number): void
  all(): Skipped[]
}

function createTally(): Tally {
  const counts = new Map<string, Skipped>()
  return {
    add(what, reason, count = 1) {
      const key = `${what}: ${reason}`
      counts.set(key, { reason, what, count: (counts.get(key)?.count ?? 0) + count })
    },
    all: () =>
      [...counts.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each),
  }
}
