import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEventDecoder, openListener } from '@atoll/http'
import { silentLog, systemClock } from '@atoll/pipeline'
import { createBreaker } from '@atoll/resilience'
import { hystrixRoutes } from './hystrix-routes.ts'

test('the circuits of every service are told one event each, and a reader that leaves makes room', async () => {
  const clock = systemClock
  const [orders, web] = [createBreaker({ clock }), createBreaker({ clock })]
  await orders.run('catalog.priceOf', () => 5)
  await web.run('orders.place', () => 5)
  const sources = [
    { name: 'orders', breaker: orders, calls: [] },
    { name: 'web', breaker: web, calls: [] },
  ]
  const routes = hystrixRoutes(() => sources, clock)
  await using listener = await openListener({ port: 0, routes, clock, log: silentLog })
  const url = `${listener.address}/actuator/hystrix.stream`
  const readersMax = 5
  for (let each = 0; each < 2 * readersMax; each += 1) {
    const reply = await fetch(url)
    assert.equal(reply.status, 200, `reader ${each}`)
    const decoder = createEventDecoder(100_000)
    const told: string[] = []
    for await (const piece of reply.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      for (const { data } of decoder.push(piece)) {
        const { type, name } = JSON.parse(data) as { readonly type: string; readonly name: string }
        told.push(`${type} ${name}`)
      }
      if (told.length >= 4) break
    }
    assert.deepEqual(told, [
      'HystrixCommand catalog.priceOf',
      'HystrixThreadPool catalog',
      'HystrixCommand orders.place',
      'HystrixThreadPool orders',
    ])
    await untilLeft(url, each)
  }
})

/** A HEAD is no reader, and is refused while all places are taken. */
async function untilLeft(url: string, reader: number): Promise<void> {
  for (let each = 0; each < 200; each += 1) {
    if ((await fetch(url, { method: 'HEAD' })).status === 200) return
  }
  throw new Error(`reader ${reader} is still counted`)
}
