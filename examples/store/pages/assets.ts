/**
 * The files that pages refer to, each under an address that changes with its content. The gateway serves `assets`
 * as they are; regions ask `asset` for an address. Read once, when this module is, as parts of the program.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** One file as it is sent. */
export interface Asset {
  readonly type: string
  readonly body: Buffer
}

/** How long a browser may keep an asset: for good, since other content has another address. */
export const assetCacheControl = 'public, max-age=31536000, immutable'

const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const

/** The style sheet is put together from the owners' own, in this order; layers keep them apart. */
const styles = [
  'shell/tokens.css',
  'shell/base.css',
  'shell/shell.css',
  'catalog/browse.css',
  'catalog/products.css',
  'catalog/pictures.css',
  'inventory/inventory.css',
  'orders/basket.css',
  'orders/orders.css',
  'payments/payments.css',
  'customers/customers.css',
  'delivery/delivery.css',
  'shell/print.css',
]

const sources = {
  'store.css': { type: types.css, files: styles },
  'shell.js': { type: types.js, files: ['assets/shell.js'] },
  'track-order.js': { type: types.js, files: ['assets/track-order.js'] },
  'pictures.svg': { type: types.svg, files: ['assets/pictures.svg'] },
  'favicon.svg': { type: types.svg, files: ['assets/favicon.svg'] },
} as const

/** The name of a file that pages refer to. */
export type AssetName = keyof typeof sources

function openAssets(): { addresses: ReadonlyMap<string, string>; files: Record<string, Asset> } {
  const addresses = new Map<string, string>()
  const files: Record<string, Asset> = {}
  for (const [name, source] of Object.entries(sources)) {
    const parts = source.files.map((file) => readFileSync(new URL(file, import.meta.url)))
    const body = Buffer.concat(parts)
    const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10)
    const address = `/assets/${name.replace('.', `-${hash}.`)}`
    addresses.set(name, address)
    files[address] = { type: source.type, body }
  }
  return { addresses, files }
}

const { addresses, files } = openAssets()

/** Every file by its address, to be served with `assetCacheControl`.
 *  Shape    `/assets/store-<hash>.css` → type and bytes */
export const assets: Readonly<Record<string, Asset>> = files

/** Gives the address of a file. */
export function asset(name: AssetName): string {
  return addresses.get(name) ?? `/assets/${name}`
}
