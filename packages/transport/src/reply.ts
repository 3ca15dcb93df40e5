/**
 * What a caller makes of a decoded reply: the contract decides what it may rely on, fields it does not know pass. Called
 * by each transport's sending side; the receiving side has its own parsing at the border.
 */
import {
  createParser,
  isStream,
  type Operation,
  type Parser,
  type Schema,
  type Validation,
} from '@atoll/contract'
import { Fault } from '@atoll/pipeline'

const parsers = new WeakMap<Schema, Parser>()

function parserOf(schema: Schema): Parser {
  let parser = parsers.get(schema)
  if (parser === undefined) {
    parser = createParser(schema, 'allow')
    parsers.set(schema, parser)
  }
  return parser
}

/** Parses one output, or one item of a stream. Faults: `internal` with code `unreadable_reply`; executed yes. */
export function parseReply(operation: Operation, value: unknown): unknown {
  const { output } = operation
  const result = parserOf(isStream(output) ? output.item : output)(value)
  return result instanceof Promise
    ? result.then((later) => take(operation, later))
    : take(operation, result)
}

function take(operation: Operation, result: Validation): unknown {
  if (result.ok) return result.value
  const where = `${operation.contract}.${operation.name}`
  const [first] = result.issues
  throw new Fault({
    kind: 'internal',
    code: 'unreadable_reply',
    message: `${where} answered with something its contract does not allow: ${first?.path ?? ''} ${first?.message ?? ''}.`,
    executed: 'yes',
  })
}

/**
 * A stream whose items are turned one by one, only when somebody asks for the next. Its `return` reaches the source
 * even if no item was ever asked for, which a generator's would not.
 */
export function mapStream<In, Out>(
  source: AsyncIterable<In>,
  turn: (item: In) => Out | Promise<Out>,
): AsyncIterable<Out> {
  return {
    [Symbol.asyncIterator]() {
      const items = source[Symbol.asyncIterator]()
      const leave = async (): Promise<IteratorResult<Out, undefined>> => {
        await items.return?.()
        return { done: true, value: undefined }
      }
      return {
        async next() {
          const step = await items.next()
          if (step.done === true) return { done: true, value: undefined }
          try {
            return { done: false, value: await turn(step.value) }
          } catch (thrown) {
            await leave()
            throw thrown
          }
        },
        return: leave,
      }
    },
  }
}
