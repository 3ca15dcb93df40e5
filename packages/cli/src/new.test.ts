/** `atoll new` and `atoll drift` as people meet them: what they say, what they leave, and how they end. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { hearScreen } from './heard-screen.ts'
import { main } from './main.ts'

function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-new-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = (name: string) => join(folder, name)
  return {
    folder,
    path,
    read: (name: string) => readFileSync(path(name), 'utf8'),
    async atoll(...args: string[]) {
      const heard = hearScreen()
      const code = await main(args, { screen: heard.screen })
      return { code, out: heard.out(), err: heard.err() }
    },
  }
}

/** With a system in it, called shop. */
async function openSystem(t: TestContext) {
  const opened = open(t)
  assert.equal((await opened.atoll('new', 'system', opened.path('shop'))).code, 0)
  const place = ['--directory', opened.path('shop')]
  return { ...opened, inShop: (...args: string[]) => opened.atoll(...args, ...place) }
}

test('a system is called like its folder, and what to do next is said', async (t) => {
  const { atoll, path, read } = open(t)
  const { code, out, err } = await atoll('new', 'system', path('web-shop'))
  assert.deepEqual([code, err], [0, ''])
  assert.match(out, /web-shop holds the system 'web-shop': \d+ files\./)
  assert.match(out, / {2}cd \S+web-shop\n {2}npm install .*\n {2}npm test .*\n {2}npm start/)
  assert.match(read('web-shop/atoll.ts'), /system\('web-shop'/)
  assert.ok(existsSync(path('web-shop/.github/workflows/ci.yml')))
})

test('answers that are given are taken', async (t) => {
  const { atoll, folder, path, read } = open(t)
  const answers = ['--name', 'shop', '--pipeline', 'gitlab']
  assert.equal((await atoll('new', 'system', folder, ...answers)).code, 0)
  assert.match(read('package.json'), /"name": "shop"/)
  assert.ok(existsSync(path('.gitlab-ci.yml')) && !existsSync(path('.github')))
  const other = await atoll('new', 'system', path('other'), '--pipeline', 'jenkins')
  assert.deepEqual([other.code, existsSync(path('other'))], [2, false])
})

test('a name that is none is refused with one that is, and nothing is written', async (t) => {
  const { atoll, folder, path } = open(t)
  const { code, err } = await atoll('new', 'system', path('Web Shop'))
  assert.equal(code, 1)
  assert.match(err, /^'Web Shop' cannot be the name of a system: .* such as web-shop\.$/)
  assert.deepEqual(readdirSync(folder), [])
})

test('each piece says what is new, what changed, and what to do with it', async (t) => {
  const { inShop, path } = await openSystem(t)
  const said = async (...args: string[]) => {
    const { code, out, err } = await inShop('new', ...args)
    assert.deepEqual([code, err], [0, ''])
    return out
  }
  assert.match(
    await said('service', 'invoices'),
    /new {6}contracts\/invoices\.ts\n[^]*changed {2}atoll\.ts/,
  )
  assert.match(await said('operation', 'invoices.send'), /changed {2}contracts\/invoices\.ts/)
  assert.match(await said('operation', 'invoices.unpaid', '--query'), /'GET \/api\/unpaid'/)
  assert.match(
    await said('event', 'invoices.invoiceSent', '--to', 'orders'),
    /new {6}services\/orders\/handlers\/invoice-sent\.ts/,
  )
  assert.match(await said('page', 'invoices', 'overview'), /stands at \/invoices\/overview/)
  assert.ok(existsSync(path('shop/services/invoices/migrations/0003-unpaid.sql')))
})

test('a second time is refused, and the first stays', async (t) => {
  const { inShop, path } = await openSystem(t)
  assert.equal((await inShop('new', 'service', 'invoices')).code, 0)
  writeFileSync(path('shop/contracts/invoices.ts'), 'mine')
  const { code, err } = await inShop('new', 'service', 'invoices')
  assert.equal(code, 1)
  assert.match(err, /contracts\/invoices\.ts and .* exist already: .* Nothing was written\./)
  assert.equal(readFileSync(path('shop/contracts/invoices.ts'), 'utf8'), 'mine')
})

test('where a file has another form, the rest is written and the lines are said; the exit code is 1', async (t) => {
  const { inShop, path, read } = await openSystem(t)
  const text = read('shop/atoll.ts').replace('services: [catalog, orders]', 'services: all')
  writeFileSync(path('shop/atoll.ts'), text)
  const { code, err } = await inShop('new', 'service', 'invoices')
  assert.equal(code, 1)
  assert.match(err, /atoll\.ts is not in a form that we know[^]*import \{ service as invoices \}/)
  assert.equal(read('shop/atoll.ts'), text)
  assert.ok(existsSync(path('shop/services/invoices/service.ts')))
})

test('drift is told to people, to programs and to git, and by the exit code', async (t) => {
  const { inShop, path, read } = await openSystem(t)
  const none = await inShop('drift')
  assert.deepEqual([none.code, none.err], [0, ''])
  assert.match(
    none.out,
    /^(\d+) files and entries are the template's .*; \1 are as it writes them\.$/,
  )

  rmSync(path('shop/tsconfig.json'))
  writeFileSync(path('shop/.npmrc'), 'mine\n')
  const some = await inShop('drift', '--patch', path('way.patch'))
  assert.equal(some.code, 1)
  assert.match(some.out, /tsconfig\.json +missing +the template writes it/)
  assert.match(some.out, /\.npmrc +changed +you changed it; the template is what it was/)
  assert.match(read('way.patch'), /^--- \/dev\/null\n\+\+\+ b\/tsconfig\.json\n/)
  assert.doesNotMatch(read('way.patch'), /npmrc\n/)

  const shown = await inShop('drift', '--patch', '-', '--all')
  assert.match(shown.out, /^--- a\/\.npmrc[^]*\+\+\+ b\/tsconfig\.json/)
  assert.match((await inShop('drift', '--json')).out, /"hasDrifted": true/)

  assert.equal((await inShop('drift', '--accept')).code, 0)
  assert.equal((await inShop('drift')).code, 0)
})

test('a folder that no template wrote has no drift to tell of', async (t) => {
  const { atoll, folder } = open(t)
  const { code, err } = await atoll('drift', '--directory', folder)
  assert.equal(code, 1)
  assert.match(err, /^There is no \.atoll-template\.json in /)
})
