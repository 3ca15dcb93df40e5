/**
 * A service behind a real listener, and a gateway in front of it that reaches it over HTTP: the two servers of a system
 * that strangers can send bytes to. What this package's tests of attacks share.
 */
import { anyone, command, contract, createParser, query, scope, stream } from '@atoll/contract'
import { createMemoryRegistry } from '@atoll/discovery/memory'
import type { ListenerLimits } from '@atoll/http'
import { type Call, createIds, Fault, type Reply, silentLog, systemClock } from '@atoll/pipeline'
import { createHttpTransport } from '@atoll/transport-http'
import { z } from 'zod'
import { ask, compose } from '../compose.ts'
import { gateway } from '../gateway.ts'
import { open } from '../testing.ts'

const Text = z.string().max(2_000)

/** One operation of each kind that bytes can reach. */
const things = contract('things', 1, {
  read: query({
    input: z.object({ id: Text }),
    output: z.object({ id: Text }),
    allow: anyone,
    http: 'GET /things/{id}',
  }),
  search: query({
    input: z.object({ text: Text.default(''), limit: z.int().min(1).max(100).default(10) }),
    output: z.object({ items: z.array(Text) }),
    allow: anyone,
    http: 'GET /things',
  }),
  write: command({
    input: z.object({
      name: Text,
      count: z.int().optional(),
      tags: z.array(z.string().max(10)).max(3).optional(),
    }),
    output: z.object({ id: Text }),
    allow: anyone,
    http: 'POST /things 202',
  }),
  change: command({
    input: z.object({ name: Text }),
    output: z.object({ id: Text }),
    allow: scope('things:write'),
    http: 'POST /changes 202',
  }),
  follow: query({
    input: z.object({ id: Text }),
    output: stream(z.object({ filling: z.string() })),
    allow: anyone,
    http: 'GET /things/{id}/events',
  }),
})

const { read, search, write, change, follow } = things

const front = gateway('web', {
  'GET /things/{id}': read,
  'GET /things': search,
  'GET /pages/{id}': compose(
    {
      thing: ask(read, ({ id = '' }) => ({ id })),
      others: ask(search, ({ limit = '10' }) => ({ limit: Number(limit) })),
    },
    { query: ['limit'] },
  ),
  'POST /things 202': write,
  'POST /changes 202': change,
  'GET /things/{id}/events': follow,
})

/** What a test may say of the two. */
export interface Attacking {
  readonly limits?: Partial<ListenerLimits>
  /** Answers a call whose input was parsed. */
  readonly answer?: (call: Call) => Promise<Reply>
  /** What the gateway reaches instead of the service. Shape: `http://127.0.0.1:4000`. */
  readonly behind?: string
}

/** Starts both. */
export async function openAttacked({ limits = {}, answer = echo, behind }: Attacking = {}) {
  const clock = systemClock
  const ids = createIds(clock)
  const transport = createHttpTransport({ clock, ids, log: silentLog, limits })
  const arrived: Call[] = []
  const service = await transport.listen({
    service: 'things',
    contracts: [things],
    async deliver(message) {
      if (message.kind !== 'call') throw new TypeError('a service is called')
      const input = await createParser(message.operation.input, 'refuse')(message.input)
      if (!input.ok) throw invalidInput(JSON.stringify(input.issues[0]))
      arrived.push(message)
      return answer({ ...message, input: input.value })
    },
  })
  const discovery = createMemoryRegistry({ clock }).connect()
  const { address } = service
  await discovery.register({
    service: 'things',
    instance: 'things-1',
    address: behind ?? address,
    version: '1',
  })
  const web = await open(front, { calls: { kind: 'remote', transport, discovery }, limits })
  return {
    web,
    ports: { service: Number(new URL(address).port), gateway: web.port },
    /** Calls that have reached the service since this was last asked. */
    takeArrived: (): readonly Call[] => arrived.splice(0),
    async [Symbol.asyncDispose]() {
      await web.stop()
      await discovery[Symbol.asyncDispose]()
      await service.stop(0)
    },
  }
}

async function echo({ operation, input }: Call): Promise<Reply> {
  if (operation.name === 'search') return { items: [] }
  const asked: unknown = Reflect.get(Object(input), 'id')
  return { id: operation.name === 'read' ? asked : 'made' }
}

function invalidInput(message: string): Fault {
  return new Fault({ kind: 'invalid', code: 'invalid_input', message })
}
