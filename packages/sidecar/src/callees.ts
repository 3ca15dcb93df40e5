/**
 * The operations by which steps know what a process in another language asks of whom. One for each callee and method, made
 * once: steps keep counts and circuits by them. There is no contract behind them.
 */
import { anyone, type Operation, query } from '@atoll/contract'
import { type Call, Fault } from '@atoll/pipeline'
import { z } from 'zod'

/** Services that one process may ask. */
const calleesMax = 1_000
/** Source: RFC 9110 section 9.2.2 */
const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])

/** The operations of one sidecar. */
export interface Callees {
  /** `<service>.<method>`; a query where the method may be repeated. Faults: limited `too_many_services`. */
  operationOf(service: string, method: string): Operation
  /** The same call as one to the callee as a whole. */
  whole(call: Call): Call
}

/** Makes them when they are first asked for. */
export function createCallees(): Callees {
  const callees = new Map<string, Map<string, Operation>>()
  const operationOf = (service: string, method: string): Operation => {
    const known = callees.get(service) ?? new Map<string, Operation>()
    if (!callees.has(service)) {
      if (callees.size >= calleesMax) throw tooMany()
      callees.set(service, known)
    }
    const operation = known.get(method) ?? toOperation(service, method)
    known.set(method, operation)
    return operation
  }
  return {
    operationOf,
    whole: (call) => ({ ...call, operation: operationOf(call.operation.contract, 'any') }),
  }
}

const shape = query({ input: z.unknown(), output: z.unknown(), allow: anyone })

function toOperation(service: string, method: string): Operation {
  const kind = idempotent.has(method) ? 'query' : 'command'
  return { ...shape, kind, contract: service, name: method.toLowerCase(), version: 1 }
}

function tooMany(): Fault {
  const message = `More than ${calleesMax} names of services were asked for; is one of them made of an id?`
  return new Fault({ kind: 'limited', code: 'too_many_services', message, executed: 'no' })
}
