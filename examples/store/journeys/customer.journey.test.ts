/**
 * A customer in Chromium, on the running store: searches, fills a basket, signs in, orders, and follows the order live;
 * and the same without JavaScript. Needs Chromium; CHROMIUM names one in an unusual place.
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { type OpenedSystem, openSystem } from '@atoll/testkit/system'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const places = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
/** How long the page may take to show what happened. Units: milliseconds. */
const patienceMs = 15_000

let store: OpenedSystem
let browser: Browser

before(async () => {
  const executablePath = places.find((place) => place !== '' && existsSync(place))
  assert.ok(executablePath, 'no Chromium: apt-get install chromium, or name one in CHROMIUM')
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  const file = new URL('../atoll.ts', import.meta.url)
  const opened = await Promise.all([
    openSystem({ file, topology: 'one-process' }),
    chromium.launch({ executablePath, args }),
  ])
  store = opened[0]
  browser = opened[1]
})

after(async () => {
  await browser?.close()
  await store?.stop()
})

/** A new visitor; whatever the page complains of fails the test at its end. */
async function visit(options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ ...options, baseURL: store.url })
  const page = await context.newPage()
  page.setDefaultTimeout(patienceMs)
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, context, complaints }
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel(/e-?mail/i).fill('grace@example.com')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('/')
}

async function fillBasket(page: Page, query: string): Promise<void> {
  await page.goto(`/?query=${query}`)
  await page.locator('main a[href^="/products/"]').first().click()
  await page.waitForURL(/\/products\//)
  await page.getByRole('button', { name: /add to basket/i }).click()
  await page.waitForURL('/basket')
}

async function order(page: Page, card: string): Promise<void> {
  await page.goto('/checkout')
  await page.locator(`input[name="card"][value="${card}"]`).check({ force: true })
  await page.locator('form[action="/checkout"] button[type="submit"]').click()
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}$/)
}

const onItsWay = /your parcel is on its way/i

const status = (page: Page, text: RegExp) =>
  page.locator('main').getByText(text).first().waitFor({ state: 'visible' })

test('a customer orders and follows the order until it is shipped, without reloading', async () => {
  const { page, context, complaints } = await visit()
  await signIn(page)
  await fillBasket(page, 'binder')
  await order(page, 'approve')
  let loads = 0
  page.on('load', () => (loads += 1))
  await status(page, onItsWay)
  assert.equal(loads, 0)
  await page.goto('/orders')
  await page.locator('main a[href^="/orders/"]').first().click()
  await status(page, onItsWay)
  assert.deepEqual(complaints, [])
  await context.close()
})

test('a refused card ends the order with its reason', async () => {
  const { page, context, complaints } = await visit({ colorScheme: 'dark' })
  await signIn(page)
  await fillBasket(page, 'chair')
  await order(page, 'decline')
  await status(page, /declined/i)
  assert.deepEqual(complaints, [])
  await context.close()
})

test('without JavaScript the same way leads to a shipped order', async () => {
  const { page, context } = await visit({ javaScriptEnabled: false })
  await signIn(page)
  await fillBasket(page, 'paper')
  await order(page, 'approve')
  await status(page, onItsWay)
  await context.close()
})

test('a checkout needs somebody signed in, and brings them back to it', async () => {
  const { page, context } = await visit()
  await fillBasket(page, 'phone')
  await page.goto('/checkout')
  await page.waitForURL(/\/sign-in\?returnTo=/)
  await page.getByLabel(/e-?mail/i).fill('ada@example.com')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('/checkout')
  await context.close()
})

test('the basket is kept while signing in and out, and can be emptied', async () => {
  const { page, context } = await visit()
  await fillBasket(page, 'envelope')
  await signIn(page)
  await page.goto('/basket')
  await page.locator('input[name="quantity"][type="number"]').first().waitFor()
  await page
    .getByRole('button', { name: /remove/i })
    .first()
    .click()
  await page.waitForURL('/basket')
  assert.equal(await page.locator('input[name="quantity"][type="number"]').count(), 0)
  await context.close()
})
