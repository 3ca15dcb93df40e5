/**
 * Looks at every page in Chromium: both colour schemes, narrow and wide, under the content security policy that the
 * gateway sends; and follows an order live. Needs Chromium at one of the usual places.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import { render } from '@atoll/pages'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { assets } from './assets.ts'
import { samplePages } from './samples.ts'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const look = readFileSync(new URL('looks.js', import.meta.url), 'utf8')
const pages = samplePages()
const streams = new Set<ServerResponse>()
let base = ''
let browser: Browser

const server = createServer((request, response) => {
  const path = request.url ?? '/'
  const file = assets[path]
  const page = pages[path.slice(1)]
  response.setHeader('content-security-policy', "default-src 'self'")
  if (path.startsWith('/api/orders/')) {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    streams.add(response)
    response.on('close', () => streams.delete(response))
  } else if (file) {
    response.writeHead(200, { 'content-type': file.type }).end(file.body)
  } else if (page) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(render(page))
  } else {
    response.writeHead(404).end()
  }
})

before(async () => {
  const executablePath = places.find((place) => existsSync(place))
  assert.ok(executablePath, `no Chromium at ${places.join(', ')}: apt-get install chromium`)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address)
  base = `http://127.0.0.1:${address.port}`
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
})

after(async () => {
  await browser?.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

/** Opens a window and collects what the page complains of itself. */
async function openWindow(
  options: BrowserContextOptions,
): Promise<{ page: Page; heard: string[] }> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const heard: string[] = []
  page.on('console', (message) => heard.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => heard.push(error.message))
  page.on('response', (response) => {
    if (response.status() >= 400) heard.push(`${response.status()}: ${response.url()}`)
  })
  return { page, heard }
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [320, 1600]) {
    test(`every page can be read: ${colorScheme}, ${width} px wide`, async () => {
      const { page, heard } = await openWindow({ colorScheme, viewport: { width, height: 800 } })
      for (const name of Object.keys(pages)) {
        await page.goto(`${base}/${name}`, { waitUntil: 'load' })
        assert.deepEqual(await page.evaluate(look), [], name)
      }
      assert.deepEqual(heard, [])
      await page.context().close()
    })
  }
}

function send(happening: object): void {
  for (const stream of streams) stream.write(`data: ${JSON.stringify(happening)}\n\n`)
}

test('an order is followed live to its end, and what happened twice is shown once', async () => {
  const { page, heard } = await openWindow({ reducedMotion: 'reduce' })
  await page.goto(`${base}/tracking-placed`)
  await page.getByText('Live: this page follows the order by itself.').waitFor()
  const now = page.locator('[data-now]')
  send({ n: 1, status: 'placed', at: '2026-11-22T16:58:02Z' })
  send({ n: 2, status: 'reserved', at: '2026-11-22T16:58:03Z' })
  await page.locator('[data-step="paid"][aria-current="step"]').waitFor()
  assert.match((await now.textContent()) ?? '', /goods are set aside/)
  assert.equal(await page.locator('[data-step="reserved"] time').count(), 1)
  for (const status of ['paid', 'confirmed', 'shipped'])
    send({ n: 3, status, at: '2026-11-22T16:59:00Z' })
  await page.getByText('The parcel is on its way to you.').waitFor()
  assert.equal(await now.textContent(), 'Your parcel is on its way.')
  assert.equal(await page.locator('[data-state="done"]').count(), 5)
  assert.deepEqual(heard, [])
  await page.context().close()
})

test('a cancelled order says why and is not asked for again', async () => {
  const { page } = await openWindow({})
  await page.goto(`${base}/tracking-paid`)
  await page.getByText('Live: this page follows the order by itself.').waitFor()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  send({
    n: 4,
    status: 'cancelled',
    at: '2026-11-22T16:59:00Z',
    reason: '<b>The last one</b> was sold.',
  })
  await page.locator('[data-step="cancelled"]:visible').waitFor()
  const now = await page.locator('[data-now]').textContent()
  assert.equal(now, 'This order was cancelled. <b>The last one</b> was sold.')
  assert.equal(await page.locator('[data-step="shipped"]').getAttribute('data-state'), 'never')
  assert.ok(await page.getByText('You owe nothing for this order.').isVisible())
  await page.evaluate('dispatchEvent(new Event("pageshow")), fetch("/asked-last").then(() => 0)')
  assert.deepEqual(asked, ['/asked-last'])
  await page.context().close()
})

test('the whole way through a page is open to the keyboard, beginning with the skip link', async () => {
  const { page } = await openWindow({})
  await page.goto(`${base}/product`)
  await page.keyboard.press('Tab')
  assert.equal(await page.locator(':focus').textContent(), 'Skip to the content')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  assert.equal(await page.locator('main :focus').first().textContent(), 'Home')
  await page.context().close()
})

test('without scripts the page of a running order refreshes itself', async () => {
  const { page } = await openWindow({ javaScriptEnabled: false })
  await page.goto(`${base}/tracking-paid`)
  assert.equal(await page.locator('meta[http-equiv="refresh"]').count(), 1)
  await page.goto(`${base}/tracking-shipped`)
  assert.equal(await page.locator('meta[http-equiv="refresh"]').count(), 0)
  await page.context().close()
})
