import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Html, render } from '@atoll/pages'
import { assets } from './assets.ts'
import {
  basketPage,
  checkoutPage,
  historyPage,
  homePage,
  notFoundPage,
  type Order,
  type Product,
  problemPage,
  productPage,
  searchPage,
  signInPage,
  trackingPage,
} from './index.ts'
import { samplePages } from './samples.ts'

const pages = Object.entries(samplePages()).map(([name, page]) => ({ name, text: render(page) }))

function findAll(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[0])
}

test('each page has one heading of level 1, one main part, a header, a footer and named navigation', () => {
  for (const { name, text } of pages) {
    assert.equal(findAll(text, /<h1[\s>]/g).length, 1, name)
    assert.equal(findAll(text, /<main id="main"/g).length, 1, name)
    assert.match(text, /<a class="skip" href="#main">/, name)
    assert.match(text, /<header class="header">[^]*<footer class="footer">/, name)
    assert.match(text, /<title>[^<]+ · Atoll Supply<\/title>/, name)
    assert.match(text, /<html lang="en">/, name)
    for (const nav of findAll(text, /<nav[^>]*>/g)) assert.match(nav, /aria-label="[^"]+"/, name)
  }
})

test('headings never leave a level out', () => {
  for (const { name, text } of pages) {
    const levels = findAll(text.slice(text.indexOf('<main')), /<h([1-6])[\s>]/g).map(Number)
    levels.forEach((level, index) => {
      assert.ok(level <= (levels[index - 1] ?? 1) + 1, `${name}: ${levels.join(' ')}`)
    })
  }
})

test('each control is labelled, and each id stands once', () => {
  for (const { name, text } of pages) {
    const ids = findAll(text, /\sid="([^"]*)"/g)
    assert.equal(new Set(ids).size, ids.length, `${name}: ${ids.join(' ')}`)
    const labels = new Set(findAll(text, /<label[^>]* for="([^"]*)"/g))
    const controls = findAll(text, /<input[^>]*>/g).filter((tag) => !tag.includes('type="hidden"'))
    for (const tag of controls) {
      assert.ok(labels.has(/\sid="([^"]*)"/.exec(tag)?.[1] ?? ''), `${name}: ${tag}`)
    }
    for (const reference of findAll(text, /aria-(?:labelledby|describedby)="([^"]*)"/g)) {
      assert.ok(ids.includes(reference), `${name}: ${reference}`)
    }
    for (const button of findAll(text, /<button[^>]*>([^]*?)<\/button>/g)) {
      assert.match(button.replace(/<[^>]*>/g, ''), /\w/, name)
    }
  }
})

test('no page needs more than its own origin, and none carries code or styles', () => {
  for (const { name, text } of pages) {
    assert.doesNotMatch(text, /\sstyle=|\son[a-z]+=|<style|javascript:/i, name)
    for (const script of findAll(text, /<script[^>]*>[^]*?<\/script>/g)) {
      assert.match(script, /^<script type="module" src="\/assets\/[^"]+"><\/script>$/, name)
    }
    for (const path of findAll(text, /"(\/assets\/[^"#]+)/g))
      assert.ok(assets[path], `${name}: ${path}`)
    for (const action of findAll(text, /<form[^>]* action="([^"]*)"/g)) {
      assert.match(action, /^\/(basket|checkout|sign-in|sign-out)?$/, name)
    }
  }
})

const evil = '"><img src=x onerror=alert(1)>\'<script>alert(2)</script>'

function evilPages(): Record<string, Html> {
  const visitor = { customer: { name: evil, email: evil }, basketCount: 1 }
  const price = { amount: 100, currency: 'USD' } as const
  const product: Product = { sku: evil, name: evil, category: evil, subCategory: evil, price }
  const basket = { lines: [{ product, quantity: 1 }], total: price }
  const order: Order = {
    id: evil,
    status: 'cancelled',
    history: [{ status: 'cancelled', at: '2026-11-22T16:58:02Z', reason: evil }],
    total: price,
    lines: [{ sku: evil, name: evil, quantity: 1, price }],
  }
  const row = { id: evil, status: 'paid', placedAt: '2026-11-22T16:58:02Z', total: price } as const
  const list = { visitor, items: [product], after: evil, next: evil }
  return {
    home: homePage(list),
    search: searchPage({ ...list, search: { query: evil, category: evil } }),
    nothing: searchPage({ ...list, items: [], search: { query: evil, category: evil } }),
    product: productPage({ visitor, product, stock: null }),
    basket: basketPage({ visitor, basket }),
    checkout: checkoutPage({ ...visitor, basket, idempotencyKey: evil, problem: evil }),
    tracking: trackingPage({ visitor, order }),
    running: trackingPage({ visitor, order: { ...order, status: 'placed' } }),
    history: historyPage({ visitor, items: [row], after: evil, next: evil }),
    'sign-in': signInPage({
      demoCustomers: [visitor.customer],
      email: evil,
      problem: evil,
      returnTo: evil,
      basketCount: 0,
    }),
    'not-found': notFoundPage(visitor),
    problem: problemPage({ visitor, status: 400, code: evil, message: evil }),
  }
}

test('whatever stands in names, addresses, reasons and searches is shown as text', () => {
  for (const [name, page] of Object.entries(evilPages())) {
    const text = render(page)
    assert.match(text, /&lt;img src=x onerror=alert\(1\)&gt;/, name)
    assert.doesNotMatch(text, /<img|<script>|onerror=[^a]/, name)
    const quotes = findAll(text, /<[^>]*>/g).filter((tag) => (tag.split('"').length - 1) % 2 === 1)
    assert.deepEqual(quotes, [], name)
  }
})
