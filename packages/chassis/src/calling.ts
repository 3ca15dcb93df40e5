/** The outgoing side of a service or gateway: its client-out border around the way to the others. */
import { choose, createPicker } from '@atoll/discovery'
import { type Deliver, pipeline } from '@atoll/pipeline'
import { type BorderParts, clientOut } from './borders.ts'
import type { Life } from './life.ts'
import type { Surroundings } from './surroundings.ts'

/** How a service or gateway asks others. */
export interface Calling {
  readonly clientOut: Deliver
}

/** Opens the way to the others. */
export async function openCalling(
  around: Surroundings,
  borders: BorderParts,
  life: Life,
): Promise<Calling> {
  const hop = outOrIn(around, await openHop(around, life))
  return { clientOut: pipeline(clientOut(borders), hop) }
}

/** A call to a service outside takes its own way. */
function outOrIn({ external }: Surroundings, within: Deliver): Deliver {
  if (external.size === 0) return within
  return (message) => {
    const out = message.kind === 'call' ? external.get(message.operation.contract) : undefined
    return (out ?? within)(message)
  }
}

async function openHop(
  { calls, clock, random, zone = null }: Surroundings,
  life: Life,
): Promise<Deliver> {
  if (calls.kind === 'direct') return calls.local.deliver
  const caller = await calls.transport.open()
  life.onEnd(() => caller[Symbol.asyncDispose]())
  const picker = createPicker(calls.discovery, { clock, random, zone })
  return choose({
    picker,
    reach:
      ({ address }) =>
      (message) =>
        message.kind === 'call'
          ? caller.deliver(message, address)
          : Promise.reject(new TypeError('events go to a channel')),
  })
}
