/**
 * Doubles: stand-ins for the services that the one under test calls, made from their contracts. A double takes and
 * says only what its contract allows, to callers whom its contract allows, so that it cannot lie. Tests make them;
 * `openService` puts them where the others would be.
 */
import {
  type Contract,
  createParser,
  type DeclaredFaults,
  isAsyncIterable,
  isStream,
  type Issue,
  type Operation,
  type Operations,
  operationsOf,
  type OperationShape,
  type Parsed,
  type Parser,
  type Written,
} from '@atoll/contract'
import { authenticate, type Verifier } from '@atoll/identity'
import {
  type Deliver,
  Fault,
  type FaultsOf,
  isFault,
  pipeline,
  type Principal,
} from '@atoll/pipeline'

/** What the answer of a double stands on. */
export interface DoubleGround<Op> {
  /** Who calls, verified as the real service would. */
  readonly caller: Principal
  /** Makes a declared fault, to be returned. */
  fault<C extends DeclaredFaults<Op>['code']>(
    code: C,
    details: Extract<DeclaredFaults<Op>, { readonly code: C }>['details'],
  ): Extract<FaultsOf<Op>, Fault<C>>
}

/** Answers by operation; what is left out must not be called. */
export type Answers<C> = {
  readonly [N in keyof Operations<C>]?: Operations<C>[N] extends OperationShape<
    'command' | 'query',
    infer I,
    infer O
  >
    ? (
        input: Parsed<I>,
        ground: DoubleGround<Operations<C>[N]>,
      ) => Promise<Written<O> | FaultsOf<Operations<C>[N]>>
    : never
}

/** A stand-in for one service. */
export interface Double {
  readonly contract: Contract
  readonly answers: ReadonlyMap<string, Answer>
}

type Answer = (input: unknown, ground: DoubleGround<never>) => Promise<unknown>

/** Makes a double of a service from its contract. */
export function double<C extends Contract>(contract: C, answers: Answers<C>): Double {
  // The types above let only functions through, whose inputs and outputs are checked when they are called.
  const entries = Object.entries(answers) as [string, Answer][]
  return { contract, answers: new Map(entries) }
}

/** What a double is run with. */
export interface DoubleParts {
  readonly verify: Verifier
  /** Told of what is wrong with the double itself, which the service under test might swallow. */
  readonly onProblem: (problem: Fault) => void
}

/** The hop of a double: what a service that uses it finds at its address. */
export function toDeliver({ contract, answers }: Double, parts: DoubleParts): Deliver {
  const parsers = new Map(operationsOf(contract).map((each) => [each.name, parsersOf(each)]))
  const problem = (fault: Fault) => {
    parts.onProblem(fault)
    return fault
  }
  return pipeline([authenticate(parts.verify)], async (message) => {
    if (message.kind !== 'call') throw new TypeError('a double is called; events are published')
    const { operation, context } = message
    const parser = parsers.get(operation.name)
    const answer = answers.get(operation.name)
    if (parser === undefined || answer === undefined) throw problem(missing(operation))
    const input = await parser.input(message.input)
    if (!input.ok) throw invalidInput(operation, input.issues)
    const caller = context.principal ?? { subject: '', scopes: [] }
    const reply = await run(answer, input.value, { caller, fault: faultMaker(operation) }).catch(
      (thrown: unknown) => {
        throw isFault(thrown) ? thrown : problem(broken(operation, thrown))
      },
    )
    return checked(operation, reply, { parser: parser.output, problem })
  })
}

/** An answer that throws before its first await rejects like any other. */
async function run(
  answer: Answer,
  input: unknown,
  ground: { readonly caller: Principal; readonly fault: (code: string, details: unknown) => Fault },
): Promise<unknown> {
  // The operation's own type ends here; which faults it has, `double` has checked.
  return answer(input, ground as unknown as DoubleGround<never>)
}

function parsersOf(operation: Operation): { readonly input: Parser; readonly output: Parser } {
  const output = isStream(operation.output) ? operation.output.item : operation.output
  return { input: createParser(operation.input, 'refuse'), output: createParser(output, 'refuse') }
}

interface Checking {
  readonly parser: Parser
  readonly problem: (fault: Fault) => Fault
}

async function checked(operation: Operation, reply: unknown, checking: Checking): Promise<unknown> {
  const { parser, problem } = checking
  if (isFault(reply)) return checkedFault(operation, reply, problem)
  if (isAsyncIterable(reply)) return checkedItems(operation, reply, checking)
  const output = await parser(reply)
  if (!output.ok) throw problem(lie(operation, output.issues))
  return reply
}

async function checkedFault(operation: Operation, fault: Fault, problem: Checking['problem']) {
  const shape = operation.faults[fault.code]
  if (shape === undefined) throw problem(undeclared(operation, fault.code))
  const details = await createParser(shape.details, 'refuse')(fault.details)
  if (!details.ok) throw problem(lie(operation, details.issues))
  return fault
}

async function* checkedItems(
  operation: Operation,
  items: AsyncIterable<unknown>,
  { parser, problem }: Checking,
) {
  for await (const item of items) {
    const output = await parser(item)
    if (!output.ok) throw problem(lie(operation, output.issues))
    yield item
  }
}

function faultMaker(operation: Operation) {
  return (code: string, details: unknown): Fault => {
    const kind = operation.faults[code]?.kind ?? 'internal'
    const message = `${nameOf(operation)} answers '${code}', as its double was told to.`
    return new Fault({ kind, code, message, details, executed: 'no', declared: true })
  }
}

function nameOf({ contract, name }: Operation): string {
  return `${contract}.${name}`
}

function missing(operation: Operation): Fault {
  const { contract, name } = operation
  const message = `${nameOf(operation)} was called and has no double: add \`double(${contract}, { ${name}: async (input) => … })\` to \`doubles\`.`
  return new Fault({ kind: 'internal', code: 'double_missing', message, executed: 'no' })
}

function lie(operation: Operation, issues: readonly Issue[]): Fault {
  const why = issues.map(({ path, message }) => `${path || '(whole)'} ${message}`).join('; ')
  const message = `The double of ${nameOf(operation)} says what its contract does not allow: ${why}`
  return new Fault({ kind: 'internal', code: 'double_lies', message, details: { issues } })
}

function undeclared(operation: Operation, code: string): Fault {
  const message = `The double of ${nameOf(operation)} answers the fault '${code}', which its contract does not declare: throw it if the service could fail so.`
  return new Fault({ kind: 'internal', code: 'double_lies', message })
}

function broken(operation: Operation, cause: unknown): Fault {
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `The double of ${nameOf(operation)} threw: ${why}`
  return new Fault({ kind: 'internal', code: 'double_broken', message, cause })
}

function invalidInput(operation: Operation, issues: readonly Issue[]): Fault {
  const why = issues.map(({ path, message }) => `${path || '(whole)'} ${message}`).join('; ')
  const message = `${nameOf(operation)} was called with what its contract does not allow: ${why}`
  return new Fault({ kind: 'invalid', code: 'invalid_input', message, details: { issues } })
}
