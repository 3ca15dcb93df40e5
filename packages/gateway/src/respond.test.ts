import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anyone, scope } from '@atoll/contract'
import { isFault } from '@atoll/pipeline'
import { z } from 'zod'
import { gateway } from './gateway.ts'
import { respond } from './target.ts'
import { catalog, never, open, problemOf, unknownProduct } from './testing.ts'

const Session = z.object({ accessToken: z.string(), expiresIn: z.int() })

const web = gateway('web', {
  'POST /session/{realm} 201': respond({
    uses: {},
    allow: anyone,
    input: z.object({
      realm: z.string().max(5),
      email: z.email(),
      more: z.object({ a: z.int() }).optional(),
    }),
    output: Session,
    run: ({ input, signIn }) => signIn({ subject: `${input.realm}:${input.email}`, scopes: ['a'] }),
  }),
  'GET /broken': respond({
    uses: {},
    allow: anyone,
    input: z.object({}),
    output: Session,
    // A caller without types; the secret must not be shown.
    run: async () => ({ accessToken: 'secret', expiresIn: 'soon' }) as never,
  }),
  'GET /products/{sku}': respond({
    uses: { catalog },
    allow: anyone,
    fault: ({ kind, code }, { path }) =>
      kind === 'unavailable' ? null : { status: 499, body: `<p>${code} at ${path}</p>` },
    async run({ call, request }) {
      const found = await call.catalog.product({ sku: request.params['sku'] ?? '' })
      if (isFault(found)) throw found
      return {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: `<p>${found.cents}</p>`,
      }
    },
  }),
  'GET /mine': respond({
    uses: {},
    allow: scope('a'),
    fault: ({ kind }) =>
      kind === 'unauthenticated'
        ? { status: 303, headers: { location: '/sign-in' }, body: null }
        : null,
    run: async ({ caller }) => ({ status: 200, body: caller?.subject ?? '' }),
  }),
})

async function post(path: string, body: unknown) {
  await using running = await open(web)
  const headers = { 'content-type': 'application/json' }
  return await running.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

describe('lines with an input and an output', () => {
  test('answer JSON with the status of their route, and sign somebody in', async () => {
    await using running = await open(web)
    const response = await running.fetch('/session/shop', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"email":"ada@example.org"}',
    })
    assert.equal(response.status, 201)
    const { accessToken } = Session.parse(await response.json())
    const mine = await running.fetch('/mine', {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    assert.equal(await mine.text(), 'shop:ada@example.org')
  })

  const email = 'ada@example.org'
  for (const [what, path, body] of [
    ['a field too many', '/session/shop', { email, admin: true }],
    ['a field too many inside', '/session/shop', { email, more: { a: 1, b: 2 } }],
    ['another type', '/session/shop', { email: 7 }],
    ['a missing field', '/session/shop', {}],
    ['a path field beyond its limit', '/session/shops6', { email }],
  ] as const)
    test(`refuse ${what} with the place of it`, async () => {
      assert.deepEqual(await problemOf(await post(path, body)), {
        status: 400,
        code: 'invalid_input',
      })
    })

  test('refuse a body that is no object, and a field said twice', async () => {
    const list = await problemOf(await post('/session/shop', []))
    assert.deepEqual(list, { status: 400, code: 'body_refused' })
    const twice = await problemOf(await post('/session/shop', { email, realm: 'bank' }))
    assert.deepEqual(twice, { status: 400, code: 'field_conflict' })
  })

  test('that answer something else are an internal failure that shows nothing', async () => {
    await using running = await open(web)
    const response = await running.fetch('/broken')
    const text = await response.clone().text()
    assert.deepEqual(await problemOf(response), { status: 500, code: 'reply_unlawful' })
    assert.doesNotMatch(text, /secret|soon/)
  })
})

describe('lines that answer for themselves', () => {
  test('ask services through typed clients', async () => {
    await using running = await open(web, {
      handlers: { 'catalog.product': async () => ({ sku: 'a', cents: 5 }) },
    })
    const response = await running.fetch('/products/a')
    assert.deepEqual([response.status, await response.text()], [200, '<p>5</p>'])
  })

  test('turn a failure into a page, and leave others a problem', async () => {
    await using running = await open(web, {
      handlers: { 'catalog.product': async () => unknownProduct('a') },
    })
    const response = await running.fetch('/products/a')
    assert.deepEqual(
      [response.status, await response.text()],
      [499, '<p>unknownProduct at /products/a</p>'],
    )
    const problem = await running.fetch('/mine', {
      headers: { authorization: `Bearer ${running.token('b')}` },
    })
    assert.deepEqual(await problemOf(problem), { status: 403, code: 'scope_missing' })
  })

  test('send a person to sign in where a program is told 401', async () => {
    await using running = await open(web)
    const response = await running.fetch('/mine')
    assert.deepEqual([response.status, response.headers.get('location')], [303, '/sign-in'])
  })

  test('have their calls cancelled when the browser leaves', async () => {
    const { handler, begun, reason } = never()
    await using running = await open(web, { handlers: { 'catalog.product': handler } })
    const leaving = new AbortController()
    const gone = running.fetch('/products/a', { signal: leaving.signal })
    await begun
    leaving.abort()
    await assert.rejects(gone)
    assert.equal((await reason).code, 'caller_gone')
  })
})
