import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openServer } from './open.ts'

test("a test's registry is nobody's peer: what it knows stays with it", async () => {
  await using eureka = await openServer('eureka')
  const page = await (await fetch(eureka.url)).text()
  const [, peers] = /registered-replicas<\/td>\s*<td>([^<]*)</.exec(page) ?? []
  assert.equal(peers, '')
})
