/**
 * The reporter of `node:test` inside each test process. It turns the runner's own events into lines
 * for `run-file.ts`; it prints nothing and judges nothing. Its default export is what Node loads.
 */
import { inspect } from 'node:util'
import type { TestEvent } from './event.ts'

/** The fields of Node's events that are read here. */
type RunnerEvent = {
  readonly type: string
  readonly data: {
    readonly name?: string
    readonly nesting?: number
    readonly line?: number
    readonly skip?: string | boolean
    readonly todo?: string | boolean
    readonly details?: {
      readonly type?: string
      readonly error?: { readonly failureType?: string; readonly cause?: unknown }
    }
  }
}

/** Turns the event stream of one file into lines. */
export default async function* report(source: AsyncIterable<RunnerEvent>): AsyncGenerator<string> {
  const titles: string[] = []
  for await (const { type, data } of source) {
    if (type === 'test:start') {
      titles.length = data.nesting ?? 0
      titles.push(data.name ?? '')
    }
    const event = toEvent(type, data, titles)
    if (event !== undefined) yield `${JSON.stringify(event)}\n`
  }
}

function toEvent(
  type: string,
  data: RunnerEvent['data'],
  titles: readonly string[],
): TestEvent | undefined {
  if (type === 'test:summary') return { kind: 'finished' }
  if (type !== 'test:pass' && type !== 'test:fail') return undefined
  const title = [...titles.slice(0, data.nesting ?? 0), data.name ?? ''].join(' › ')
  const isSkipped = (data.skip ?? data.todo) !== undefined
  if (isSkipped) return { kind: 'skipped', title, reason: reasonOf(data.skip ?? data.todo) }
  const error = data.details?.error
  if (type === 'test:fail') {
    // A parent whose only fault is a failed child is not a second failure.
    if (error?.failureType === 'subtestsFailed') return undefined
    const cause = error?.cause ?? error
    const why = inspect(cause)
    return { kind: 'failed', title, line: data.line ?? 0, why, isAssertion: isAssertion(cause) }
  }
  return data.details?.type === 'suite' ? undefined : { kind: 'passed', title }
}

/** Closing what a failed test had opened may fail after it: then the assertion is what was suppressed. */
function isAssertion(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  if ('code' in error && error.code === 'ERR_ASSERTION') return true
  return 'suppressed' in error && isAssertion(error.suppressed)
}

function reasonOf(skip: string | boolean | undefined): string {
  return typeof skip === 'string' ? skip : ''
}
