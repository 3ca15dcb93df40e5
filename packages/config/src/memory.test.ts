import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteConformance } from './conformance.ts'
import { createMemoryRemote } from './memory.ts'
import { propertiesMax } from './remote.ts'

remoteConformance({
  open: async () => {
    const remote = createMemoryRemote()
    return {
      put: async (properties) => remote.put(properties),
      connect: () => remote.connect(),
      kill: async () => remote.answers(false),
      async [Symbol.asyncDispose]() {},
    }
  },
})

test('it keeps so many properties and refuses one more', () => {
  const remote = createMemoryRemote()
  const many = Array.from({ length: propertiesMax }, (_, each) => [`p${each}`, each] as const)
  remote.put(Object.fromEntries(many))
  assert.throws(() => remote.put(Object.fromEntries([...many, ['more', 1]])), TypeError)
})
