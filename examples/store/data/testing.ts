/** Writes small data sets for tests, as a person would write one by hand. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fileNames } from './shape.ts'

// region folder
/** The files of a data set with three products, two customers and two orders, one of them without its second. */
export const small = {
  'data.json': `{
    "shape": "atoll-store-data/1", "name": "small", "currency": "USD",
    "origin": "Written for a test.", "licence": "CC0-1.0",
    "products": 3, "customers": 2, "orders": 2
  }`,
  'products.csv': `sku,name,category,sub_category,price,stock
10002,INFLATABLE POLITICAL GLOBE,Gifts,Toys,85,100
21506,"FANCY FONT BIRTHDAY CARD,",Gifts,Cards,42,50
85123A,WHITE HANGING HEART T-LIGHT HOLDER,Gifts,Lights,255,0
`,
  'customers.csv': `id,email,name
u-17850,u-17850@example.com,Customer 17850
u-13047,u-13047@example.com,Customer 13047
`,
  'orders.ndjson.gz': `{"id":"536365","at":"2010-12-01T08:26Z","customer":"u-17850","lines":[{"sku":"10002","quantity":6}]}
{"id":"536367","at":"2010-12-01T08:34:30Z","customer":"u-13047","lines":[{"sku":"10002","quantity":2},{"sku":"21506","quantity":1}]}
`,
} as const
// endregion

/** The files of a data set, by name, still as text. */
export type Files = Readonly<Record<keyof typeof small, string>>

/** Writes a data set into a folder, and answers the folder. */
export async function writeFiles(folder: string, files: Partial<Files> = {}): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (const [name, text] of Object.entries({ ...small, ...files }))
    await writeFile(join(folder, name), name === fileNames.orders ? gzipSync(text) : text)
  return folder
}
