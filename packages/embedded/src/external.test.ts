import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLife } from '@atoll/chassis'
import { anyone, contract, query } from '@atoll/contract'
import { createMemoryRegistry } from '@atoll/discovery/memory'
import { systemClock as clock } from '@atoll/pipeline'
import { at } from '@atoll/system'
import { z } from 'zod'
import { openExternal } from './external.ts'

const shape = { input: z.object({}), output: z.string(), allow: anyone }
const named = (name: string) => contract(name, 1, { ask: query(shape) })

test('all services outside are looked up in one registry; without one of them nobody asks for it', async () => {
  const registry = createMemoryRegistry({ clock }).connect()
  let opened = 0
  const open = async (external: Parameters<typeof openExternal>[0]['external']) => {
    const life = createLife()
    const ways = await openExternal({
      external,
      environment: {},
      registry: () => {
        opened += 1
        return registry
      },
      zone: null,
      clock,
      b3: 'none',
      life,
    })
    await life.end()
    return [...ways.keys()]
  }
  const known = at('http://127.0.0.1:9', named('known'))
  assert.deepEqual(await open([known]), ['known'])
  assert.equal(opened, 0)
  const inEureka = ['billing', 'stock', 'mail'].map((name) =>
    at(`eureka:${name.toUpperCase()}` as const, named(name)),
  )
  assert.deepEqual(await open([known, ...inEureka]), ['known', 'billing', 'stock', 'mail'])
  assert.equal(opened, 1)
})
