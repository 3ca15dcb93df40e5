import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyone, command, conflict, contract, query } from '@atoll/contract'
import { z } from 'zod'
import { createClients, deadlineMsDefault } from './client.ts'
import { createContext } from './context.ts'
import { Fault, isFault } from './fault.ts'
import type { Call, Deliver, Message } from './message.ts'
import { createSeededIds, createSimulatedClock } from './simulated.ts'

const Reference = z.object({ orderId: z.string() })
const orders = contract('orders', 1, {
  pay: command({
    input: Reference,
    output: z.object({ paid: z.int() }),
    faults: { refused: conflict(z.object({ why: z.string() })) },
    allow: anyone,
    idempotencyKey: ({ orderId }) => `pay-${orderId}`,
  }),
  get: query({ input: Reference, output: z.object({ status: z.string() }), allow: anyone }),
})

function setUp(deliver: Deliver = async () => ({ status: 'placed' })) {
  const clock = createSimulatedClock()
  const sent: Call[] = []
  const note: Deliver = (message: Message) => {
    if (message.kind === 'call') sent.push(message)
    return deliver(message)
  }
  const clients = createClients(orders, note, clock)
  const context = createContext(createSeededIds(1, clock), {
    caller: 'web',
    idempotencyKey: 'outer',
  })
  return { clock, sent, clients, context, call: clients(context) }
}

const input = { orderId: 'o-1' }
const down = new Fault({ kind: 'unavailable', code: 'down', message: 'Down.' })

test('a call carries its operation and input, and answers the output', async () => {
  const { call, sent } = setUp()
  const { status } = await call.get(input)
  assert.equal(status, 'placed')
  assert.deepEqual([sent[0]?.operation, sent[0]?.input], [orders.get, input])
})

test('the key is what the contract derives, and the caller’s own key is never passed on', async () => {
  const { call, sent } = setUp()
  await call.pay(input)
  await call.get(input)
  assert.deepEqual(
    sent.map(({ context }) => context.idempotencyKey),
    ['pay-o-1', null],
  )
})

test('the nearer deadline wins', async () => {
  const { clock, sent, clients, context, call } = setUp()
  await clock.advance(1_000)
  await call.get(input)
  await call.get(input, { deadlineMs: 50 })
  const hurried = clients({ ...context, deadlineAt: 1_200 })
  await hurried.get(input)
  await hurried.get(input, { deadlineMs: 50 })
  await hurried.get(input, { deadlineMs: 5_000 })
  const at = sent.map(({ context }) => context.deadlineAt)
  assert.deepEqual(at, [1_000 + deadlineMsDefault, 1_050, 1_200, 1_050, 1_200])
})

test('each context has a client of its own', async () => {
  const { sent, clients, context } = setUp()
  const [one, other] = [
    clients({ ...context, caller: 'one' }),
    clients({ ...context, caller: 'other' }),
  ]
  await other.get(input)
  await one.get(input)
  assert.deepEqual(
    sent.map(({ context }) => context.caller),
    ['other', 'one'],
  )
})

test('a fallback answers when the other service cannot', async () => {
  const { call } = setUp(async () => {
    throw down
  })
  const seen: Fault[] = []
  const fallback = (why: Fault) => {
    seen.push(why)
    return { status: 'unknown' }
  }
  assert.deepEqual(await call.get(input, { fallback }), { status: 'unknown' })
  assert.deepEqual(seen, [down])
  await assert.rejects(call.get(input), (thrown) => thrown === down)
})

test('who carries the call hears whether its fallback was needed, and whether it failed', async () => {
  const heard: [Fault, boolean][] = []
  const note = (why: Fault, hasFailed: boolean) => void heard.push([why, hasFailed])
  let isDown = false
  const { call, sent } = setUp((message) => {
    if (message.kind === 'call') {
      message.fallback?.onUse(note)
      message.fallback?.onUse(note)
    }
    return isDown ? Promise.reject(down) : Promise.resolve({ status: 'placed' })
  })
  const fallback = () => ({ status: 'unknown' })
  await call.get(input)
  await call.get(input, { fallback })
  assert.equal(heard.length, 0)
  isDown = true
  await call.get(input, { fallback })
  await assert.rejects(call.get(input, { fallback: () => Promise.reject(new Error('worse')) }))
  await assert.rejects(call.get(input))
  assert.deepEqual(heard, [
    [down, false],
    [down, true],
  ])
  assert.equal(sent[0] !== undefined && 'fallback' in sent[0], false)
})

test('what is thrown before anything was promised falls back too', async () => {
  const { call } = setUp(() => {
    throw new TypeError('a bug')
  })
  const reply = await call.get(input, { fallback: (why) => ({ status: why.kind }) })
  assert.deepEqual(reply, { status: 'internal' })
})

test('a declared fault is an answer, and does not fall back', async () => {
  const refused = new Fault({
    kind: 'conflict',
    code: 'refused',
    message: 'No.',
    details: { why: 'x' },
    declared: true,
  })
  const { call } = setUp(async () => refused)
  const reply = await call.pay(input, { fallback: () => ({ paid: 0 }) })
  assert.ok(isFault(reply))
  assert.equal(reply.details.why, 'x')
})

test('what the caller did wrong has no fallback', async () => {
  for (const [kind, code] of [
    ['invalid', 'invalid_input'],
    ['forbidden', 'scope_missing'],
    ['cancelled', 'caller_gone'],
    ['internal', 'call_in_transaction'],
  ] as const) {
    const { call } = setUp(() => Promise.reject(new Fault({ kind, code, message: code })))
    await assert.rejects(call.get(input, { fallback: () => ({ status: 'hidden' }) }), { code })
  }
})

test('a key at its limit travels; one that a wire would lose is refused before it is sent', async () => {
  const { call, sent } = setUp(async () => ({ paid: 1 }))
  await call.pay(input, { idempotencyKey: 'k'.repeat(200) })
  assert.equal(sent.length, 1)
  for (const idempotencyKey of ['', 'k'.repeat(201)])
    await assert.rejects(call.pay(input, { idempotencyKey }), { code: 'idempotency_key_refused' })
  assert.equal(sent.length, 1)
})
