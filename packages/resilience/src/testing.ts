/** What the tests of this package share: two operations, and calls to them. No test of others needs it. */
import { anyone, command, contract, query } from '@atoll/contract'
import {
  type Call,
  type Context,
  createContext,
  type Deliver,
  Fault,
  type FaultParts,
} from '@atoll/pipeline'
import { createSeededIds, type SimulatedClock } from '@atoll/pipeline/simulated'
import { z } from 'zod'

const shape = { input: z.object({}), output: z.string(), allow: anyone }

/** A contract with one operation that may be repeated and one that may not. */
export const parcels = contract('parcels', 1, { track: query(shape), send: command(shape) })

/** Makes a call to one of them. */
export function callOf(
  operation: Call['operation'],
  clock: SimulatedClock,
  parts: Partial<Context> = {},
): Call {
  const context = createContext(createSeededIds(1, clock), { caller: 'test', ...parts })
  return { kind: 'call', operation, input: {}, context }
}

/** A fault where only what matters is said. */
export function faultOf(parts: Partial<FaultParts>): Fault {
  return new Fault({ kind: 'unavailable', code: 'refused', message: 'refused', ...parts })
}

/** The same fault again and again. */
export function times(count: number, fault: Fault): Fault[] {
  return Array.from({ length: count }, () => fault)
}

/** A hop that does what the list says, in turn, and then answers `ok`. */
export function hopOf(outcomes: (Fault | string)[]): Deliver & { readonly calls: () => number } {
  let calls = 0
  const deliver: Deliver = async () => {
    const outcome = outcomes[calls] ?? 'ok'
    calls += 1
    if (typeof outcome === 'string') return outcome
    throw outcome
  }
  return Object.assign(deliver, { calls: () => calls })
}

/** How a promise stands, once everything that can happen now has happened. */
export async function watch(promise: Promise<unknown>) {
  const state: { value?: unknown; fault?: Fault; isSettled: boolean } = { isSettled: false }
  promise.then(
    (value) => Object.assign(state, { value, isSettled: true }),
    (thrown: unknown) => Object.assign(state, { fault: Fault.from(thrown), isSettled: true }),
  )
  await new Promise(setImmediate)
  return state
}
