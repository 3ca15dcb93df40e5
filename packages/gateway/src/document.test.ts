import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anyone, contract, query, scope } from '@atoll/contract'
import { validate } from '@readme/openapi-parser'
import { z } from 'zod'
import { ask, compose } from './compose.ts'
import { documentOf } from './document.ts'
import { gateway } from './gateway.ts'
import { expose, respond } from './target.ts'
import { at, catalog, open, orders } from './testing.ts'

const Tree = z.object({
  name: z.string(),
  get children() {
    return z.array(Tree).max(5)
  },
})
const shelves = contract('shelves', 1, {
  tree: query({
    input: z.object({ depth: z.int().max(9).optional() }),
    output: Tree,
    allow: scope('read'),
  }),
  named: query({
    input: z.object({ path: z.string() }),
    output: z.object({ const: z.string(), $ref: z.string(), default: Tree }),
    allow: anyone,
  }),
})

const web = gateway('web', {
  'GET /api/products/{sku}': compose(
    {
      product: ask(catalog.product, ({ sku = '' }) => ({ sku })),
      tree: ask(shelves.tree, ({ depth }) => ({ depth: Number(depth) })).or(null),
      order: ask(orders.order, () => ({ orderId: '' })),
    },
    { query: ['depth'] },
  ),
  'POST /api/session 201': respond({
    uses: {},
    allow: anyone,
    input: z.object({ email: z.email() }),
    output: z.object({ accessToken: z.string() }),
    run: async () => ({ accessToken: '' }),
  }),
  'POST /api/orders 202': expose(orders.place, { location: ({ orderId }) => `/orders/${orderId}` }),
  'GET /api/orders/{orderId}/events': orders.follow,
  'GET /api/trees': shelves.tree,
  'GET /api/other-trees': shelves.tree,
  'POST /api/named': shelves.named,
  'GET /page/{sku}': respond({
    uses: {},
    allow: anyone,
    run: async () => ({ status: 200, body: '' }),
  }),
})

/** As it crosses the wire, so that nothing of the validator's work on it is kept. */
function written(): Record<string, unknown> {
  const document: unknown = JSON.parse(JSON.stringify(documentOf(web, 'shop', '7')))
  assert.ok(typeof document === 'object' && document !== null)
  return { ...document }
}

function entriesOf(value: unknown): [string, unknown][] {
  assert.ok(typeof value === 'object' && value !== null)
  return Object.entries(value)
}

const okJson = (status: number) => ['responses', status, 'content', 'application/json', 'schema']

describe('the document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const result = await validate(written() as Parameters<typeof validate>[0])
    assert.deepEqual(result.valid ? [] : result.errors, [])
  })

  test('names every route that listens, once, and is what the gateway answers', async () => {
    await using running = await open(web)
    const document = await (await running.fetch('/openapi.json')).json()
    assert.deepEqual(document, written())
    const listed = entriesOf(at(document, 'paths')).flatMap(([path, methods]) =>
      entriesOf(methods).map(([method, about]) => ({
        route: `${method.toUpperCase()} ${path}`,
        id: at(about, 'operationId'),
      })),
    )
    const wanted = web.routes.map(({ route }) => `${route.method} ${route.path}`)
    const own = ['GET /health/live', 'GET /health/ready', 'GET /openapi.json']
    const routes = listed.map(({ route }) => route)
    assert.deepEqual(routes.toSorted(), [...wanted, ...own].toSorted())
    assert.equal(new Set(listed.map(({ id }) => id)).size, listed.length)
  })

  test('gives a composition the parameters and answers of its parts', () => {
    const get = at(written(), 'paths', '/api/products/{sku}', 'get')
    const depth = { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: 9 }
    assert.deepEqual(at(get, 'parameters'), [
      { name: 'sku', in: 'path', required: true, schema: { type: 'string', maxLength: 10 } },
      { name: 'depth', in: 'query', required: false, schema: depth },
    ])
    const schema = at(get, ...okJson(200))
    assert.deepEqual(at(schema, 'required'), ['product', 'tree', 'order'])
    const parts = at(schema, 'properties')
    assert.equal(at(parts, 'product', 'properties', 'cents', 'type'), 'integer')
    assert.match(String(at(parts, 'tree', 'anyOf', 0, '$ref')), /^#\/components\/schemas\//)
    assert.deepEqual(at(parts, 'tree', 'anyOf', 1), { const: null })
    assert.ok(at(get, 'responses', 200, 'headers', 'X-Partial'))
    assert.deepEqual(at(get, 'x-scopes'), ['orders:read'])
  })

  test('gives lines of one’s own what they declare, and a page its path', () => {
    const session = at(written(), 'paths', '/api/session', 'post')
    const input = at(session, 'requestBody', 'content', 'application/json', 'schema')
    assert.equal(at(input, 'properties', 'email', 'format'), 'email')
    assert.equal(at(input, 'additionalProperties'), false)
    assert.ok(at(session, ...okJson(201), 'properties', 'accessToken'))
    const page = at(written(), 'paths', '/page/{sku}', 'get')
    assert.deepEqual(at(page, 'parameters'), [
      { name: 'sku', in: 'path', required: true, schema: { type: 'string' } },
    ])
    assert.ok(at(page, 'responses', 200, 'content', 'text/html'))
  })

  test('keeps a schema that refers to itself whole', () => {
    const document = written()
    const tree = at(document, 'paths', '/api/trees', 'get', ...okJson(200), '$ref')
    const name = String(tree).slice('#/components/schemas/'.length)
    const children = at(document, 'components', 'schemas', name, 'properties', 'children')
    assert.equal(at(children, 'items', '$ref'), tree)
    const named = at(document, 'paths', '/api/named', 'post', ...okJson(200), 'properties')
    assert.deepEqual(at(named, 'const'), { type: 'string' })
    assert.match(String(at(named, 'default', '$ref')), /^#\/components\/schemas\/shelves\.named/)
  })
})
