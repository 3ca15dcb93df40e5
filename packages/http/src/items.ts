/** The items of a stream as server-sent events, both ways. Used by the binding. */
import { isAsyncIterable, isStream, type Operation, wireCode } from '@atoll/contract'
import { Fault } from '@atoll/pipeline'
import type { ServerSentEvent } from './events.ts'
import type { HttpReply } from './pool.ts'
import { fromProblem } from './problem.ts'
import { endEvent, faultEvent } from './server-sent.ts'

/** Makes what turns a stream of items into events: `data` is the item, `id` its resume field. */
export function createEventWriter(
  operation: Operation,
): (items: unknown) => AsyncIterable<ServerSentEvent> {
  const resume = isStream(operation.output) ? operation.output.resume : null
  return (items) => {
    if (!isAsyncIterable(items)) throw notAStream(operation)
    return mapEvents(items, (item) => toEvent(item, resume), operation)
  }
}

function toEvent(item: unknown, resume: string | null): ServerSentEvent {
  const data = JSON.stringify(item) ?? 'null'
  if (resume === null || typeof item !== 'object' || item === null) return { data }
  const place: unknown = Reflect.get(item, resume)
  return typeof place === 'string' || typeof place === 'number'
    ? { data, id: String(place) }
    : { data }
}

/** Not a generator, so that leaving reaches the source even before its first item. */
function mapEvents(
  items: AsyncIterable<unknown>,
  turn: (item: unknown) => ServerSentEvent,
  operation: Operation,
): AsyncIterable<ServerSentEvent> {
  return {
    [Symbol.asyncIterator]() {
      const source = items[Symbol.asyncIterator]()
      return {
        async next() {
          try {
            const step = await source.next()
            if (step.done === true) return { done: true, value: undefined }
            return { done: false, value: turn(step.value) }
          } catch (thrown) {
            throw toNamed(Fault.from(thrown), operation)
          }
        },
        async return() {
          await source.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}

/** Where events are written no operation is known any more, so a declared fault gets its name of the wire here. */
function toNamed(fault: Fault, operation: Operation): Fault {
  if (!fault.declared) return fault
  const { kind, message, details, executed } = fault
  const code = wireCode(operation.contract, fault.code)
  return new Fault({ kind, code, message, details, executed, cause: fault })
}

function notAStream({ contract, name }: Operation): Fault {
  const message = `${contract}.${name} declares a stream and its handler answered with something else.`
  return new Fault({ kind: 'internal', code: 'not_a_stream', message })
}

/** Reads the items of an answer. Faults: `unavailable` with code `stream_broken` when it stops without saying so. */
export function readItems(reply: HttpReply, operation: Operation): AsyncIterable<unknown> {
  const { events } = reply
  if (events === null) throw notEvents()
  return {
    [Symbol.asyncIterator]() {
      const source = events[Symbol.asyncIterator]()
      let over = false
      return {
        async next() {
          if (over) return { done: true, value: undefined }
          const step = await source.next()
          const event = step.done === true ? null : step.value
          if (event !== null && event.event !== endEvent && event.event !== faultEvent)
            return { done: false, value: parse(event.data) }
          over = true
          if (event === null) throw broken()
          if (event.event === faultEvent) throw await fromProblem(parse(event.data), 500, operation)
          return { done: true, value: undefined }
        },
        async return() {
          await source.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch (cause) {
    throw new Fault({ ...notJson, cause })
  }
}

const notJson = {
  kind: 'internal',
  code: 'unreadable_reply',
  message: 'The other side sent an item that is not JSON.',
} as const

function notEvents(): Fault {
  const message = 'The other side answered at once where the contract declares a stream.'
  return new Fault({ kind: 'internal', code: 'unreadable_reply', message })
}

function broken(): Fault {
  const message = 'The stream broke off; resume it after the last item.'
  return new Fault({ kind: 'unavailable', code: 'stream_broken', message })
}
