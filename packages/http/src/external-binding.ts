/**
 * Between an operation and a server that is not ours: sends what its OpenAPI document says and nothing that only ours
 * understand, and reads answers that know neither our problems nor our kinds of fault. Called by the http transport for
 * services outside the system; `binding.ts` is the same between our own.
 */
import {
  createParser,
  describe,
  fieldsOf,
  fromStatus,
  isStream,
  type Operation,
  type Parser,
  parseRoute,
} from '@atoll/contract'
import { type Clock, Fault, type FaultParts, type Reply } from '@atoll/pipeline'
import type { Binding } from './binding.ts'
import { createInputWriter, parameter, type WriteOthers } from './input-writer.ts'
import { readItems } from './items.ts'
import type { HttpReply } from './pool.ts'
import { fromProblem, isOurs } from './problem.ts'
import { readRetryAfter } from './retry-after.ts'

/** One operation of a server that is not ours. */
export interface ExternalBinding extends Pick<Binding, 'operation'> {
  /** Writes an input. Faults: `invalid` with code `path_field` or `query_field` for a value that has no place there. */
  toCall: Binding['toCall']
  /**
   * Reads an answer; the output is not yet parsed. A failure is a declared fault, and returned, where one of its kind
   * takes the body as its details. Others are thrown, with the kind of their status; a refused credential is our own
   * mistake and not the caller's: `internal` with code `credential_refused`.
   */
  fromReply(reply: HttpReply): Promise<Reply>
}

/** Prepares an operation of a server that is not ours. */
export function createExternalBinding(operation: Operation, clock: Clock): ExternalBinding {
  const readFailure = createFailureReader(operation, clock)
  const readOutput = createOutputReader(operation)
  return {
    operation,
    toCall: createCallWriter(operation),
    async fromReply(reply) {
      if (reply.status >= 200 && reply.status <= 299) return readOutput(reply)
      const fault = await readFailure(reply)
      if (fault.declared) return fault
      throw fault
    },
  }
}

function createCallWriter(operation: Operation): Binding['toCall'] {
  const route = parseRoute(operation)
  const write = createInputWriter(operation, route, createOthersWriter())
  const fields = fieldsOf(describe(operation.input, 'input'))
  const takesBody =
    route.method !== 'GET' && fields.some((name) => !route.pathFields.includes(name))
  const accept = isStream(operation.output) ? 'text/event-stream' : 'application/json, */*;q=0.1'
  return (input) => {
    const call = write(input)
    // A server that takes an object asks for one, even where all of its fields may be missing.
    const isEmpty = call.body === null && takesBody
    const type = isEmpty ? { 'content-type': 'application/json' } : {}
    const headers = { accept, ...call.headers, ...type }
    return { ...call, headers, body: isEmpty ? '{}' : call.body }
  }
}

/** What ours read back through its schema others read as they like: a text is a text. */
function createOthersWriter(): WriteOthers {
  return (fields) =>
    Object.entries(fields).flatMap(([name, value]) => {
      const values: readonly unknown[] = Array.isArray(value) ? value : [value]
      return values.filter((each) => each !== null).map((each) => toParameter(name, each))
    })
}

function toParameter(name: string, value: unknown): string {
  const isText = typeof value === 'string' && value.isWellFormed()
  if (isText || typeof value === 'number' || typeof value === 'boolean')
    return parameter(name, String(value))
  throw new Fault({
    kind: 'invalid',
    code: 'query_field',
    message: `'${name}' stands in a query, which holds texts, numbers and yes or no, alone or in a list.`,
    details: { field: name },
    executed: 'no',
  })
}

function createOutputReader(operation: Operation): (reply: HttpReply) => Reply {
  if (isStream(operation.output)) return (reply) => readItems(reply, operation)
  const { type } = describe(operation.output, 'output')
  // What it says beyond its document is nobody's.
  if (type === 'null') return () => null
  return ({ body }) => {
    if (body.length === 0) return null
    const text = body.toString('utf8')
    const json = parseJson(text)
    if (type === 'string') return typeof json === 'string' ? json : text
    if (json === undefined) throw unreadable(operation)
    return json
  }
}

/** Undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function createFailureReader(
  operation: Operation,
  clock: Clock,
): (reply: HttpReply) => Promise<Fault> {
  const declared = Object.entries(operation.faults).map(([code, { kind, details }]) => ({
    code,
    kind,
    parse: createParser(details, 'allow'),
  }))
  return async (reply) => {
    const { status } = reply
    const said = parseJson(reply.body.toString('utf8'))
    // Another system of ours, or whoever writes as ours do.
    if (isOurs(said)) return toOwnMistake(await fromProblem(said, status, operation), operation)
    const message = `${operation.contract} answered ${operation.name} with status ${status}.`
    const retryAfterMs = readRetryAfter(reply, clock)
    const about = {
      message,
      origin: operation.contract,
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    }
    const kind = fromStatus(status)
    const candidates = declared.filter((each) => each.kind === kind)
    const found = await findDeclared(candidates, said ?? {}, { kind, ...about })
    return found ?? toOwnMistake(new Fault({ kind, code: `http_${status}`, ...about }), operation)
  }
}

interface Declared {
  readonly code: string
  readonly parse: Parser
}

/** A document may describe several failures of one kind: the first whose details these are. */
async function findDeclared(
  candidates: readonly Declared[],
  said: unknown,
  about: Omit<FaultParts, 'code' | 'details'>,
): Promise<Fault | null> {
  for (const { code, parse } of candidates) {
    const details = await parse(said)
    if (details.ok) return new Fault({ ...about, code, details: details.value, declared: true })
  }
  return null
}

/** Whom the other side does not know is this system, whoever asked it: no customer can sign in there. */
function toOwnMistake(fault: Fault, { contract }: Operation): Fault {
  const isRefusal = fault.kind === 'unauthenticated' || fault.kind === 'forbidden'
  if (fault.declared || !isRefusal) return fault
  const message = `${contract} does not take the credential it is shown; look at \`external\` in atoll.ts.`
  const code = 'credential_refused'
  return new Fault({ kind: 'internal', code, message, executed: 'no', cause: fault })
}

function unreadable({ contract, name }: Operation): Fault {
  const message = `${contract} answered ${name} with something that is not JSON.`
  return new Fault({ kind: 'internal', code: 'unreadable_reply', message, executed: 'yes' })
}
