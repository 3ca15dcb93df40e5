import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Html, render } from '@atoll/pages'
import { asset, assetCacheControl, assets } from './assets.ts'
import { categories, findCategory } from './catalog/categories.ts'
import { categoryTabs } from './catalog/category-tabs.ts'
import { filters } from './catalog/filters.ts'
import { picture } from './catalog/picture.ts'
import { accountLinks } from './customers/account-links.ts'
import { stockLevel } from './inventory/stock-level.ts'
import { addSome } from './orders/add-to-basket.ts'
import { basketBadge } from './orders/basket-badge.ts'
import { progress } from './orders/progress.ts'
import { cardChoice } from './payments/card-choice.ts'
import { orderAt, products } from './samples.ts'
import { toPrice } from './shell/money.ts'
import { pagination } from './shell/pagination.ts'
import { time } from './shell/time.ts'

function toText(page: Html): string {
  return render(page)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function toSteps(page: Html): string[] {
  return [...render(page).matchAll(/data-step="(\w+)" data-state="(\w+)"/g)].map((match) =>
    match.slice(1).join(' '),
  )
}

test('stock is said in words, at each border between them', () => {
  const say = (available: number) => toText(stockLevel({ sku: 'a', available }))
  assert.match(toText(stockLevel(null)), /Stock is being checked/)
  assert.match(say(0), /Out of stock/)
  assert.match(say(1), /Only 1 left/)
  assert.match(say(5), /Only 5 left/)
  assert.match(say(6), /In stock 6 in the warehouse/)
})

test('the steps of an order show what is behind it, what is next and what is to come', () => {
  assert.deepEqual(toSteps(progress(orderAt('reserved'))), [
    'placed done',
    'reserved done',
    'paid next',
    'confirmed waiting',
    'shipped waiting',
    'cancelled waiting',
  ])
  assert.match(render(progress(orderAt('reserved'))), /data-state="next"[^>]* aria-current="step"/)
  assert.match(render(progress(orderAt('placed'))), /data-events="\/api\/orders\/[\w-]+\/events"/)
})

test('a cancelled order says why, strikes what will not happen and is not followed any more', () => {
  const page = progress(orderAt('cancelled', 'The last one was sold.'))
  assert.match(toText(page), /This order was cancelled. The last one was sold. .* Cancelled/)
  assert.ok(toSteps(page).includes('paid never'))
  assert.doesNotMatch(render(page), /data-events|data-step="cancelled"[^>]*hidden/)
  assert.doesNotMatch(render(progress(orderAt('shipped'))), /data-events/)
})

test('a product without stock cannot be put into the basket', () => {
  const [product] = products
  assert.ok(product)
  assert.equal(addSome(product, false), null)
  assert.match(render(addSome(product, true) ?? assert.fail()), /name="action" value="add"/)
})

test('each sub-category has its drawing, and each product always the same colours', () => {
  const sprite = assets[asset('pictures.svg')]?.body.toString() ?? ''
  const names = categories.flatMap((one) => one.subCategories)
  assert.equal(names.length, 17)
  for (const subCategory of names) {
    const view = { subCategory, sku: 'OFF-BI-10003656' }
    assert.equal(render(picture(view)), render(picture(view)))
    const drawn = [...render(picture(view)).matchAll(/#([\w-]+)"/g)].map((match) => match[1])
    assert.equal(drawn[1], subCategory.toLowerCase())
    for (const id of drawn) assert.ok(sprite.includes(`<symbol id="${id}"`), id)
  }
  const looks = products.map(
    (product) => /class="picture ([^"]*)"/.exec(render(picture(product)))?.[1],
  )
  assert.ok(new Set(looks).size >= 10, looks.join(', '))
})

test('the chosen shelf is marked in tabs and filters, also below a sub-category', () => {
  const search = { query: '', category: 'Labels' }
  assert.equal(findCategory('Labels')?.name, 'Office Supplies')
  assert.equal(findCategory('Umbrellas'), null)
  assert.match(render(categoryTabs(search)), /aria-current="page">Office Supplies</)
  assert.match(render(filters(search)), /aria-current="true">Labels</)
  assert.doesNotMatch(render(categoryTabs(null)), /aria-current/)
  assert.match(render(categoryTabs({ query: '', category: null })), /aria-current="page">All</)
})

test('a search is kept while a shelf is chosen', () => {
  const page = render(filters({ query: 'a&b', category: null }))
  assert.match(page, /href="\/\?query=a%26b&amp;category=Office\+Supplies"/)
  assert.match(page, /Clear the search “a&amp;b”/)
})

test('the basket counts its pieces, for screen readers too', () => {
  assert.doesNotMatch(toText(basketBadge(0)), /\d/)
  assert.match(toText(basketBadge(1)), /\(1 item\)/)
  assert.match(toText(basketBadge(2)), /\(2 items\)/)
})

test('money and times are written for readers and machines', () => {
  assert.equal(toPrice({ amount: 123456, currency: 'USD' }), '$1,234.56')
  assert.equal(toPrice({ amount: 5, currency: 'USD' }), '$0.05')
  assert.match(
    render(time('2026-11-22T16:58:02Z')),
    /^<time datetime="2026-11-22T16:58:02Z" data-local>Nov 22, 2026, 4:58.PM UTC<\/time>$/,
  )
})

test('pagination is left out where a list is shown whole', () => {
  assert.equal(pagination({ first: null, next: null, what: 'orders' }), null)
  const page = render(pagination({ first: '/orders', next: null, what: 'orders' }) ?? assert.fail())
  assert.doesNotMatch(page, /Next/)
})

test('the cards of the demonstration can be chosen, and one is', () => {
  const page = render(cardChoice())
  const cards = [...page.matchAll(/name="card" value="(\w+)"/g)].map((match) => match[1])
  assert.deepEqual(cards, ['approve', 'decline', 'slow', 'unavailable'])
  assert.equal(page.split('checked').length, 2)
})

test('who is signed in can sign out, who is not can sign in', () => {
  assert.match(render(accountLinks(null)), /href="\/sign-in"/)
  assert.match(
    render(accountLinks({ name: 'A', email: 'a@b.c' })),
    /method="post" action="\/sign-out"/,
  )
})

test('assets have addresses made from their content and may be kept for good', () => {
  for (const [path, { type, body }] of Object.entries(assets)) {
    assert.match(path, /^\/assets\/[\w-]+-[\w-]{10}\.(css|js|svg)$/)
    assert.ok(body.length > 0 && type.length > 0)
  }
  assert.match(assetCacheControl, /immutable/)
})
