/** The store for people: which page stands where, and what each asks of the services. */
import { type Access, anyone, scope } from '@atoll/contract'
import type { HttpResponse } from '@atoll/http'
import { type Routes, respond, sessionCookie } from '@atoll/gateway'
import { Fault, isFault } from '@atoll/pipeline'
import {
  assetCacheControl,
  assets,
  basketPage,
  type Card,
  checkoutPage,
  historyPage,
  homePage,
  productPage,
  searchPage,
  signInPage,
  trackingPage,
} from '../pages/index.ts'
import { stockBudgetMs } from './api.ts'
import { changeBasket, cookie, isSku, toBasketCookie } from './basket-cookie.ts'
import {
  asked,
  basketOf,
  forgetSession,
  goTo,
  type PageGround,
  show,
  showFault,
  toBasket,
  visitOf,
} from './visit.ts'

/** The routes of the pages. */
export const pageRoutes: Routes = {
  'GET /': page(anyone, home),
  'GET /products/{sku}': page(anyone, product),
  'GET /basket': page(anyone, basket),
  'POST /basket': page(anyone, fillBasket),
  'GET /checkout': page(anyone, (ground) => checkout(ground, null)),
  'POST /checkout': page(scope('orders:write'), order),
  'GET /orders': page(scope('orders:read'), history),
  'GET /orders/{orderId}': page(scope('orders:read'), tracking),
  'GET /sign-in': page(anyone, (ground) => signInForm(ground, null)),
  'POST /sign-in': page(anyone, signIn),
  'POST /sign-out': page(anyone, async () => goTo('/', [forgetSession])),
  ...Object.fromEntries(
    Object.entries(assets).map(([path, asset]) => [`GET ${path}`, file(asset)]),
  ),
}

function page(allow: Access, run: (ground: PageGround) => Promise<HttpResponse>) {
  const isPublic = allow.scopes === 'anyone'
  return respond({
    uses: asked,
    allow,
    run,
    fault: (fault, request) => showFault(fault, request, isPublic),
  })
}

function file({ type, body }: { readonly type: string; readonly body: Buffer }) {
  const headers = { 'content-type': type, 'cache-control': assetCacheControl }
  const run = async () => ({ status: 200, headers, body })
  return respond({ uses: {}, allow: anyone, mediaType: type, run })
}

const pageItems = 24

async function home(ground: PageGround): Promise<HttpResponse> {
  const { query } = ground.request
  const text = query.get('query') ?? ''
  const category = query.get('category') || null
  const after = query.get('after') || null
  const [{ visitor }, { items, next }] = await Promise.all([
    visitOf(ground),
    ground.call.catalog.products({
      limit: pageItems,
      ...(text === '' ? {} : { query: text }),
      ...(category === null ? {} : { category }),
      ...(after === null ? {} : { after }),
    }),
  ])
  if (text === '' && category === null && after === null)
    return show(homePage({ visitor, items, next }))
  return show(searchPage({ visitor, search: { query: text, category }, items, after, next }))
}

async function product(ground: PageGround): Promise<HttpResponse> {
  const { sku = '' } = ground.request.params
  const [{ visitor }, found, stock] = await Promise.all([
    visitOf(ground),
    ground.call.catalog.product({ sku }),
    stockOf(ground, sku),
  ])
  if (isFault(found)) throw found
  return show(productPage({ visitor, product: found, stock }))
}

/** The page goes without it rather than wait. */
async function stockOf({ call }: PageGround, sku: string) {
  try {
    const stock = await call.inventory.stockOf({ sku }, { deadlineMs: stockBudgetMs })
    return isFault(stock) ? null : stock
  } catch {
    return null
  }
}

async function basket(ground: PageGround): Promise<HttpResponse> {
  const { visitor, basket: content } = await visitOf(ground)
  return show(basketPage({ visitor, basket: await toBasket(ground, content) }))
}

async function fillBasket({ request }: PageGround): Promise<HttpResponse> {
  const { sku, quantity, action } = formOf(request.body)
  if (sku === undefined || !isSku(sku) || quantity === undefined || !/^\d{1,3}$/.test(quantity))
    throw badForm()
  const change = { sku, quantity: Number(quantity), adds: action === 'add' }
  return goTo('/basket', [toBasketCookie(changeBasket(basketOf(request), change))])
}

async function checkout(ground: PageGround, problem: string | null): Promise<HttpResponse> {
  const { customer, visitor, basket: content } = await visitOf(ground)
  if (content.size === 0) return goTo('/basket')
  if (customer === null) return goTo('/sign-in?returnTo=/checkout', [forgetSession])
  const view = {
    customer,
    basketCount: visitor.basketCount,
    basket: await toBasket(ground, content),
    idempotencyKey: crypto.randomUUID(),
    problem,
  }
  return show(checkoutPage(view), problem === null ? 200 : 400)
}

const cards: readonly string[] = ['approve', 'decline', 'slow', 'unavailable'] satisfies Card[]

async function order(ground: PageGround): Promise<HttpResponse> {
  const { card, idempotencyKey } = formOf(ground.request.body)
  if (!isCard(card) || idempotencyKey === undefined) throw badForm()
  const lines = [...basketOf(ground.request)].map(([sku, quantity]) => ({ sku, quantity }))
  if (lines.length === 0) return goTo('/basket')
  const placed = await ground.call.orders.place({ lines, card }, { idempotencyKey })
  if (isFault(placed))
    return checkout(
      ground,
      'Something in your basket is no longer sold like this; please look through it.',
    )
  return goTo(`/orders/${placed.orderId}`, [toBasketCookie(new Map())])
}

function isCard(text: string | undefined): text is Card {
  return text !== undefined && cards.includes(text)
}

async function history(ground: PageGround): Promise<HttpResponse> {
  const after = ground.request.query.get('after') || null
  const [{ visitor }, { items, next }] = await Promise.all([
    visitOf(ground),
    ground.call.orders.orders({ limit: pageItems, ...(after === null ? {} : { after }) }),
  ])
  return show(historyPage({ visitor, items, after, next }))
}

async function tracking(ground: PageGround): Promise<HttpResponse> {
  const { orderId = '' } = ground.request.params
  const [{ visitor }, found] = await Promise.all([
    visitOf(ground),
    ground.call.orders.order({ orderId }),
  ])
  if (isFault(found)) throw found
  const happened = found.history.map(({ status, at, reason }) =>
    reason === undefined ? { status, at } : { status, at, reason },
  )
  return show(trackingPage({ visitor, order: { ...found, history: happened } }))
}

async function signInForm(
  ground: PageGround,
  failed: { readonly email: string } | null,
): Promise<HttpResponse> {
  const { visitor } = await visitOf(ground)
  const { items } = await ground.call.customers.demoCustomers({})
  const view = {
    demoCustomers: items,
    email: failed?.email ?? '',
    problem: failed === null ? null : 'Nobody with this address is a customer here.',
    returnTo: localPath(ground.request.query.get('returnTo')),
    basketCount: visitor.basketCount,
  }
  return show(signInPage(view), failed === null ? 200 : 401)
}

async function signIn(ground: PageGround): Promise<HttpResponse> {
  const { email = '', returnTo } = formOf(ground.request.body)
  const found = await findCustomer(ground, email)
  if (found === null) return signInForm(ground, { email })
  const { accessToken, expiresIn } = await ground.signIn({
    subject: found.customerId,
    scopes: found.scopes,
  })
  return goTo(localPath(returnTo ?? null) ?? '/', [cookie(sessionCookie, accessToken, expiresIn)])
}

/** An address that is none finds nobody, like one that nobody has. */
async function findCustomer({ call }: PageGround, email: string) {
  try {
    const found = await call.customers.signIn({ email })
    return isFault(found) ? null : found
  } catch (thrown) {
    if (Fault.from(thrown).kind === 'invalid') return null
    throw thrown
  }
}

/** Only a path of this site: `//elsewhere` and `/\elsewhere` are other sites to a browser. */
function localPath(text: string | null): string | null {
  return text !== null && /^\/(?![/\\])[A-Za-z0-9/_-]{0,200}$/.test(text) ? text : null
}

function formOf(body: unknown): Readonly<Record<string, string | undefined>> {
  if (typeof body !== 'object' || body === null) throw badForm()
  const fields = Object.entries(body).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  )
  return Object.fromEntries(fields)
}

function badForm(): Fault {
  const message = 'The form was not filled in as it should be; go back and send it again.'
  return new Fault({ kind: 'invalid', code: 'form_invalid', message })
}
