import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Attributes,
  type HrTime,
  SpanKind,
  SpanStatusCode,
  createTraceState,
} from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { toTracesRequest } from './traces-request.ts'

const resource = resourceFromAttributes({ 'service.name': 'orders' })
const traceId = '463ac35c9f6413ad48485a3953bb6124'
const spanId = 'a2fb4a1d1a96d312'
const startTime: HrTime = [1_790_000_000, 5]
const endTime: HrTime = [1_790_000_001, 999_999_999]

/** A span as the SDK hands it over. */
function spanOf(parts: Partial<ReadableSpan> = {}): ReadableSpan {
  return {
    name: 'orders.place',
    kind: SpanKind.INTERNAL,
    spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
    startTime,
    endTime,
    duration: [1, 999_999_994],
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: 'atoll' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...parts,
  }
}

/** The one span of a request that holds it alone, as JSON has it. */
function written(parts: Partial<ReadableSpan> = {}) {
  const request = toTracesRequest([spanOf(parts)])
  const span = request.resourceSpans[0]?.scopeSpans[0]?.spans[0]
  return JSON.parse(JSON.stringify(span)) as Record<string, unknown>
}

test('a span as the protocol writes it', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(toTracesRequest([spanOf()]))), {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'orders' } }] },
        scopeSpans: [
          {
            scope: { name: 'atoll' },
            spans: [
              {
                traceId,
                spanId,
                flags: 0x101,
                name: 'orders.place',
                kind: 1,
                startTimeUnixNano: '1790000000000000005',
                endTimeUnixNano: '1790000001999999999',
                attributes: [],
                status: { code: 0 },
              },
            ],
          },
        ],
      },
    ],
  })
})

test('kinds are numbers from one on', () => {
  const kinds = [
    SpanKind.INTERNAL,
    SpanKind.SERVER,
    SpanKind.CLIENT,
    SpanKind.PRODUCER,
    SpanKind.CONSUMER,
  ]
  assert.deepEqual(
    kinds.map((kind) => written({ kind })['kind']),
    [1, 2, 3, 4, 5],
  )
})

test('a parent, and whether it is elsewhere', () => {
  const parent = { traceId, spanId: '00000000000000ff', traceFlags: 1 }
  const local = written({ parentSpanContext: parent })
  assert.deepEqual([local['parentSpanId'], local['flags']], ['00000000000000ff', 0x101])
  const remote = written({ parentSpanContext: { ...parent, isRemote: true } })
  assert.deepEqual([remote['parentSpanId'], remote['flags']], ['00000000000000ff', 0x301])
  const traceState = createTraceState('acme=1')
  const context = { traceId, spanId, traceFlags: 1, traceState }
  assert.equal(written({ spanContext: () => context })['traceState'], 'acme=1')
})

const values: readonly (readonly [Attributes[string], unknown])[] = [
  ['a', { stringValue: 'a' }],
  ['', { stringValue: '' }],
  [true, { boolValue: true }],
  [2, { intValue: '2' }],
  [-2, { intValue: '-2' }],
  [Number.MAX_SAFE_INTEGER, { intValue: '9007199254740991' }],
  [0.5, { doubleValue: 0.5 }],
  [Number.POSITIVE_INFINITY, { doubleValue: 'Infinity' }],
  [Number.NaN, { doubleValue: 'NaN' }],
  [['a', 'b'], { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } }],
  [['a', null], { arrayValue: { values: [{ stringValue: 'a' }] } }],
]
for (const [value, expected] of values)
  test(`an attribute of ${String(value)} is ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(written({ attributes: { x: value } })['attributes'], [
      { key: 'x', value: expected },
    ])
  })

test('events, links, failures and what was too much', () => {
  const events = [{ time: startTime, name: 'cached', attributes: { hit: true } }]
  const links = [{ context: { traceId, spanId: '00000000000000aa', traceFlags: 1 } }]
  const status = { code: SpanStatusCode.ERROR, message: 'out of reach' }
  const span = written({ events, links, status, droppedAttributesCount: 3 })
  assert.deepEqual(span['events'], [
    {
      timeUnixNano: '1790000000000000005',
      name: 'cached',
      attributes: [{ key: 'hit', value: { boolValue: true } }],
    },
  ])
  assert.deepEqual(span['links'], [{ traceId, spanId: '00000000000000aa', attributes: [] }])
  assert.deepEqual(span['status'], { code: 2, message: 'out of reach' })
  assert.equal(span['droppedAttributesCount'], 3)
})

test('spans are gathered by service and by library', () => {
  const other = resourceFromAttributes({ 'service.name': 'billing' })
  const { resourceSpans } = toTracesRequest([
    spanOf(),
    spanOf({ resource: other }),
    spanOf({ instrumentationScope: { name: 'pg', version: '2' } }),
    spanOf(),
  ])
  assert.deepEqual(
    resourceSpans.map(({ scopeSpans }) =>
      scopeSpans.map(({ scope, spans }) => [scope.name, scope.version, spans.length]),
    ),
    [
      [
        ['atoll', undefined, 2],
        ['pg', '2', 1],
      ],
      [['atoll', undefined, 1]],
    ],
  )
})
