// Each line under @ts-expect-error is a mistake in a system that must not compile; `tsc` is the test.
import { anyone, contract, query } from '@atoll/contract'
import { implement } from '@atoll/chassis'
import { z } from 'zod'
import {
  dns,
  haproxy,
  microservices,
  monolith,
  postgres,
  rest,
  springConfig,
  supervised,
} from './answers.ts'
import type { Decisions } from './decisions.ts'
import { at } from './external.ts'
import { system } from './system.ts'

const shape = { input: z.object({}), output: z.object({}), allow: anyone }
const stock = contract('stock', 1, { left: query(shape) })
const sales = contract('sales', 1, { sold: query(shape) })
const services = [
  implement(stock).service({ handlers: { left: async () => ({}) } }),
  implement(sales, { uses: { stock } }).service({ handlers: { sold: async () => ({}) } }),
] as const
const base = { messaging: postgres() }
const all = { default: rest() }
const outbox = { pattern: 'transactional-outbox', adapter: 'postgres' } as const
const later = { waivedUntil: '2027-01-01', reason: 'not yet', date: '2026-11-23' }
const sourcing = { pattern: 'event-sourcing', adapter: 'planned' } as const

/** Compiled, never run. */
export function mistakes() {
  const communication = { ...all, sales: { stock: rest() } }
  system('shop', { services, decisions: { ...base, communication } })
  const architecture = microservices()
  system('shop', { services, decisions: { ...base, architecture, communication: all } })
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
    decisions: { architecture, communication: all },
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
  const built = { ...base, communication: all, discovery: haproxy(), architecture: monolith() }
  system('shop', { services, decisions: built })
  // @ts-expect-error what an adapter of another pattern carries out
  system('shop', { services, decisions: { ...built, discovery: { ...dns(), adapter: 'haproxy' } } })
  // @ts-expect-error an adapter that is not built
  const broker: Decisions['messaging'] = { pattern: 'messaging', adapter: 'kafka' }
  // @ts-expect-error what is not built can only be planned
  const audit: Decisions['audit'] = { pattern: 'audit-logging', adapter: 'postgres' }
  // @ts-expect-error the first question cannot be put off
  const shape: Decisions['architecture'] = later
  // @ts-expect-error one of two that exclude each other
  const both: Decisions['atomic-publish'] = [outbox, sourcing]
  // @ts-expect-error an area of the whole system has no places
  const logs: Decisions['logs'] = { sales: { pattern: 'log-aggregation', adapter: 'files' } }
  // @ts-expect-error a registry has an address
  const nowhere: Decisions['discovery'] = { pattern: 'client-side-discovery', adapter: 'eureka' }
  // @ts-expect-error an area that nobody knows
  const misspelt: Decisions = { ...built, loging: { pattern: 'log-aggregation', adapter: 'files' } }
  void [broker, audit, shape, both, logs, nowhere, misspelt]
  // @ts-expect-error a contract is no service
  system('shop', { services: [stock], decisions: { ...base, communication: all } })
}
