/**
 * One call inside the process, the way Atoll makes it. `bare` is the typed client and the way to a service with no step
 * at either border; `steps` has every step and both parsings, as a service without sampled traces runs; `traced` has
 * spans and records of each call besides, kept in files.
 */
import {
  createLife,
  createLocalCalls,
  implement,
  openBorders,
  openCalling,
  startService,
} from '@atoll/chassis'
import {
  type Client,
  createClients,
  createContext,
  createIds,
  type Deliver,
  pipeline,
  systemClock,
} from '@atoll/pipeline'
import { catalog } from '../contracts.ts'
import { centsOf } from '../pricing.ts'
import { openAround } from './around.ts'
import { callsPerSecond, type Looping, parseArguments } from './loop.ts'

type Catalog = Client<typeof catalog>

const clock = systemClock
const ids = createIds(clock)
const input = { skus: ['BOOK-1'] }
const { variant, ...looping } = parseArguments(process.argv.slice(2))
const perSecond =
  variant === 'bare' ? await measure(openBare(), looping) : await measureSteps(variant === 'traced')
process.stdout.write(`${JSON.stringify({ perSecond })}\n`)

async function measure(client: Catalog, how: Looping): Promise<number> {
  const answer = await client.pricesOf(input)
  if (JSON.stringify(answer) !== JSON.stringify(await pricesOf(input)))
    throw new Error(`the call answers ${JSON.stringify(answer)}`)
  return callsPerSecond(() => client.pricesOf(input), how)
}

async function pricesOf({ skus }: { readonly skus: readonly string[] }) {
  return { prices: skus.map(centsOf) }
}

function openBare(): Catalog {
  const local = createLocalCalls(clock)
  const work: Deliver = (message) =>
    message.kind === 'call'
      ? // Nothing parses on the bare path, so what the client took is what arrives.
        pricesOf(message.input as typeof input)
      : Promise.reject(new TypeError('events go to a channel'))
  local.serve('catalog', pipeline([], work))
  const context = createContext(ids, { caller: 'bench' })
  return createClients<typeof catalog>(catalog, pipeline([], local.deliver), clock)(context)
}

async function measureSteps(isTraced: boolean): Promise<number> {
  await using around = await openAround({ clock, ids, isTraced })
  const running = await startService(implement(catalog).service({ handlers: { pricesOf } }), around)
  const telemetry = around.openTelemetry('bench')
  const life = createLife()
  const { clientOut } = await openCalling(around, await openBorders(around, telemetry, []), life)
  const principal = { subject: 'ada', scopes: ['order'] }
  const context = createContext(ids, { caller: 'bench', principal })
  const sampled = { ...context, trace: { ...context.trace, sampled: isTraced } }
  const client = createClients<typeof catalog>(catalog, clientOut, clock)(sampled)
  try {
    return await measure(client, looping)
  } finally {
    await life.end()
    await running.stop()
    await telemetry.close()
  }
}
