/**
 * The dashboard of Hystrix, as its makers published it, in Chromium: the circuit of a plain service stands there, and
 * turns open and closed. Needs Chromium at one of the usual places; with HYSTRIX_SHOTS it leaves pictures in that folder.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { processEnvironment } from '@atoll/config'
import { openServer } from '@atoll/servers'
import { until } from '@atoll/testkit'
import { chromium, type Page } from 'playwright-core'
import { createBreaker } from './breaker.ts'
import { createHystrixStream } from './hystrix-stream.ts'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** The page loads this library from the network, and uses these two functions of it. */
const underscore =
  'window._ = { map: (list, run) => list.map(run), reduce: (list, run, first) => list.reduce(run, first) }'

async function openBrowser() {
  const executablePath = places.find((place) => existsSync(place))
  assert.ok(executablePath, `no Chromium at ${places.join(', ')}: apt-get install chromium`)
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = processEnvironment['HYSTRIX_SHOTS']
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` })
}

test('the dashboard of Hystrix shows a circuit, that it opens, and that it closes', async () => {
  const breaker = createBreaker({ thresholds: { default: { openMs: 1_000 } } })
  const stream = createHystrixStream({ sources: () => [{ name: 'shop', breaker }] })
  const server = createServer((request, response) => stream.handle(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  await using dashboard = await openServer('hystrix')
  const browser = await openBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 700 } })
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.route('**/underscore-min.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: underscore }),
    )
    const url = `http://127.0.0.1:${address.port}/actuator/hystrix.stream`
    const streams = encodeURIComponent(JSON.stringify([{ name: 'shop', stream: url }]))
    await page.goto(`${dashboard.url}/hystrix-dashboard/monitor/monitor.html?streams=${streams}`)
    const shows = (...texts: readonly string[]) =>
      until(
        async () => {
          const seen = await page.locator('#content').innerText()
          return texts.every((text) => seen.includes(text))
        },
        {
          withinMs: 20_000,
          what: `the dashboard to show ${texts.join(', ')}`,
          explain: dashboard.lastLines,
        },
      )
    const call = (isDown: boolean) =>
      breaker
        .run('billing.total', () => (isDown ? Promise.reject(new Error('down')) : 12))
        .catch(() => {})
    for (let each = 0; each < 20; each += 1) await call(false)
    await shows('billing.total', 'Circuit', 'Closed')
    await picture(page, 'closed')
    for (let each = 0; each < 8; each += 1) await call(true)
    await shows('billing.total', 'Open')
    await picture(page, 'open')
    await until(
      async () => {
        await call(false)
        return breaker.circuits()[0]?.state === 'closed'
      },
      { withinMs: 10_000, what: 'the circuit to close' },
    )
    await shows('billing.total', 'Closed')
    await picture(page, 'closed-again')
    assert.deepEqual(complaints, [])
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
  }
})
