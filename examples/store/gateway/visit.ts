/** What every page knows of whoever looks at it, and how a page is sent. */
import type { HttpHeaders, HttpRequest, HttpResponse, Lost } from '@atoll/http'
import { readCookie, type Responding, sessionCookie } from '@atoll/gateway'
import { type Fault, isFault } from '@atoll/pipeline'
import { type Html, render } from '@atoll/pages'
import { catalog } from '../contracts/catalog.ts'
import { customers } from '../contracts/customers.ts'
import { inventory } from '../contracts/inventory.ts'
import { orders } from '../contracts/orders.ts'
import {
  type Basket,
  type Customer,
  notFoundPage,
  problemPage,
  type Visitor,
} from '../pages/index.ts'
import { basketCookie, type BasketContent, cookie, countOf, parseBasket } from './basket-cookie.ts'

/** The services that pages ask. */
export const asked = { catalog, customers, inventory, orders }
/** What a page stands on. */
export type PageGround = Responding<typeof asked>

/** Who looks at a page. */
export interface Visit {
  readonly visitor: Visitor
  readonly customer: Customer | null
  readonly basket: BasketContent
}

/** Finds out who looks at a page. */
export async function visitOf(ground: PageGround): Promise<Visit> {
  const basket = basketOf(ground.request)
  const customer = ground.caller === null ? null : await customerOf(ground)
  return { basket, customer, visitor: { customer, basketCount: countOf(basket) } }
}

async function customerOf({ call }: PageGround): Promise<Customer | null> {
  const profile = await call.customers.me({})
  return isFault(profile) ? null : { name: profile.name, email: profile.email }
}

/** The basket that a request carries. */
export function basketOf(request: HttpRequest): BasketContent {
  return parseBasket(readCookie(request, basketCookie))
}

/** The products of a basket at today's prices; those no longer sold are left out. */
export async function toBasket({ call }: PageGround, content: BasketContent): Promise<Basket> {
  const skus = [...content.keys()]
  const { items } = skus.length === 0 ? { items: [] } : await call.catalog.productsOf({ skus })
  const products = new Map(items.map((product) => [product.sku, product]))
  const lines = [...content].flatMap(([sku, quantity]) => {
    const product = products.get(sku)
    return product === undefined ? [] : [{ product, quantity }]
  })
  const amount = lines.reduce(
    (sum, { product, quantity }) => sum + product.price.amount * quantity,
    0,
  )
  return { lines, total: { amount, currency: 'USD' } }
}

/** Sends a page. */
export function show(page: Html, status = 200, headers: HttpHeaders = {}): HttpResponse {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      ...headers,
    },
    body: render(page),
  }
}

/** Sends the browser elsewhere, to look rather than to send again. */
export function goTo(location: string, cookies: readonly string[] = []): HttpResponse {
  const headers: HttpHeaders = { location, 'cache-control': 'no-store' }
  return {
    status: 303,
    headers: cookies.length === 0 ? headers : { ...headers, 'set-cookie': cookies },
    body: null,
  }
}

/** The session's cookie taken away. */
export const forgetSession = cookie(sessionCookie, '', 0)

/** A failure as a page; who is not signed in, or not any more, is sent to sign in and comes back. */
export function showFault(fault: Fault, request: HttpRequest, isPublic: boolean): HttpResponse {
  const basketCount = countOf(basketOf(request))
  const visitor: Visitor = { customer: null, basketCount }
  if (fault.kind === 'unauthenticated') {
    const hadSession = readCookie(request, sessionCookie) !== null
    // A page for anyone is worth a second look without the session that has ended.
    const again = isPublic && hadSession && request.method === 'GET' ? request.path : null
    return goTo(again ?? signInAt(request), [forgetSession])
  }
  // An address that cannot be one of ours is no mistake of whoever follows a link.
  const isNowhere =
    fault.kind === 'not_found' || (fault.code === 'invalid_input' && isLink(request))
  if (isNowhere) return show(notFoundPage(visitor), 404)
  const { code, message } = fault
  const status = statuses[fault.kind] ?? 500
  return show(problemPage({ visitor, status, code, message }), status)
}

/** What a browser shows where nothing is; a program gets its problem document. */
export const showLost: Lost = ({ path, headers }) => {
  const wantsPage = String(headers['accept'] ?? '').includes('text/html')
  if (!wantsPage || path.startsWith('/api/')) return null
  return show(notFoundPage({ customer: null, basketCount: 0 }), 404)
}

const statuses: Partial<Record<Fault['kind'], number>> = {
  invalid: 400,
  forbidden: 403,
  conflict: 409,
  precondition: 422,
  limited: 429,
  unavailable: 503,
  deadline: 504,
}

/** A page at an address with a name in it, such as an order's. */
function isLink({ method, params }: HttpRequest): boolean {
  return method === 'GET' && Object.keys(params).length > 0
}

function signInAt(request: HttpRequest): string {
  return request.method === 'GET'
    ? `/sign-in?returnTo=${encodeURIComponent(request.path)}`
    : '/sign-in'
}
