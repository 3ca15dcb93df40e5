/** A customer's program: the store's public interface over HTTP, and nothing else. Journeys act through it. */
import { randomUUID } from 'node:crypto'
import { until } from '@atoll/testkit'

/** What a journey is given: where the store is, and nothing of what is behind it. */
export interface Ground {
  /** Shape: `http://localhost:40123`. */
  readonly url: string
}

export type Card = 'approve' | 'decline' | 'slow' | 'unavailable'
export interface Line {
  readonly sku: string
  readonly quantity: number
}
export interface HistoryEntry {
  readonly n: number
  readonly status: string
  readonly at: string
  readonly reason?: string
}
export interface Order {
  readonly id: string
  readonly status: string
  readonly history: readonly HistoryEntry[]
  readonly total: { readonly amount: number; readonly currency: string }
}
export interface Product {
  readonly sku: string
  readonly name: string
  readonly price: { readonly amount: number; readonly currency: string }
  readonly stock: { readonly sku: string; readonly available: number } | null
}
/** An answer, read whole. */
export interface Answer<T = unknown> {
  readonly status: number
  readonly headers: Headers
  readonly body: T
}
/** The problem document of a refusal. */
export interface Problem {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly details?: Readonly<Record<string, unknown>>
}

/** What a request may carry. */
export interface Asking {
  readonly method?: 'GET' | 'POST'
  readonly token?: string | null
  readonly key?: string | null
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Units: milliseconds. */
  readonly timeoutMs?: number
}

/** How long any answer may take. Units: milliseconds. */
const timeoutMsDefault = 15_000

/** Asks the store; T is what a good answer holds, which the journey's assertions then look at. */
export async function ask<T = unknown>(
  { url }: Ground,
  path: string,
  asking: Asking = {},
): Promise<Answer<T>> {
  const { method = 'GET', token, key, json, headers = {} } = asking
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...headers,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    signal: AbortSignal.timeout(asking.timeoutMs ?? timeoutMsDefault),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  // What a test asks for is what it then asserts about.
  const body = (isJson ? JSON.parse(text) : text) as T
  return { status: response.status, headers: response.headers, body }
}

/** The customers of the demonstration. */
export const ada = 'ada@example.com'
export const grace = 'grace@example.com'

/** Every token of this run, so that it can be looked for where none may lie. */
export const tokensSeen: string[] = []

/** Signs in and gives the token. */
export async function signIn(ground: Ground, email: string = ada): Promise<string> {
  const json = { email }
  const path = '/api/session'
  const { status, body } = await ask<{ accessToken: string; expiresIn: number }>(ground, path, {
    method: 'POST',
    json,
  })
  if (status !== 200) throw new Error(`sign-in answered ${status}: ${JSON.stringify(body)}`)
  tokensSeen.push(body.accessToken)
  return body.accessToken
}

/** An order as it is sent. */
export interface Placing {
  readonly token: string
  readonly lines: readonly Line[]
  readonly card?: Card
  readonly key?: string
}

/** Sends an order once, and gives the answer whatever it is. */
export function sendOrder(ground: Ground, { token, lines, card = 'approve', key }: Placing) {
  return ask<{ orderId: string }>(ground, '/api/orders', {
    method: 'POST',
    token,
    key: key ?? randomUUID(),
    json: { lines, card },
  })
}

/** Places an order that is to be taken, and gives its number. */
export async function placeOrder(ground: Ground, placing: Placing): Promise<string> {
  const { status, body } = await sendOrder(ground, placing)
  if (status !== 202) throw new Error(`the order was answered ${status}: ${JSON.stringify(body)}`)
  return body.orderId
}

/** Sends an order again and again under one key, as a client does whose connection breaks, until it is taken. */
export async function insistOnOrder(ground: Ground, placing: Placing, withinMs = 30_000) {
  const key = placing.key ?? randomUUID()
  return until(
    async () => {
      const { status, body } = await sendOrder(ground, { ...placing, key })
      if (status === 202) return body.orderId
      throw new Error(`answered ${status}: ${JSON.stringify(body)}`)
    },
    { withinMs, what: 'the order to be taken' },
  )
}

/** Looks at an order. */
async function readOrder(ground: Ground, token: string, orderId: string): Promise<Order> {
  const { status, body } = await ask<Order>(ground, `/api/orders/${orderId}`, { token })
  if (status !== 200) throw new Error(`the order was answered ${status}: ${JSON.stringify(body)}`)
  return body
}

/** Waits until nothing more happens to an order. Units: withinMs: milliseconds */
export function untilFinal(
  ground: Ground,
  placed: { readonly token: string; readonly orderId: string },
  withinMs = 20_000,
): Promise<Order> {
  const { token, orderId } = placed
  let last = 'never seen'
  return until(
    async () => {
      const order = await readOrder(ground, token, orderId)
      last = order.status
      return order.status === 'shipped' || order.status === 'cancelled' ? order : null
    },
    { withinMs, what: `order ${orderId} to end`, explain: () => `Its last status: ${last}.` },
  )
}

/** Looks at a product with its stock. */
export async function readProduct(ground: Ground, sku: string): Promise<Product> {
  const { status, body } = await ask<Product>(ground, `/api/products/${sku}`)
  if (status !== 200) throw new Error(`the product was answered ${status}: ${JSON.stringify(body)}`)
  return body
}

let taken = 0

/** A product that no other journey of this run buys, with at least this many pieces in stock. Units: pieces */
export async function findProduct(ground: Ground, piecesMin = 20): Promise<Product> {
  let after: string | null = null
  let place = 0
  do {
    const path = `/api/products?limit=50${after === null ? '' : `&after=${after}`}`
    const page: Answer<{ items: Product[]; next: string | null }> = await ask(ground, path)
    for (const { sku } of page.body.items) {
      if (place++ < taken) continue
      taken = place
      const product = await readProduct(ground, sku)
      if ((product.stock?.available ?? 0) >= piecesMin) return product
    }
    after = page.body.next
  } while (after !== null)
  throw new Error(`no product has ${piecesMin} pieces left`)
}

/** The statuses of a history, in order. */
export function statusesOf({ history }: Pick<Order, 'history'>): string[] {
  return history.map(({ status }) => status)
}
