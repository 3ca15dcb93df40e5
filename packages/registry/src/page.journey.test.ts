/**
 * Looks at the registry's page in Chromium, as it is sent: both colour schemes, narrow and wide, full, empty and in
 * trouble. Needs Chromium at one of the usual places. SHOTS names a folder that the pictures are put into.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { silentLog, systemClock } from '@atoll/pipeline'
import { until } from '@atoll/testkit'
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'
import { fullJson } from './json.ts'
import { type OpenRegistry, openRegistry } from './open.ts'
import { lasting } from './testing.ts'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const look = readFileSync(
  new URL('../../../examples/store/pages/looks.js', import.meta.url),
  'utf8',
)
const shots = process.env['SHOTS']
let browser: Browser
const registries: Record<string, OpenRegistry> = {}

before(async () => {
  const executablePath = places.find((place) => existsSync(place))
  assert.ok(executablePath, `no Chromium at ${places.join(', ')}: apt-get install chromium`)
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  browser = await chromium.launch({ executablePath, args })
  const known = { port: 0, log: silentLog, clock: systemClock, sweepMs: 100 }
  registries['empty'] = await openRegistry(known)
  const full = await openRegistry(known)
  const port = Number(new URL(full.url).port)
  // One peer answers, the other does not.
  const peers = [`http://127.0.0.1:${port}/eureka`, 'http://127.0.0.1:1/eureka']
  registries['full'] = await openRegistry({ ...known, peers, syncMsMax: 0 })
  await fill(registries['full'].url)
  const preservation = { share: 0.85, instancesMin: 10, msMax: 900_000 }
  registries['silent'] = await openRegistry({ ...known, preservation })
  await fill(registries['silent'].url)
  registries['peer'] = full
  registries['few'] = await openRegistry(known)
  const one = lasting(90, { app: 'CATALOG', homePageUrl: 'http://h:1/' })
  await ask(registries['few'].url, 'POST /apps/CATALOG', fullJson.instance(one))
})

after(async () => {
  await browser?.close()
  await Promise.all(Object.values(registries).map((each) => each[Symbol.asyncDispose]()))
})

async function ask(url: string, line: string, body: string | null = null): Promise<void> {
  const [method = '', path = ''] = line.split(' ')
  const reply = await fetch(`${url}${path}`, { method, body })
  assert.ok(reply.status < 300, `${line}: ${reply.status}`)
}

/** As a shop has it: several zones, versions and states, and a name that would like to be markup. */
async function fill(url: string): Promise<void> {
  for (const app of ['CATALOG', 'ORDERS', 'PAYMENTS', 'DELIVERY'])
    for (let place = 1; place <= 4; place += 1) {
      const host = `${app.toLowerCase()}-${place}.shop.example`
      const info = lasting(place === 3 ? 5 : 90, {
        app,
        instanceId: `${host}:8080`,
        hostName: host,
        homePageUrl: `http://${host}:8080/`,
        status: app === 'DELIVERY' && place === 2 ? 'STARTING' : 'UP',
        metadata: {
          zone: `zone-${place % 2}`,
          version: '1.4.0',
          'management.port': '8081',
          'user.password': 'geheim',
        },
      })
      await ask(url, `POST /apps/${app}`, fullJson.instance(info))
    }
  const hostile = lasting(90, {
    app: '<SCRIPT>ALERT(1)',
    instanceId: `"><img src=x onerror=alert(1)>${'long'.repeat(40)}`,
    homePageUrl: 'javascript:alert(1)',
    metadata: { zone: '<b>zone</b>', '<i>': '</dl><script>alert(1)</script>' },
  })
  await ask(
    url,
    `POST /apps/${encodeURIComponent(hostile.app)}`,
    fullJson.instance({ ...hostile, app: hostile.app.toUpperCase() }),
  )
  await ask(url, 'PUT /apps/ORDERS/orders-1.shop.example%3A8080/status?value=OUT_OF_SERVICE')
  await ask(url, 'PUT /apps/CATALOG/catalog-1.shop.example%3A8080')
}

/** Opens a page and collects what it complains of. */
async function open(name: string, options: BrowserContextOptions, path = '/') {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const heard: string[] = []
  page.on('console', (message) => heard.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => heard.push(error.message))
  page.on('dialog', (dialog) => heard.push(`dialog: ${dialog.message()}`))
  const url = registries[name]?.url ?? ''
  await page.goto(`${new URL(url).origin}${path}`, { waitUntil: 'load' })
  return { page, heard, [Symbol.asyncDispose]: () => context.close() }
}

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [400, 1600])
    test(`the page can be read: ${colorScheme}, ${width} px wide`, async () => {
      // Too many of them fall silent for anybody to be evicted.
      const url = registries['silent']?.url ?? ''
      await until(
        async () =>
          (await (await fetch(`${new URL(url).origin}/overview`)).text()).includes('"isKept":true'),
        { what: 'held' },
      )
      for (const name of ['empty', 'full', 'silent']) {
        await using opened = await open(name, { colorScheme, viewport: { width, height: 900 } })
        const { page, heard } = opened
        if (name === 'silent') await page.locator('summary').first().click()
        assert.deepEqual(await page.evaluate(look), [], name)
        assert.deepEqual(heard, [], name)
        if (shots !== undefined)
          await page.screenshot({
            path: `${shots}/${name}-${colorScheme}-${width}.png`,
          })
      }
    })

test('who is looked for is found, page by page, and without scripts', async () => {
  await using opened = await open('full', { javaScriptEnabled: false })
  const { page } = opened
  await page.getByLabel('Application, id, host or zone').fill('payments-2')
  await page.getByRole('button', { name: 'Show' }).click()
  assert.equal(await page.locator('tbody tr').count(), 1)
  await page.getByRole('link', { name: 'All' }).click()
  await page.getByRole('link', { name: 'starting' }).click()
  assert.match((await page.locator('tbody tr').textContent()) ?? '', /delivery-2/)
})

test('on a phone the first instance and how it is are seen without scrolling', async () => {
  const viewport = { width: 375, height: 800 }
  await using opened = await open('few', { viewport })
  const box = await opened.page.locator('tbody .badge').first().boundingBox()
  assert.ok(box !== null && box.y + box.height <= viewport.height, JSON.stringify(box))
})
