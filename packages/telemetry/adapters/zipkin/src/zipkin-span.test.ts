import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Attributes,
  type HrTime,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
} from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { toZipkinBody, toZipkinSpan } from './zipkin-span.ts'

const here: SpanContext = {
  traceId: '463ac35c9f6413ad48485a3953bb6124',
  spanId: 'a2fb4a1d1a96d312',
  traceFlags: 1,
}

/** A span as the SDK hands it over. */
function spanOf(parts: Partial<ReadableSpan> = {}): ReadableSpan {
  const startTime: HrTime = [1_790_000_000, 123_456_789]
  return {
    name: 'orders.place',
    kind: SpanKind.INTERNAL,
    spanContext: () => here,
    startTime,
    endTime: startTime,
    duration: [1, 500_400],
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    links: [],
    events: [],
    ended: true,
    resource: resourceFromAttributes({
      'service.name': 'orders',
      'service.instance.id': 'orders-1',
      'service.version': '1',
      'process.pid': 1,
    }),
    instrumentationScope: { name: 'atoll' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...parts,
  }
}

test('traces to which it points are a tag, since the format has no links', () => {
  const linked = { ...here, traceId: `${'0'.repeat(16)}00000000000000ab` }
  const { tags } = toZipkinSpan(spanOf({ links: [{ context: here }, { context: linked }] }))
  assert.equal(tags['linked.traces'], `${here.traceId} 00000000000000ab`)
  assert.ok(!('linked.traces' in toZipkinSpan(spanOf()).tags))
})

test('ids, times in microseconds and whose span it is', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(toZipkinSpan(spanOf()))), {
    traceId: '463ac35c9f6413ad48485a3953bb6124',
    id: 'a2fb4a1d1a96d312',
    name: 'orders.place',
    timestamp: 1_790_000_000_123_457,
    duration: 1_000_500,
    localEndpoint: { serviceName: 'orders' },
    tags: { 'service.instance.id': 'orders-1', 'service.version': '1' },
  })
  const parentSpanContext = { ...here, spanId: '00000000000000ff' }
  assert.equal(toZipkinSpan(spanOf({ parentSpanContext })).parentId, '00000000000000ff')
})

test('an id that came with 64 bits is written with as many', () => {
  const spanContext = () => ({ ...here, traceId: `${'0'.repeat(16)}48485a3953bb6124` })
  assert.equal(toZipkinSpan(spanOf({ spanContext })).traceId, '48485a3953bb6124')
})

test('a span that took no time took one microsecond', () => {
  assert.equal(toZipkinSpan(spanOf({ duration: [0, 0] })).duration, 1)
  assert.equal(toZipkinSpan(spanOf({ duration: [0, 499] })).duration, 1)
  assert.equal(toZipkinSpan(spanOf({ duration: [0, 1_500] })).duration, 2)
})

const remotes: readonly (readonly [
  SpanKind,
  Attributes,
  string | undefined,
  string | undefined,
])[] = [
  [SpanKind.INTERNAL, { 'client.service.name': 'web' }, undefined, undefined],
  [SpanKind.SERVER, { 'client.service.name': 'web' }, 'SERVER', 'web'],
  [SpanKind.SERVER, { 'client.service.name': 'unknown' }, 'SERVER', undefined],
  [SpanKind.SERVER, {}, 'SERVER', undefined],
  [SpanKind.CLIENT, { 'rpc.method': 'catalog/priceOf' }, 'CLIENT', 'catalog'],
  [SpanKind.CLIENT, { 'rpc.method': 'acme.v1.Catalog/priceOf' }, 'CLIENT', 'acme.v1.Catalog'],
  [SpanKind.CLIENT, { 'rpc.method': 'priceOf' }, 'CLIENT', undefined],
  [SpanKind.CLIENT, { 'server.address': 'db.internal' }, 'CLIENT', 'db.internal'],
  [SpanKind.CLIENT, { 'peer.service': 'billing', 'rpc.method': 'a/b' }, 'CLIENT', 'billing'],
  [SpanKind.CLIENT, { 'service.peer.name': 'billing' }, 'CLIENT', 'billing'],
  [SpanKind.PRODUCER, { 'messaging.system': 'kafka' }, 'PRODUCER', 'kafka'],
  [SpanKind.CONSUMER, { 'messaging.system': 'atoll' }, 'CONSUMER', 'atoll'],
]
for (const [kind, attributes, expected, remote] of remotes)
  test(`the other side of ${SpanKind[kind]} with ${JSON.stringify(attributes)} is ${remote}`, () => {
    const span = toZipkinSpan(spanOf({ kind, attributes }))
    assert.equal(span.kind, expected)
    assert.equal(span.remoteEndpoint?.serviceName, remote)
  })

test('a caller known by its address alone is no service', () => {
  const remoteOf = (caller: string) =>
    toZipkinSpan(spanOf({ kind: SpanKind.SERVER, attributes: { 'client.service.name': caller } }))
      .remoteEndpoint
  assert.deepEqual(remoteOf('127.0.0.1'), { ipv4: '127.0.0.1' })
  assert.deepEqual(remoteOf('::1'), { ipv6: '::1' })
  assert.deepEqual(remoteOf('127'), { serviceName: '127' })
})

test('tags are texts, and a failure has the tag error', () => {
  const attributes = { text: 'a', count: 2, ok: true, list: ['a', 'b'], error: false }
  const { tags } = toZipkinSpan(spanOf({ attributes }))
  assert.deepEqual(
    [tags['text'], tags['count'], tags['ok'], tags['list']],
    ['a', '2', 'true', '["a","b"]'],
  )
  assert.ok(!('error' in tags), 'this tag makes a failure whatever it says')
  const failed = (message?: string) =>
    toZipkinSpan(
      spanOf({
        status: { code: SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) },
      }),
    ).tags['error']
  assert.equal(failed('out of reach'), 'out of reach')
  assert.equal(failed(), 'true')
  assert.equal(failed(''), 'true')
})

test('what happened within a span is an annotation', () => {
  const time: HrTime = [1_790_000_000, 5_000]
  const events = [
    { time, name: 'cached' },
    { time, name: 'exception', attributes: { 'exception.type': 'TypeError' } },
  ]
  assert.deepEqual(toZipkinSpan(spanOf({ events })).annotations, [
    { timestamp: 1_790_000_000_000_005, value: 'cached' },
    { timestamp: 1_790_000_000_000_005, value: 'exception {"exception.type":"TypeError"}' },
  ])
})

test('no text of a stranger makes Zipkin take a body for one of its first format', () => {
  const word = 'binaryAnnotations'
  const said = spanOf({
    name: word,
    attributes: { value: word, [word]: 'key', list: [word] },
    resource: resourceFromAttributes({ 'service.name': word }),
  })
  const body = toZipkinBody([said, said])
  assert.ok(!body.includes('yAnnotations"'), body)
  assert.deepEqual(JSON.parse(body), JSON.parse(JSON.stringify([said, said].map(toZipkinSpan))))
})
