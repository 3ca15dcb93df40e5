import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFault } from '@atoll/pipeline'
import { parseServices } from './services-file.ts'

test('a process of one line takes connections at its address; everything else has a default', () => {
  const [watched] = parseServices('{"services":[{"service":"a","address":"http://10.0.0.7:5000"}]}')
  assert.deepEqual(watched, {
    instance: {
      service: 'a',
      instance: '10.0.0.7:a:5000',
      address: 'http://10.0.0.7:5000',
      version: '',
      metadata: {},
    },
    target: { kind: 'tcp', host: '10.0.0.7', port: 5000 },
    rules: { intervalMs: 1_000, timeoutMs: 1_000, healthy: 2, unhealthy: 2 },
  })
})

test('an address may end with a slash', () => {
  const [watched] = parseServices('{"services":[{"service":"a","address":"HTTP://h/"}]}')
  assert.equal(watched?.instance.address, 'http://h')
})

test('a process that is asked, at an address of the other family', () => {
  const entry = { service: 'a', address: 'http://[::1]:5000', check: { http: '/up' }, unhealthy: 5 }
  const [watched] = parseServices(JSON.stringify({ services: [entry] }))
  assert.deepEqual(watched?.target, { kind: 'http', origin: 'http://[::1]:5000', path: '/up' })
  assert.equal(watched?.rules.unhealthy, 5)
})

for (const [what, text, says] of [
  ['no JSON', '{', /JSON/],
  ['nobody', '{"services":[]}', /services/],
  ['no address', '{"services":[{"service":"a","address":"10.0.0.7"}]}', /services\.0\.address/],
  [
    'a path in an address',
    '{"services":[{"service":"a","address":"http://h:1/base"}]}',
    /services\.0\.address: write scheme, host and port only/,
  ],
  [
    'a query in an address',
    '{"services":[{"service":"a","address":"http://h:1?x=1"}]}',
    /services\.0\.address: write scheme, host and port only/,
  ],
  [
    'a user in an address',
    '{"services":[{"service":"a","address":"http://u:pw@h:1"}]}',
    /services\.0\.address: write scheme, host and port only/,
  ],
  [
    'a name with a slash',
    '{"services":[{"service":"a/b","address":"http://h:1"}]}',
    /services\.0\.service/,
  ],
  [
    'a word that means nothing',
    '{"services":[{"service":"a","address":"http://h:1","intervall":1}]}',
    /intervall/,
  ],
  [
    'the same twice',
    '{"services":[{"service":"a","address":"http://h:1"},{"service":"a","address":"http://h:1"}]}',
    /stands twice/,
  ],
] as const)
  test(`${what} is refused, saying where`, () => {
    assert.throws(
      () => parseServices(text),
      (thrown) =>
        isFault(thrown) && thrown.code === 'services_unreadable' && says.test(thrown.message),
    )
  })
