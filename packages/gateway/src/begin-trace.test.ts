/** Whose trace a request goes on with. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createPeers } from './begin-trace.ts'
import { gateway } from './gateway.ts'
import { catalog, open } from './testing.ts'

const shop = gateway('web', { 'GET /products': catalog.products })
const theirs = { trace: 'a'.repeat(32), span: 'b'.repeat(16) }
const short = 'c'.repeat(16)

/** The span of the gateway's border and the trace that the answer names, for one request with these headers. */
async function enteredWith(headers: Record<string, string>, tracePeers: readonly string[]) {
  const handlers = { 'catalog.products': async () => ({ items: [] }) }
  await using web = await open(shop, { handlers, tracePeers })
  const reply = await web.fetch('/products', { headers })
  assert.equal(reply.status, 200)
  const span = web.spans().find(({ kind }) => kind === 'server')
  return { span, named: reply.headers.get('x-trace-id') }
}

const forms = {
  W3C: { traceparent: `00-${theirs.trace}-${theirs.span}-01` },
  'one header of B3': { b3: `${theirs.trace}-${theirs.span}-1` },
  'several headers of B3': {
    'x-b3-traceid': theirs.trace,
    'x-b3-spanid': theirs.span,
    'x-b3-sampled': '1',
  },
}

for (const [form, headers] of Object.entries(forms))
  describe(`a trace that comes as ${form}`, () => {
    test('goes on here when its sender is a peer', async () => {
      const { span, named } = await enteredWith(headers, ['10.0.0.0/8', '127.0.0.1'])
      assert.equal(named, theirs.trace)
      assert.deepEqual([span?.trace, span?.parent], [theirs.trace, theirs.span])
      assert.deepEqual(span?.links, [])
    })

    test('is only pointed at when a stranger sent it', async () => {
      const { span, named } = await enteredWith(headers, ['10.0.0.0/8'])
      assert.notEqual(span?.trace, theirs.trace)
      assert.equal(named, span?.trace)
      assert.equal(span?.parent, null)
      assert.deepEqual(span.links, [theirs])
    })
  })

test('a peer decides whether its trace is kept, a stranger does not', async () => {
  const unsampled = { traceparent: `00-${theirs.trace}-${theirs.span}-00` }
  const fromPeer = await enteredWith(unsampled, ['127.0.0.1'])
  assert.deepEqual([fromPeer.named, fromPeer.span], [theirs.trace, undefined])
  const fromStranger = await enteredWith(unsampled, [])
  assert.deepEqual(fromStranger.span?.links, [theirs])
})

test('whoever says only whether to sample names no span to point at', async () => {
  assert.deepEqual((await enteredWith({ b3: '0' }, [])).span?.links, [])
  const fromPeer = await enteredWith({ b3: '0' }, ['127.0.0.1'])
  assert.equal(fromPeer.span, undefined)
})

test('ids of 64 bits are continued, and what has no form of a trace begins a new one', async () => {
  const { named } = await enteredWith({ b3: `${short}-${short}-1` }, ['127.0.0.1'])
  assert.equal(named, short.padStart(32, '0'))
  const { span } = await enteredWith({ traceparent: 'me' }, ['127.0.0.1'])
  assert.equal(span?.parent, null)
  assert.deepEqual(span.links, [])
})

test('peers are addresses or ranges of them, however a socket writes them', () => {
  const isPeer = createPeers(['10.1.0.0/16', '192.168.0.7', 'fd00::/8', '::1'])
  for (const address of ['10.1.255.1', '::ffff:10.1.0.1', '192.168.0.7', 'fd12::1', '::1'])
    assert.ok(isPeer(address), address)
  for (const address of ['10.2.0.1', '192.168.0.8', 'fe80::1', '', 'web'])
    assert.ok(!isPeer(address), address)
  assert.ok(!createPeers([])('127.0.0.1'))
})

test('a peer that is no address is refused with what to write', () => {
  for (const peer of ['web', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::1/129', ''])
    assert.throws(() => createPeers([peer]), {
      name: 'TypeError',
      message: `'${peer}' is no address: write 10.0.0.7, or 10.0.0.0/8 for many`,
    })
})
