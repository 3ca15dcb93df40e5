import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBalanced } from './balanced.ts'

const balanced = createBalanced({ catalog: 'http://127.0.0.1:4001' })

test('a service has one address, whatever registers; one without an address has no instance', async () => {
  const other = { service: 'catalog', instance: '1', address: 'http://10.0.0.1:1', version: '1' }
  const registration = await balanced.register(other)
  const found = balanced.instances('catalog')
  assert.deepEqual(found, [
    { service: 'catalog', instance: 'catalog', address: 'http://127.0.0.1:4001', version: '' },
  ])
  await registration.withdraw()
  assert.equal(balanced.instances('catalog').length, 1)
  for (const name of ['orders', 'toString']) assert.deepEqual(balanced.instances(name), [])
})

test('a watcher is told soon and once, and never when it stopped before', async () => {
  const heard: string[] = []
  balanced.watch('catalog', (found) => void heard.push(`${found.length}`))
  const stop = balanced.watch('catalog', () => void heard.push('stopped'))
  stop()
  assert.deepEqual(heard, [], 'not within the call')
  await Promise.resolve()
  assert.deepEqual(heard, ['1'])
})
