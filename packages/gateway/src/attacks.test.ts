/** The corpus of attacks on the wire, at both servers that strangers can reach. */
import { after, before } from 'node:test'
import { attacks, attackTests } from '@atoll/testkit/attacks'
import { openAttacked } from './testing/attacked.ts'

let attacked: Awaited<ReturnType<typeof openAttacked>> | undefined
before(async () => {
  attacked = await openAttacked()
})
after(() => attacked?.[Symbol.asyncDispose]())

for (const name of ['service', 'gateway'] as const)
  attackTests(
    {
      name,
      port: () => attacked?.ports[name] ?? 0,
      reached: () => attacked?.takeArrived().length ?? 0,
      readPath: '/things/a',
      writePath: '/things',
      writeHeaders: [],
      writeBody: '{"name":"a"}',
    },
    attacks,
  )
