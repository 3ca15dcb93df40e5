// Each line under @ts-expect-error is a mistake in a system that must not compile; `tsc` is the test.
import { anyone, contract, query } from '@atoll/contract'
import { implement } from '@atoll/chassis'
import { z } from 'zod'
import {
  oneProcess,
  postgres,
  processPerService,
  rest,
  springConfig,
  supervised,
} from './answers.ts'
import { at } from './external.ts'
import { system } from './system.ts'

const shape = { input: z.object({}), output: z.object({}), allow: anyone }
const stock = contract('stock', 1, { left: query(shape) })
const sales = contract('sales', 1, { sold: query(shape) })
const services = [
  implement(stock).service({ handlers: { left: async () => ({}) } }),
  implement(sales, { uses: { stock } }).service({ handlers: { sold: async () => ({}) } }),
] as const
const base = { deployment: oneProcess(), messaging: postgres() }
const all = { default: rest() }

/** Compiled, never run. */
export function mistakes() {
  const communication = { ...all, sales: { stock: rest() } }
  system('shop', { services, decisions: { ...base, communication } })
  const deployment = processPerService()
  system('shop', { services, decisions: { ...base, deployment, communication: all } })
  system('shop', {
    services,
    // @ts-expect-error an edge to a service that does not exist
    decisions: { ...base, communication: { ...all, sales: { shipping: rest() } } },
  })
  system('shop', {
    services,
    // @ts-expect-error an edge from a service that does not exist
    decisions: { ...base, communication: { default: rest(), shipping: { stock: rest() } } },
  })
  system('shop', {
    services,
    // @ts-expect-error an answer to another question
    decisions: { ...base, messaging: rest(), communication: all },
  })
  system('shop', {
    services,
    // @ts-expect-error an answer to another question on an edge
    decisions: { ...base, communication: { ...all, sales: { stock: postgres() } } },
  })
  system('shop', {
    services,
    // @ts-expect-error a question without an answer
    decisions: { deployment, communication: all },
  })
  system('shop', {
    services,
    // @ts-expect-error what an edge does without an answer for all others
    decisions: { ...base, communication: { sales: { stock: rest() } } },
  })
  system('shop', {
    services,
    // @ts-expect-error a place that is none
    external: { billing: at('billing', stock) },
    decisions: { ...base, communication: all },
  })
  const configuration = springConfig({ servers: ['http://127.0.0.1:8888'] })
  system('shop', { services, decisions: { ...base, communication: all, configuration } })
  system('shop', {
    services,
    // @ts-expect-error an answer to another question
    decisions: { ...base, communication: all, configuration: supervised() },
  })
  // @ts-expect-error a contract is no service
  system('shop', { services: [stock], decisions: { ...base, communication: all } })
}
