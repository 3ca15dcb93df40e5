/** `atoll import openapi` as people meet it: the file it writes, what it says, and what it refuses. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { type ImportedContract, importOpenApi } from '@atoll/contract/import'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { parse } from 'yaml'
import { hearScreen } from './heard-screen.ts'
import { main } from './main.ts'

const examples = join(import.meta.dirname, '../../contract/src/import/documents')
const shop = join(examples, 'shop.json')
const petclinic = join(examples, 'petclinic.yaml')

function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-import-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const clock = createSimulatedClock()
  return {
    folder,
    clock,
    path: (name: string) => join(folder, name),
    async atoll(...args: string[]) {
      const heard = hearScreen()
      const line = ['import', 'openapi', ...args, '--directory', folder]
      const code = await main(line, { screen: heard.screen, clock })
      return { code, out: heard.out(), err: heard.err() }
    },
  }
}

/** A server of documents. */
async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return `http://127.0.0.1:${address.port}/v3/api-docs`
}

test('a document in YAML becomes the module, and what it cannot say is listed by its reason', async (t) => {
  const { atoll, path } = open(t)
  const { code, out, err } = await atoll(petclinic, '--name', 'petclinic')
  assert.deepEqual([code, err], [0, ''])
  const imported = importOpenApi(parse(readFileSync(petclinic, 'utf8')), { name: 'petclinic' })
  const expected = imported.ok ? imported.source : imported.reason
  assert.equal(readFileSync(path('contracts/petclinic.ts'), 'utf8'), expected)
  assert.match(
    out,
    /petclinic\.ts holds the contract 'petclinic' of Spring PetClinic 1\.0: 35 operations, \d+ schemas\./,
  )
  assert.match(
    out,
    /Left out:\n {2}it answers with text\/plain, and ours are JSON\n {4}GET \/oops \(failingRequest\)/,
  )
  assert.match(out, /an answer with status 304\n {4}GET \/owners \(listOwners\)\n {4}GET/)
  assert.match(out, /imported as `petclinic`/)
})

test('the title makes the name; --out says where; --json tells all of it to a program', async (t) => {
  const { atoll, path } = open(t)
  const file = path('deep/er/billing.ts')
  const { code, out } = await atoll(shop, '--out', file, '--json')
  assert.equal(code, 0)
  // Written by this command.
  const told = JSON.parse(out) as Omit<ImportedContract, 'ok'> & { readonly file: string }
  assert.deepEqual([told.name, told.constant, told.version], ['shop-api', 'shopApi', 'v2'])
  const { operations, remarks, file: written } = told
  assert.ok(!('source' in told))
  assert.deepEqual(operations[0], {
    name: 'list',
    http: 'GET /shop/api/products',
    at: 'GET /api/products',
  })
  assert.ok(remarks.some((each) => each.effect === 'left out' && each.operation === 'upload'))
  assert.match(written, /deep\/er\/billing\.ts$/)
  assert.match(readFileSync(file, 'utf8'), /export const shopApi = contract\('shop-api', 2, \{/)
})

test('a file that is there stays, unless --force; nothing but the file is left', async (t) => {
  const { atoll, path, folder } = open(t)
  mkdirSync(path('contracts'))
  writeFileSync(path('contracts/shop.ts'), 'mine')
  const refused = await atoll(shop, '--name', 'shop')
  assert.equal(refused.code, 1)
  assert.match(
    refused.err,
    /shop\.ts exists already: choose another file with --out, or replace it with --force\./,
  )
  assert.equal(readFileSync(path('contracts/shop.ts'), 'utf8'), 'mine')
  assert.equal((await atoll(shop, '--name', 'shop', '--force')).code, 0)
  assert.match(readFileSync(path('contracts/shop.ts'), 'utf8'), /contract\('shop', 2/)
  assert.deepEqual(readdirSync(join(folder, 'contracts')), ['shop.ts'])
})

test('where it cannot be written nothing half-written stays', async (t) => {
  const { atoll, path } = open(t)
  mkdirSync(path('folder.ts'))
  const { code, err } = await atoll(shop, '--out', path('folder.ts'), '--force')
  assert.equal(code, 1)
  assert.equal(err.split('\n').length, 1)
  assert.deepEqual(readdirSync(path('')), ['folder.ts'])
})

test('what is refused is one sentence, the reasons above it, and no file', async (t) => {
  const { atoll, path, folder } = open(t)
  const cases: readonly (readonly [string, RegExp])[] = [
    ['{"swagger": "2.0"}', /cannot be imported\. This is a Swagger 2 document/],
    ['{"openapi": "3.0.0"', /is neither JSON nor YAML/],
    ['a: [', /is neither JSON nor YAML/],
    ['{"a": \u001b[2J', /is neither JSON nor YAML \(\P{Cc}+\)\.$/u],
    ['just text', /This is no OpenAPI document: it is not an object/],
    [
      `a: &a [x]\n${Array.from({ length: 1_100 }, (_, n) => `b${n}: *a`).join('\n')}`,
      /neither JSON nor YAML \(Excessive alias/,
    ],
    [
      '{"openapi":"3.0.0","info":{"title":"x"},"paths":{"/a":{"head":{"responses":{}}}}}',
      /Left out:\n {2}no operation of ours is a HEAD\n {4}HEAD \/a \(headA\)\n.*no operation that a contract can say/s,
    ],
  ]
  for (const [text, said] of cases) {
    writeFileSync(path('document'), text)
    const { code, err } = await atoll(path('document'))
    assert.equal(code, 1)
    assert.match(err, said)
    assert.doesNotMatch(err, /\n\s+at /)
  }
  assert.deepEqual(readdirSync(folder), ['document'])
})

test('a file that is not there, too large, or an address that nobody can read is told', async (t) => {
  const { atoll, path } = open(t)
  writeFileSync(path('large'), Buffer.alloc(10 * 1024 * 1024 + 1, 32))
  const cases: readonly (readonly [string, RegExp])[] = [
    [path('none'), /none cannot be used \(ENOENT\): it does not exist\./],
    [path('large'), /large cannot be read: it is larger than 10 MB\./],
    ['/dev/zero', /zero cannot be read: it is larger than 10 MB\./],
    ['ftp://example.com/x', /only http, https and files can be read/],
    ['http://', /^http:\/\/ cannot be read: /],
  ]
  for (const [source, said] of cases) {
    const { code, err } = await atoll(source)
    assert.deepEqual([code, said.test(err)], [1, true], err)
  }
})

test('an address is read like a file', async (t) => {
  const { atoll, path } = open(t)
  const url = await serve(t, (_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(readFileSync(shop))
  })
  assert.equal((await atoll(url, '--name', 'shop')).code, 0)
  assert.match(readFileSync(path('contracts/shop.ts'), 'utf8'), /contract\('shop', 2/)
})

test('an address that fails, or answers without end, is told and left', async (t) => {
  const { atoll, clock } = open(t)
  const missing = await serve(t, (_request, response) => {
    response.statusCode = 404
    response.end('{}')
  })
  assert.match(
    (await atoll(missing)).err,
    /cannot be read: it answers with status 404; .*springdoc/,
  )
  const broken = await serve(t, (request) => request.socket.destroy())
  assert.match((await atoll(broken)).err, /cannot be read: /)
  const asked = Promise.withResolvers<void>()
  const silent = await serve(t, () => asked.resolve())
  const waiting = atoll(silent)
  await asked.promise
  await clock.advance(20_000)
  assert.match((await waiting).err, /cannot be read: no answer within 20 s\./)
  const endless = await serve(t, (_request, response) => {
    const more = () => {
      while (response.write(Buffer.alloc(1024 * 1024, 32)));
    }
    response.on('drain', more)
    more()
  })
  assert.match((await atoll(endless)).err, /cannot be read: it is larger than 10 MB\./)
})
