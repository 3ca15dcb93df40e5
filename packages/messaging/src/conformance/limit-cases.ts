/** What is allowed arrives as it was sent; what is not is refused before anything is stored. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  bodyBytesMax,
  type Envelope,
  groupBytesMax,
  headersBytesMax,
  keyBytesMax,
  topicBytesMax,
  topicCountMax,
} from '../envelope.ts'
import type { Messaging } from '../messaging.ts'
import { leaseMsLong, type MessagingUnderTest, message, subscribe, until } from './world.ts'

const hostileTexts = [
  '.',
  '..',
  '*',
  '>',
  '#',
  '$',
  'a.*.>.#',
  ' ',
  'line\nfeed\r\n\ttab',
  '"quoted" \\ \'single\' {a,b} null NULL',
  '%00 %2e %',
  'größer als 漢字 🦀',
  '\u202e\u0001\u007f\ufeff',
  '__proto__',
]

export function limitCases(subject: MessagingUnderTest): void {
  it('delivers bytes and headers unchanged', async () => {
    const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    const headers = { traceparent: '00-ab', 'x-Ünicode 🦀': 'größer\n"\\', empty: '' }
    await roundTrip(subject, [
      message('bytes', 1, { body: everyByte, headers }),
      message('bytes', 2, { body: new Uint8Array(0), headers: {} }),
      message('bytes', 3, { body: Buffer.alloc(10_000, 'x').subarray(10, 20) }),
      message('bytes', 4, { version: 0, at: 0, id: '00000000-0000-0000-0000-000000000000' }),
      message('bytes', 5, { version: 2 ** 31 - 1, at: Number.MAX_SAFE_INTEGER }),
    ])
  })

  it('takes any text as topic and key', () =>
    roundTrip(
      subject,
      hostileTexts.map((text, index) => message(text, index, { topic: text })),
    ))

  it('takes each part at its limit', () =>
    roundTrip(subject, [
      message('k'.repeat(keyBytesMax), 1),
      message('ü'.repeat(keyBytesMax / 2), 2),
      message('', 3),
      message('k', 4, { topic: 't'.repeat(topicBytesMax) }),
      message('k', 5, { headers: { h: 'v'.repeat(headersBytesMax - 1) } }),
      message('k', 6, { body: new Uint8Array(bodyBytesMax).fill(7) }),
      message('ü'.repeat(keyBytesMax / 2), 7, {
        topic: '"'.repeat(topicBytesMax),
        headers: { h: '"'.repeat(headersBytesMax - 1) },
        body: new Uint8Array(bodyBytesMax).fill(255),
      }),
    ]))

  it('refuses what is beyond a limit, and stores nothing of that call', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    const got: Envelope[] = []
    await subscribe(messaging, { handle: (one) => got.push(one) })
    for (const wrong of wrongMessages())
      await assert.rejects(
        messaging.publish([message('k', 0), wrong]),
        { kind: 'invalid', code: 'message_invalid', executed: 'no' },
        JSON.stringify({ ...wrong, body: undefined }).slice(0, 100),
      )
    const right = message('k', 1)
    await messaging.publish([right])
    await until('the right one has come', () => got.length > 0)
    assert.deepEqual([...new Set(got.map(({ id }) => id))], [right.id])
  })

  it('refuses groups and topics beyond their limits', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    const handle = () => {}
    const invalid = { kind: 'invalid', code: 'consumer_invalid' }
    const many = Array.from({ length: topicCountMax + 1 }, (_, index) => `topic-${index}`)
    for (const wrong of [
      { group: '' },
      { group: 'g\0' },
      { group: 'g'.repeat(groupBytesMax + 1) },
      { topics: [] },
      { topics: many },
      { topics: ['ok', ''] },
      { topics: ['a\0b'] },
      { topics: ['t'.repeat(topicBytesMax + 1)] },
    ])
      await assert.rejects(subscribe(messaging, { ...wrong, handle }), invalid)
    await subscribe(messaging, { group: 'g'.repeat(groupBytesMax), handle })
    await subscribe(messaging, { topics: many.slice(1), handle })
    for (const text of hostileTexts) await subscribe(messaging, { group: text, handle })
  })
}

function wrongMessages(): Envelope[] {
  return [
    message('a\0b', 1),
    message('k'.repeat(keyBytesMax + 1), 1),
    message('\ud800', 1),
    message('k', 1, { topic: '' }),
    message('k', 1, { topic: 'a\0' }),
    message('k', 1, { topic: 't'.repeat(topicBytesMax + 1) }),
    message('k', 1, { id: 'not a uuid' }),
    message('k', 1, { version: -1 }),
    message('k', 1, { version: 1.5 }),
    message('k', 1, { version: 2 ** 31 }),
    message('k', 1, { at: Number.NaN }),
    message('k', 1, { headers: { a: 'x\0' } }),
    message('k', 1, { headers: { '': 'x' } }),
    message('k', 1, { headers: { h: 'v'.repeat(headersBytesMax) } }),
    message('k', 1, { body: new Uint8Array(bodyBytesMax + 1) }),
    // A sender in plain JavaScript may hand over a value that was never encoded.
    message('k', 1, { body: new Date(0) as unknown as Uint8Array }),
  ]
}

/** Publishes and compares what arrives, whatever the order of different keys. */
async function roundTrip(
  subject: MessagingUnderTest,
  published: readonly Envelope[],
): Promise<void> {
  await using world = await subject.open({ leaseMs: leaseMsLong })
  const { messaging } = await world.connect()
  const got = new Map<string, Envelope>()
  await subscribeTo(messaging, published, (one) => got.set(one.id, one))
  await messaging.publish(published)
  await until('all have come', () => got.size === published.length)
  for (const sent of published) {
    const come = got.get(sent.id)
    assert.ok(come !== undefined)
    assert.deepEqual({ ...come, body: null }, { ...sent, body: null })
    assert.equal(Buffer.compare(come.body, sent.body), 0, 'the body is the same')
  }
}

function subscribeTo(
  messaging: Messaging,
  published: readonly Envelope[],
  handle: (one: Envelope) => void,
): Promise<unknown> {
  const topics = [...new Set(published.map(({ topic }) => topic))]
  return subscribe(messaging, { topics, handle })
}
