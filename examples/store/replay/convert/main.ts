/**
 * `npm run store:data -- --from <folder> --to <folder>`: converts the "Online Retail" invoices to a data set of the
 * store, and says what it left out and why. Nothing half-written stays.
 */
import { Fault } from '@atoll/pipeline'
import { readArguments, refuse } from '@atoll/testkit/arguments'
import { renderTable } from '@atoll/testkit/report'
import { beginWriting } from '../../data/write.ts'
import { type Converted, convertRetail } from './retail.ts'
import { readArticles, readInvoices } from './source.ts'

const usage = `npm run store:data -- --from <folder> --to <folder>

Converts the "Online Retail" invoices (invoices.ndjson.gz and products.csv in --from)
to a data set of the store in the new folder --to.`

/** How often progress is told. Units: invoices */
const tellEach = 5_000

async function main(): Promise<void> {
  const { values } = readArguments({
    usage,
    options: { from: { type: 'string' }, to: { type: 'string' } },
  })
  const { from, to } = values
  if (from === undefined || to === undefined)
    refuse('Say --from <folder> and --to <folder>.', usage)
  const writing = beginWriting(to)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      writing.abandon()
      process.exit(130)
    })
  const articles = await readArticles(from)
  const invoices = await readInvoices(from, (count) => {
    if (count % tellEach === 0) console.error(`${count} invoices read`)
  })
  const converted = convertRetail(articles, invoices)
  console.error(`writing ${to}`)
  await writing.write({
    about: {
      name: 'online-retail',
      origin:
        'Online Retail, UCI machine learning repository (Daqing Chen), by way of the R package onlineretail; prices in pence are taken as cents',
      licence: 'CC0-1.0',
    },
    ...converted,
  })
  console.log(toText(converted, { articles: articles.length, invoices: invoices.length }))
}

function toText(
  converted: Converted,
  read: { readonly articles: number; readonly invoices: number },
): string {
  const { products, customers, orders, divided, linesKept, skipped } = converted
  const lines =
    linesKept + skipped.reduce((sum, each) => sum + (each.what === 'lines' ? each.count : 0), 0)
  const kept = [
    ['invoices read', read.invoices, ''],
    ['orders', orders.length, `${divided} invoices are divided, being too long for one order`],
    ['lines of invoices that may be orders', lines, ''],
    ['lines kept', linesKept, 'those of one product and invoice are one'],
    ['products', products.length, `of ${read.articles}; the others are no goods or were not sold`],
    ['customers', customers.length, 'orders of nobody are those of one guest'],
  ].map((row) => row.map(String))
  const left = skipped.map(({ what, reason, count }) => [`${what}: ${reason}`, String(count)])
  return [
    renderTable({ title: 'What there is now', columns: ['', 'count', 'note'], rows: kept }),
    renderTable({ title: 'What was left out', columns: ['reason', 'count'], rows: left }),
  ].join('\n\n')
}

try {
  await main()
} catch (thrown) {
  console.error(thrown instanceof Fault || thrown instanceof TypeError ? thrown.message : thrown)
  process.exitCode = 2
}
