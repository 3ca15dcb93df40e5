import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyone, command, contract, query } from '@atoll/contract'
import { createClients, createContext, type Fault, isFault } from '@atoll/pipeline'
import { z } from 'zod'
import type { Answer, Handling } from './ground.ts'
import { implement, startService } from './index.ts'
import { type Asked, catalog, catalogService, clock, ids, openWorld } from './testing.ts'

const Said = z.object({ said: z.string() })
const probe = contract('probe', 1, {
  act: command({ input: z.object({}), output: Said, allow: anyone }),
  look: query({ input: z.object({}), output: Said, allow: anyone }),
})
type Uses = { readonly catalog: typeof catalog }
type Act = (
  ground: Handling<'probe', Uses, typeof probe.act>,
) => Promise<Answer<typeof probe.act, typeof Said>>

/** Runs one command with the given handler, beside a catalog. */
async function act(handler: Act, asked: Asked = new Map()): Promise<unknown> {
  await using world = await openWorld('direct')
  const { around } = world
  const service = implement(probe, { uses: { catalog } }).service({
    prepare: async ({ transaction }) => {
      await transaction(({ sql }) => sql`create table mark (at int)`)
    },
    handlers: {
      act: (_, ground) => handler(ground),
      look: async () => ({ said: 'seen' }),
    },
  })
  const running = [await startService(catalogService(asked), around)]
  running.push(await startService(service, around))
  try {
    if (around.calls.kind !== 'direct') throw new TypeError('this world is in one process')
    const context = createContext(ids, { caller: 'test' })
    const reply = await createClients(probe, around.calls.local.deliver, clock)(context).act({})
    return { reply, marks: await world.value('probe', 'select count(*)::int from mark') }
  } catch (error) {
    if (!isFault(error)) throw error
    return { error, marks: await world.value('probe', 'select count(*)::int from mark') }
  } finally {
    for (const each of running) await each.stop()
  }
}

const refused = async (handler: Act, asked?: Asked) => {
  // What `act` answers where the handler fails.
  const { error, marks } = (await act(handler, asked)) as { error?: Fault; marks: number }
  assert.ok(error, 'nothing was refused')
  return { code: error.code, kind: error.kind, message: error.message, marks }
}

test('a call, its one transaction, and another call', async () => {
  const asked: Asked = new Map()
  const handler: Act = async ({ call, transaction, wait, sql }) => {
    await call.catalog.priceOf({ sku: 'before' })
    await wait(1)
    const done = await transaction(async (work) => {
      await work.sql`insert into mark values (1)`
      return { said: 'done' }
    })
    await call.catalog.priceOf({ sku: 'after' })
    assert.deepEqual(await sql`select at from mark`, [{ at: 1 }])
    return done
  }
  assert.deepEqual(await act(handler, asked), { reply: { said: 'done' }, marks: 1 })
  assert.deepEqual([...asked.keys()], ['before', 'after'])
})

test('a second transaction is refused, the first one stands', async () => {
  const { code, message, marks } = await refused(async ({ transaction }) => {
    await transaction(({ sql }) => sql`insert into mark values (1)`)
    return transaction(async ({ sql }) => {
      await sql`insert into mark values (2)`
      return { said: 'twice' }
    })
  })
  assert.equal(code, 'second_transaction')
  assert.match(message, /write everything in one/)
  assert.equal(marks, 1)
})

test('a transaction inside a transaction is refused, and nothing is written', async () => {
  const { code, marks } = await refused(({ transaction }) =>
    transaction(async ({ sql }) => {
      await sql`insert into mark values (1)`
      await transaction(async () => {})
      return { said: 'nested' }
    }),
  )
  assert.deepEqual([code, marks], ['second_transaction', 0])
})

test('a call inside the transaction is refused before anything is sent', async () => {
  const asked: Asked = new Map()
  const handler: Act = ({ call, transaction }) =>
    transaction(async ({ sql }) => {
      await sql`insert into mark values (1)`
      await call.catalog.priceOf({ sku: 'inside' })
      return { said: 'asked' }
    })
  const { code, message, marks } = await refused(handler, asked)
  assert.equal(code, 'call_in_transaction')
  assert.match(message, /call first/)
  assert.deepEqual([marks, asked.size], [0, 0])
})

test('waiting inside the transaction is refused', async () => {
  const { code, marks } = await refused(({ transaction, wait }) =>
    transaction(async ({ sql }) => {
      await sql`insert into mark values (1)`
      await wait(1)
      return { said: 'waited' }
    }),
  )
  assert.deepEqual([code, marks], ['call_in_transaction', 0])
})

test('sql outside the transaction only reads', async () => {
  const { code, kind, marks } = await refused(async ({ sql, transaction }) => {
    await sql`insert into mark values (1)`
    return transaction(async () => ({ said: 'written' }))
  })
  assert.deepEqual([kind, code, marks], ['internal', 'storage.read_only', 0])
})

test('a command that answers without its transaction is an error of the program', async () => {
  // The types refuse it; a caller without types does not know them.
  const handler = (async () => ({ said: 'unguarded' })) as unknown as Act
  const { kind, code } = await refused(handler)
  assert.deepEqual([kind, code], ['internal', 'internal'])
})
