import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyone, command, conflict, contract, type FaultKind, faultKinds } from '@atoll/contract'
import fc from 'fast-check'
import { z } from 'zod'
import { type Executed, Fault, isFault } from './fault.ts'
import { fromWireFault, toWireFault } from './wire-fault.ts'

const shape = { input: z.object({}), output: z.string(), allow: anyone }
const stock = contract('stock', 1, {
  reserve: command({ ...shape, faults: { outOfStock: conflict(z.object({ left: z.int() })) } }),
})

/** As it would arrive: through bytes. */
function cross(fault: Fault): Promise<Fault> {
  const wire: unknown = JSON.parse(JSON.stringify(toWireFault(fault, stock.reserve)))
  return fromWireFault(wire, stock.reserve)
}

const anyFault = fc.record({
  kind: fc.constantFrom<FaultKind>(...faultKinds),
  code: fc.stringMatching(/^[a-z][a-z_]{0,20}$/),
  message: fc.string({ unit: 'binary' }),
  details: fc.dictionary(fc.string(), fc.string()),
  executed: fc.constantFrom<Executed>('no', 'yes', 'unknown'),
  retryAfterMs: fc.nat(),
})

test('a fault of every kind crosses the wire as itself', async () => {
  await fc.assert(
    fc.asyncProperty(anyFault, async (parts) => {
      const { kind, code, message, details, executed, retryAfterMs, declared, origin } =
        await cross(new Fault({ ...parts, cause: new Error('stays here') }))
      const plain: unknown = JSON.parse(JSON.stringify(parts))
      assert.deepEqual({ kind, code, message, details, executed, retryAfterMs }, plain)
      assert.deepEqual([declared, origin], [false, 'stock'])
    }),
  )
})

test('what nobody wrote as a fault is read as internal, executed unknown, and never throws', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (wire) => {
      const fault = await fromWireFault(wire, stock.reserve)
      assert.ok(isFault(fault))
      assert.deepEqual([fault.kind, fault.executed], ['internal', 'unknown'])
    }),
  )
  for (const wrong of [
    { kind: 'odd' },
    { executed: 'maybe' },
    { retryAfterMs: '1' },
    { code: 1 },
  ]) {
    const wire = {
      ...toWireFault(new Fault({ kind: 'limited', code: 'x', message: 'x' }), null),
      ...wrong,
    }
    assert.equal((await fromWireFault(wire, stock.reserve)).code, 'unreadable_fault')
  }
})

test('a declared fault is named by its contract on the wire, and bare at both ends', async () => {
  const fault = new Fault({
    kind: 'conflict',
    code: 'outOfStock',
    message: 'None left.',
    details: { left: 0 },
    declared: true,
  })
  assert.equal(toWireFault(fault, stock.reserve).code, 'stock.out_of_stock')
  const { kind, code, details, declared, executed } = await cross(fault)
  assert.deepEqual(
    [kind, code, details, declared, executed],
    ['conflict', 'outOfStock', { left: 0 }, true, 'no'],
  )
})

test('a declared fault whose details are not what the contract says is unreadable', async () => {
  const details = { left: 'some' }
  const fault = new Fault({
    kind: 'conflict',
    code: 'outOfStock',
    message: 'x',
    details,
    declared: true,
  })
  assert.equal((await cross(fault)).code, 'unreadable_fault')
})

test('the cause stays in the process', () => {
  const fault = new Fault({
    kind: 'internal',
    code: 'x',
    message: 'x',
    cause: new Error('hunter2'),
  })
  assert.ok(!JSON.stringify(toWireFault(fault, null)).includes('hunter2'))
})

test('what nobody expected becomes internal, and its own message is not told', () => {
  for (const thrown of [new Error('hunter2'), 'hunter2', null, undefined, { kind: 'conflict' }]) {
    const fault = Fault.from(thrown)
    assert.deepEqual([fault.kind, fault.executed, fault.cause], ['internal', 'unknown', thrown])
    assert.ok(!fault.message.includes('hunter2'))
  }
  const fault = new Fault({ kind: 'limited', code: 'x', message: 'x' })
  assert.equal(Fault.from(fault), fault)
})

test('what is refused before the work begins was not executed; of the rest nobody knows', () => {
  const executedOf = (kind: FaultKind) => new Fault({ kind, code: 'x', message: 'x' }).executed
  const unknown = faultKinds.filter((kind) => executedOf(kind) === 'unknown')
  assert.deepEqual(unknown, ['cancelled', 'deadline', 'unavailable', 'internal'])
  assert.ok(faultKinds.every((kind) => unknown.includes(kind) || executedOf(kind) === 'no'))
})

test('a fault of another copy of this package is one too', () => {
  const foreign = Object.defineProperty(new Error('x'), Symbol.for('atoll.fault'), { value: true })
  assert.ok(isFault(foreign))
  assert.ok(!isFault(new Error('x')))
  assert.ok(!isFault(null))
})
