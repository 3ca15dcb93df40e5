/**
 * Walks through the decisions in Chromium, as somebody does in a workshop: by keys alone and without scripts, in both
 * colour schemes and languages, narrow and wide. SHOTS names a folder that the pictures are put into.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { type HttpListener, openListener } from '@atoll/http'
import { silentLog, systemClock } from '@atoll/pipeline'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { beginInterview, type Interview } from '../interview.ts'
import { decideRoutes } from './routes.ts'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const look = readFileSync(
  new URL('../../../../examples/store/pages/looks.js', import.meta.url),
  'utf8',
)
/** Opens all that is folded. */
const unfold = `for (const each of document.querySelectorAll('details')) each.open = true`
const shots = process.env['SHOTS']
let browser: Browser

before(async () => {
  const executablePath = places.find((place) => existsSync(place))
  assert.ok(executablePath, `no Chromium at ${places.join(', ')}: apt-get install chromium`)
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  browser = await chromium.launch({ executablePath, args })
})

after(() => browser?.close())

/** A page on an interview of its own, and what it complains of. */
async function open(options: BrowserContextOptions, language: Interview['language'] = 'en') {
  const saved: Interview[] = []
  const interview = beginInterview({ decisions: null, language, today: '2026-11-23' })
  const listener: HttpListener = await openListener({
    port: 0,
    routes: decideRoutes({
      system: 'shop',
      interview,
      token: 'a secret of this test',
      save: async (next) => void saved.push(next),
    }),
    log: silentLog,
    clock: systemClock,
  })
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const heard: string[] = []
  page.on('console', (message) => heard.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => heard.push(error.message))
  await page.goto(`${listener.address}/`)
  const close = async () => {
    await context.close()
    await listener[Symbol.asyncDispose]()
  }
  return { page, heard, saved, [Symbol.asyncDispose]: close }
}

/** Presses a key that leads to the next page. */
async function press(page: Page, key: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)])
}

test('the whole way goes by keys alone, in at most 25 questions', async () => {
  await using opened = await open({})
  const { page, heard, saved } = opened
  for (const key of ['2', '2', '1']) await press(page, key)
  let count = 0
  while ((await page.locator('[data-key="enter"]').count()) > 0) {
    count += 1
    assert.ok(count <= 25, `more than 25 questions: ${await page.locator('h2').textContent()}`)
    await press(page, 'Enter')
  }
  assert.equal(await page.locator('.counts .open b').textContent(), '0')
  assert.equal(saved.at(-1)?.decisions.about?.webUi, true)
  await press(page, 'b')
  assert.equal(await page.locator('.counts .open b').textContent(), '1')
  assert.deepEqual(heard, [])
})

test('everything is reached without a script', async () => {
  await using opened = await open({ javaScriptEnabled: false })
  const { page } = opened
  for (const name of ['No', 'No', 'Yes'])
    await page.getByRole('button', { name, exact: true }).click()
  await page.getByLabel('Monolithic architecture').check()
  await page.getByLabel('Reason').fill('Three people.')
  await page.getByRole('button', { name: 'Take it' }).click()
  assert.deepEqual(
    Reflect.get(Object(opened.saved.at(-1)?.decisions.architecture), 'reason'),
    'Three people.',
  )
  await page.getByRole('button', { name: /^Architecture/ }).click()
  assert.match((await page.locator('h2').textContent()) ?? '', /Is the application delivered/)
})

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [400, 1600])
    for (const language of ['en', 'ko'] as const)
      test(`the page can be read: ${colorScheme}, ${width} px wide, ${language}`, async () => {
        await using opened = await open({ colorScheme, viewport: { width, height: 900 } }, language)
        const { page, heard } = opened
        for (const key of ['2', '2', '1']) await press(page, key)
        for (const [index, count] of [0, 1, 4, 5].entries()) {
          for (let taken = 0; taken < count; taken++)
            await Promise.all([
              page.waitForNavigation(),
              page.locator('.answer button.strong').click(),
            ])
          await page.evaluate(unfold)
          assert.deepEqual(await page.evaluate(look), [], `moment ${index}`)
          if (shots !== undefined)
            await page.screenshot({
              path: `${shots}/decide-${index}-${language}-${colorScheme}-${width}.png`,
              fullPage: true,
            })
        }
        assert.deepEqual(heard, [])
      })
