/** The sending side: encodes a call, sends it through the pool, reads the reply by the contract. */
import { isAsyncIterable, isStream, type Operation } from '@atoll/contract'
import type { Binding, HttpPool } from '@atoll/http'
import { type Clock, type Context, Fault, isFault, type Reply } from '@atoll/pipeline'
import {
  type Caller,
  deadlinePassed,
  mapStream,
  parseReply,
  unknownOperation,
} from '@atoll/transport'

/**
 * How much longer the caller waits than it tells the callee, so that the callee's own word about the deadline, which
 * knows what was executed, arrives first. Units: milliseconds.
 */
const patienceMs = 50

/** How operations and contexts are written for one kind of callee. */
export interface Writing {
  bind(operation: Operation): Bound
  headersOf(context: Context): Record<string, string>
}

type Bound = Pick<Binding, 'operation' | 'toCall' | 'fromReply'>

/** What a caller is made of. */
interface CallerParts extends Writing {
  readonly pool: HttpPool
  readonly clock: Clock
}

/** Makes a caller over a pool; disposing it closes the pool. */
export function createHttpCaller({ pool, clock, bind, headersOf }: CallerParts): Caller {
  const bindings = new WeakMap<Operation, Bound>()
  const bindingOf = (operation: Operation): Bound => {
    let binding = bindings.get(operation)
    if (binding === undefined) {
      binding = bind(operation)
      bindings.set(operation, binding)
    }
    return binding
  }
  return {
    async deliver({ operation, input, context }, address) {
      const binding = bindingOf(operation)
      const { method, path, headers, body } = binding.toCall(input)
      const { cancellation, deadlineAt } = context
      const remainingMs = deadlineAt === null ? null : deadlineAt - clock.monotonic()
      if (remainingMs !== null && remainingMs <= 0) throw deadlinePassed('no')
      const reply = await pool.request(
        address,
        { method, path, body, headers: { ...headersOf(context), ...headers } },
        {
          cancellation,
          takesEvents: isStream(operation.output),
          ...(remainingMs === null ? {} : { timeoutMs: remainingMs + patienceMs }),
        },
      )
      return decode(binding, await binding.fromReply(reply).catch(toKnown(operation)))
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  }
}

function decode({ operation }: Bound, reply: Reply): Reply {
  if (isFault(reply)) return reply
  if (isAsyncIterable(reply)) return mapStream(reply, (item) => parseReply(operation, item))
  return parseReply(operation, reply)
}

/** A path that the other side does not have is an operation that it does not have. */
function toKnown(operation: Operation): (thrown: unknown) => never {
  return (thrown) => {
    const fault = Fault.from(thrown)
    if (fault.code === 'no_such_route' || fault.code === 'method_not_allowed')
      throw unknownOperation('The service', `${operation.contract}.${operation.name}`)
    throw fault
  }
}
