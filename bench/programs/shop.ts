/**
 * Customers of the store, through its public interface alone. `shop.ts <url> first` places one order and says when it was
 * taken; `shop.ts <url> count <n>` places so many, `shop.ts <url> seconds <s>` as many as are taken in that time; both
 * wait until every order has been shipped. With the process of the store as a further argument it says what that took of
 * a core, without the looking around beforehand.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { cpuSecondsOf } from '@atoll/comparison/processes'

const [, , url = '', how = 'first', amount = '1', pid = '0'] = process.argv
/** Customers who order at once. */
const customers = 16
/** Pieces that every product has at least. */
const piecesMin = 20
const pageSize = 50
const triesMax = 10
/** How long the last order may take. Units: milliseconds. */
const patienceMs = 600_000

type Json = Readonly<Record<string, unknown>>

const token = String(
  (await ask('POST', '/api/session', { email: 'ada@example.com' }))['accessToken'],
)
const skus = how === 'first' ? await skusOf(1) : await skusOf(customers * piecesMin)
const cpuBefore = await cpuSecondsOf(Number(pid))
const startedAt = performance.now()
const waits: number[] = []
const placed = new Set<string>()
await Promise.all(Array.from({ length: how === 'first' ? 1 : customers }, buy))
const acceptedSeconds = (performance.now() - startedAt) / 1000
if (how !== 'first') await untilShipped()
const seconds = (performance.now() - startedAt) / 1000
const cpuAfter = await cpuSecondsOf(Number(pid))
const sorted = waits.toSorted((left, right) => left - right)
process.stdout.write(
  `${JSON.stringify({
    placed: placed.size,
    acceptedSeconds,
    seconds,
    cpuSeconds: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore,
    p50: sorted[Math.floor(sorted.length * 0.5)],
    p99: sorted[Math.floor(sorted.length * 0.99)],
  })}\n`,
)

async function buy(): Promise<void> {
  while (wantsMore()) {
    const sku = skus[waits.length % skus.length] ?? ''
    const before = performance.now()
    waits.push(0)
    const place = waits.length - 1
    const { orderId } = await ask('POST', '/api/orders', {
      lines: [{ sku, quantity: 1 }],
      card: 'approve',
    })
    waits[place] = performance.now() - before
    placed.add(String(orderId))
  }
}

function wantsMore(): boolean {
  if (how === 'seconds') return performance.now() - startedAt < Number(amount) * 1000
  return waits.length < (how === 'first' ? 1 : Number(amount))
}

/**
 * Until none of our orders is under way. Looking costs the store something as well, so the newest order is looked at
 * first, and all of them, page by page, only when that one was shipped.
 */
async function untilShipped(): Promise<void> {
  const endsAt = performance.now() + patienceMs
  const newest = [...placed].at(-1) ?? ''
  const open = new Set(placed)
  while (open.size > 0) {
    if (performance.now() > endsAt) throw new Error(`${open.size} orders were not shipped`)
    const { status } = await ask('GET', `/api/orders/${newest}`, null)
    if (status === 'shipped' || status === 'cancelled') await lookThrough(open)
    if (open.size > 0) await pause(50)
  }
}

async function lookThrough(open: Set<string>): Promise<void> {
  let after: string | null = null
  const pages = Math.ceil(placed.size / pageSize)
  for (let page = 0; page < pages; page += 1) {
    const more = after === null ? '' : `&after=${after}`
    const found: Json = await ask('GET', `/api/orders?limit=${pageSize}${more}`, null)
    for (const { id, status } of itemsOf(found)) {
      if (status === 'cancelled') throw new Error(`order ${String(id)} was cancelled`)
      if (status === 'shipped') open.delete(String(id))
    }
    after = nextOf(found)
    if (after === null) return
  }
}

/** Products that every customer can buy of without emptying the shelf. */
async function skusOf(count: number): Promise<string[]> {
  const found: string[] = []
  let after: string | null = null
  do {
    const more = after === null ? '' : `&after=${after}`
    const page: Json = await ask('GET', `/api/products?limit=${pageSize}${more}`, null)
    for (const { sku } of itemsOf(page)) {
      const { stock } = await ask('GET', `/api/products/${String(sku)}`, null)
      // The gateway leaves the stock out when inventory takes too long to say it.
      const { available } = (stock ?? { available: 0 }) as { available: number }
      if (available >= piecesMin) found.push(String(sku))
      if (found.length >= count) return found
    }
    after = nextOf(page)
  } while (after !== null)
  return found
}

function nextOf({ next }: Json): string | null {
  return typeof next === 'string' ? next : null
}

function itemsOf(page: Json): readonly Json[] {
  return page['items'] as readonly Json[]
}

/** Asks once more, under the same key, where an answer took too long: a customer insists. */
async function ask(method: string, path: string, json: Json | null): Promise<Json> {
  const key = randomUUID()
  for (let tries = 1; ; tries += 1) {
    const { reply, body } = await askOnce(`${url}${path}`, { method, key, json })
    if (reply.ok) return body as Json
    if (reply.status < 500 || tries === triesMax)
      throw new Error(`${method} ${path} answered ${reply.status}: ${JSON.stringify(body)}`)
  }
}

interface Asked {
  readonly method: string
  readonly key: string
  readonly json: Json | null
}

async function askOnce(whole: string, { method, key, json }: Asked) {
  const reply = await fetch(whole, {
    method,
    headers: {
      'idempotency-key': key,
      ...(whole.endsWith('/session') ? {} : { authorization: `Bearer ${token}` }),
      ...(json === null ? {} : { 'content-type': 'application/json' }),
    },
    body: json === null ? null : JSON.stringify(json),
  })
  const body: unknown = await reply.json()
  return { reply, body }
}
