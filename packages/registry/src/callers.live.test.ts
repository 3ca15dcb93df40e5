/** What callers of our own client see of our registry, without a setting: who comes is seen at once, who dies soon gone. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { openEureka } from '@atoll/discovery-eureka'
import { silentLog, systemClock } from '@atoll/pipeline'
import { until } from '@atoll/testkit'
import { openRegistry } from './open.ts'

/** How long after its registration a caller may miss an instance. Units: milliseconds. */
const seenMsMax = 500
/** How long callers may see an instance that was killed. Units: milliseconds. */
const goneMsMax = 5_000

/** A process of its own that registers itself and then only lives. */
const program = `
import { openEureka } from '@atoll/discovery-eureka'
const eureka = openEureka({ servers: [process.argv[1]] })
await eureka.register({ service: 'svc', instance: 'one', address: 'http://127.0.0.1:1', version: '1' })
process.send('registered')
setInterval(() => {}, 1_000)
`

function startInstance(url: string) {
  return spawn(
    process.execPath,
    ['--conditions=atoll-source', '--input-type=module', '--eval', program, url],
    { cwd: import.meta.dirname, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  )
}

test('a new instance is seen in less than half a second, a killed one is gone within five', async () => {
  await using registry = await openRegistry({ port: 0, log: silentLog, clock: systemClock })
  await using caller = openEureka({ servers: [registry.url] })
  const seen = () => caller.instances('svc').length
  // Somebody else is known, so that the caller does not fetch each second because it knows nobody.
  await caller.register({ service: 'svc', instance: 'zero', address: 'http://h:1', version: '1' })
  await until(() => seen() === 1, { what: 'the first to be seen' })
  for (let round = 0; round < 2; round += 1) {
    const instance = startInstance(registry.url)
    await once(instance, 'message')
    const registeredAt = systemClock.monotonic()
    await until(() => seen() === 2, { what: 'the new one to be seen', withinMs: goneMsMax })
    const seenMs = systemClock.monotonic() - registeredAt
    assert.ok(seenMs < seenMsMax, `seen after ${seenMs} ms`)
    instance.kill('SIGKILL')
    await once(instance, 'exit')
    const killedAt = systemClock.monotonic()
    await until(() => seen() === 1, { what: 'the dead one to be gone', withinMs: 3 * goneMsMax })
    const goneMs = systemClock.monotonic() - killedAt
    assert.ok(goneMs <= goneMsMax, `gone after ${goneMs} ms`)
  }
  const [{ instance } = { instance: null }] = caller.instances('svc')
  assert.equal(instance, 'zero')
})
