/** The sending side of the memory network: encodes, waits, decodes. */
import type { Operation } from '@atoll/contract'
import { type Call, type Clock, encodeContext, fromWireFault, type Reply } from '@atoll/pipeline'
import type { MemoryListener } from './memory-listener.ts'
import { fromBytes, type MemoryItems, type MemoryReply, toBytes } from './memory-wire.ts'
import { mapStream, parseReply } from './reply.ts'
import type { Caller } from './transport.ts'

/** Makes a caller. `find` answers with the listener at an address, or throws `unavailable`. */
export function createMemoryCaller(
  clock: Clock,
  find: (address: string) => MemoryListener,
): Caller {
  return {
    async deliver(call, address) {
      const { operation, input, context } = call
      context.cancellation.check()
      const line = find(address).take({
        operation: `${operation.contract}.${operation.name}`,
        headers: encodeContext(context, clock),
        body: toBytes(input),
      })
      return settle(call, line.reply, line.hangUp)
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** Waits for the answer, or for the caller to lose interest, whichever comes first. */
function settle(call: Call, reply: Promise<MemoryReply>, hangUp: () => void): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const stop = call.context.cancellation.onCancel((reason) => {
      hangUp()
      reject(reason)
    })
    reply
      .then((arrived) => {
        // A stream stays bound to its caller's interest until it ends.
        if ('items' in arrived) return toStream(bindEnd(arrived.items, stop), call.operation)
        stop()
        return decode(arrived, call.operation)
      })
      .then(resolve, reject)
  })
}

function bindEnd(items: MemoryItems, onEnd: () => void): MemoryItems {
  return {
    async next() {
      const arrived = await items.next()
      if (arrived === null || !arrived.ok) onEnd()
      return arrived
    },
    leave() {
      onEnd()
      items.leave()
    },
  }
}

async function decode(
  reply: Exclude<MemoryReply, { items: MemoryItems }>,
  operation: Operation,
): Promise<Reply> {
  if (!reply.ok) {
    const fault = await fromWireFault(fromBytes(reply.fault, null), operation)
    if (fault.declared) return fault
    throw fault
  }
  return parseReply(operation, fromBytes(reply.body, null))
}

function toStream(items: MemoryItems, operation: Operation): AsyncIterable<unknown> {
  const bytes: AsyncIterable<Buffer> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const arrived = await items.next()
        if (arrived === null) return { done: true, value: undefined }
        if (!arrived.ok) throw await fromWireFault(fromBytes(arrived.fault, null), operation)
        // An item never holds a stream of its own.
        return { done: false, value: 'body' in arrived ? arrived.body : Buffer.alloc(0) }
      },
      async return() {
        items.leave()
        return { done: true, value: undefined }
      },
    }),
  }
  return mapStream(bytes, (body) => parseReply(operation, fromBytes(body, null)))
}
