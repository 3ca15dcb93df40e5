/**
 * The contract at the incoming border, as a step: the input is parsed before the handler sees it, the reply after.
 * Nothing behind this step checks a shape again.
 */
import {
  type Contract,
  createParser,
  type Event,
  isAsyncIterable,
  isStream,
  type Issue,
  type Operation,
  operationsOf,
  type Parser,
  type Validation,
} from '@atoll/contract'
import { type Call, Fault, isFault, type Notice, type Reply, type Step } from '@atoll/pipeline'

interface Parsers {
  readonly input: Parser
  readonly output: Parser
  /** The details of each declared fault, by its code. */
  readonly faults: ReadonlyMap<string, Parser>
}

/** Parses the input of every call and its reply. Faults: invalid `invalid_input` with every issue; executed: no. */
export function parseCalls(contract: Contract): Step {
  const parsers = new Map(operationsOf(contract).map((each) => [each.name, parsersOf(each)]))
  return (next) => (message) => {
    if (message.kind !== 'call') return next(message)
    const { operation } = message
    const known = parsers.get(operation.name)
    if (known === undefined) return Promise.reject(unknownOperation(message))
    const go = (input: Validation): Promise<Reply> =>
      input.ok
        ? next({ ...message, input: input.value }).then((reply) =>
            parseReply(operation, reply, known),
          )
        : Promise.reject(invalidInput(input.issues))
    const input = known.input(message.input)
    return input instanceof Promise ? input.then(go) : go(input)
  }
}

/** Parses the data of every notice of one event; fields that a newer emitter added are left out of account. */
export function parseNotices(event: Event): Step {
  const parser = createParser(event.data, 'allow')
  return (next) => async (message: Notice | Call) => {
    if (message.kind !== 'event') return next(message)
    const data = await parser(message.data)
    if (!data.ok) throw invalidInput(data.issues)
    return next({ ...message, data: data.value })
  }
}

function parsersOf(operation: Operation): Parsers {
  const output = isStream(operation.output) ? operation.output.item : operation.output
  const faults = Object.entries(operation.faults).map(
    ([code, shape]) => [code, createParser(shape.details, 'allow')] as const,
  )
  return {
    input: createParser(operation.input, 'refuse'),
    output: createParser(output, 'allow'),
    faults: new Map(faults),
  }
}

function parseReply(operation: Operation, reply: Reply, parsers: Parsers): Reply {
  if (isFault(reply)) return parseFault(operation, reply, parsers)
  if (isAsyncIterable(reply)) return parseItems(operation, reply, parsers.output)
  const output = parsers.output(reply)
  return output instanceof Promise
    ? output.then((each) => lawful(operation, each))
    : lawful(operation, output)
}

function lawful(operation: Operation, output: Validation): unknown {
  if (!output.ok) throw unlawful(operation, output.issues)
  return output.value
}

async function* parseItems(operation: Operation, items: AsyncIterable<unknown>, parser: Parser) {
  for await (const item of items) {
    const output = await parser(item)
    if (!output.ok) throw unlawful(operation, output.issues)
    yield output.value
  }
}

/** What a fault tells is bound by the contract like any output. */
async function parseFault(operation: Operation, fault: Fault, { faults }: Parsers): Promise<Fault> {
  const parser = faults.get(fault.code)
  const shape = operation.faults[fault.code]
  if (parser === undefined || shape === undefined) throw undeclared(operation, fault)
  const details = await parser(fault.details)
  if (!details.ok) throw unlawful(operation, details.issues)
  const { code, message, executed } = fault
  const { kind } = shape
  return new Fault({ kind, code, message, executed, details: details.value, declared: true })
}

function undeclared(operation: Operation, fault: Fault): Fault {
  const message = `${operation.contract}.${operation.name} answered '${fault.code}', which its contract does not declare.`
  return new Fault({ kind: 'internal', code: 'undeclared_fault', message, cause: fault })
}

function invalidInput(issues: readonly Issue[]): Fault {
  const [first] = issues
  const where = first === undefined || first.path === '' ? '' : `${first.path}: `
  const message = `The input does not hold what the contract says. ${where}${first?.message ?? ''}`
  return new Fault({ kind: 'invalid', code: 'invalid_input', message, details: { issues } })
}

function unlawful(operation: Operation, issues: readonly Issue[]): Fault {
  const why = issues.map((issue) => `${issue.path || '(whole)'} ${issue.message}`).join('; ')
  const cause = new TypeError(`${operation.contract}.${operation.name} answered unlawfully: ${why}`)
  const message = 'The reply of this operation does not hold what its contract says.'
  return new Fault({ kind: 'internal', code: 'reply_unlawful', message, executed: 'yes', cause })
}

function unknownOperation({ operation }: Call): Fault {
  const message = `There is no operation ${operation.contract}.${operation.name} here.`
  return new Fault({ kind: 'unimplemented', code: 'unknown_operation', message })
}
