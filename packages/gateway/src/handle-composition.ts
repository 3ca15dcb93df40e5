/** A composition at work: all parts asked at once, none waited for beyond its budget, none left running afterwards. */
import { type Operation, type Route, wireCode } from '@atoll/contract'
import { type Query, toProblemResponse } from '@atoll/http'
import {
  type Call,
  Cancellation,
  type Clock,
  type Context,
  type Deliver,
  Fault,
  isFault,
  pipeline,
  type Reply,
} from '@atoll/pipeline'
import type { Asked, Composition, Part } from './compose.ts'
import { enter } from './enter.ts'
import type { Handle, HandlingParts } from './handle.ts'
import { ownOperation } from './own-operation.ts'
import { accessOf } from './target.ts'

/** The header that names the parts which are fallbacks. */
const partialHeader = 'x-partial'
/** Of the request's time, what is kept to answer with fallbacks when nothing else came. Units: milliseconds. */
const joinMs = 250

/** Makes the handler of a composition. */
export function handleComposition(
  route: Route,
  composition: Composition,
  parts: HandlingParts,
): Handle {
  const name = `${route.method} ${route.path}`
  const operation = ownOperation(parts.gateway, name, { allow: accessOf(composition) })
  const deliver = pipeline(parts.steps, gatherer(composition, parts))
  return async (request, trace) => {
    const input = { ...readQuery(request.query, composition.query), ...request.params }
    const reply = await deliver({ ...enter(request, { operation, trace }, parts), input })
    if (isFault(reply)) return toProblemResponse(reply)
    // What the hop behind the steps gathered.
    const { replies, missing } = reply as Gathered
    const headers = missing.length === 0 ? {} : { [partialHeader]: missing.join(', ') }
    return { status: route.status, headers, body: { json: composition.join(replies) } }
  }
}

/** Faults: invalid `query_refused` for a parameter that is not named, or is there twice. */
function readQuery(query: Query, names: readonly string[]): Asked {
  const asked: Record<string, string> = {}
  for (const name of new Set(query.keys())) {
    const [text = '', ...others] = query.getAll(name)
    if (!names.includes(name) || others.length > 0) throw queryRefused(name, names)
    asked[name] = text
  }
  return asked
}

function queryRefused(name: string, names: readonly string[]): Fault {
  const taken = names.length === 0 ? 'none' : `${names.join(', ')}, each once`
  const message = `Leave out the query parameter '${name.slice(0, 40)}'; this route takes ${taken}.`
  return new Fault({ kind: 'invalid', code: 'query_refused', message, details: { names } })
}

/** The replies by the names of their parts, and which parts are fallbacks. */
interface Gathered {
  readonly replies: Readonly<Record<string, unknown>>
  readonly missing: readonly string[]
}

function gatherer(composition: Composition, parts: HandlingParts): Deliver {
  const entries = Object.entries(composition.parts)
  return async (message) => {
    if (message.kind !== 'call') throw new TypeError('a route is called')
    const { context } = message
    const own = new Cancellation()
    const stopHearing = context.cancellation.onCancel((reason) => own.cancel(reason))
    try {
      return await gather(
        { ...message, context: { ...context, cancellation: own } },
        { entries, parts },
      )
    } catch (thrown) {
      if (thrown instanceof PartRefused) return thrown.fault
      throw thrown
    } finally {
      stopHearing()
      own.cancel(answered())
    }
  }
}

/** A required part answered with a fault that its contract declares: so does the whole, at once. */
class PartRefused extends Error {
  readonly fault: Fault
  constructor(fault: Fault, { contract }: Operation) {
    super(fault.message)
    const { kind, message, details, executed } = fault
    const code = wireCode(contract, fault.code)
    this.fault = new Fault({ kind, code, message, details, executed, declared: true })
  }
}

async function gather(
  call: Call,
  {
    entries,
    parts,
  }: { readonly entries: readonly (readonly [string, Part])[]; readonly parts: HandlingParts },
): Promise<Gathered> {
  // What the handler above read from the request.
  const asked = call.input as Asked
  const inputs = entries.map(([, part]) => part.input(asked))
  const missing: string[] = []
  const gathered = await Promise.all(
    entries.map(async ([name, part], index) => {
      const one = { part, input: inputs[index], context: call.context }
      const answer = await askPart(one, parts)
      if (answer.isFallback) missing.push(name)
      return [name, answer.reply] as const
    }),
  )
  return { replies: Object.fromEntries(gathered), missing }
}

async function askPart(
  one: { readonly part: Part; readonly input: unknown; readonly context: Context },
  { clock, calling }: HandlingParts,
): Promise<{ readonly reply: Reply; readonly isFallback: boolean }> {
  const { operation, fallback } = one.part
  const deadlineAt = deadlineOf(one.part, one.context, clock)
  const context = { ...one.context, deadlineAt }
  try {
    const work = calling.clientOut({ kind: 'call', operation, input: one.input, context })
    const reply = await withinBudget(work, deadlineAt, clock)
    if (isFault(reply)) throw new PartRefused(reply, operation)
    return { reply, isFallback: false }
  } catch (thrown) {
    if (fallback === null) throw thrown
    return { reply: fallback.value, isFallback: true }
  }
}

function deadlineOf({ budgetMs, fallback }: Part, context: Context, clock: Clock): number {
  const whole = (context.deadlineAt ?? Infinity) - (fallback === null ? 0 : joinMs)
  return budgetMs === null ? whole : Math.min(whole, clock.monotonic() + budgetMs)
}

/** The callee gives up by its deadline; the page does not wait for it to say so. */
function withinBudget(reply: Promise<Reply>, deadlineAt: number, clock: Clock): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const late = () => reject(partLate())
    const timer = clock.timer(deadlineAt - clock.monotonic(), late)
    reply.then(resolve, reject).finally(() => timer.cancel())
  })
}

function partLate(): Fault {
  const message = 'A part of the answer took longer than its budget.'
  return new Fault({ kind: 'deadline', code: 'part_late', message, executed: 'unknown' })
}

function answered(): Fault {
  const message = 'The answer was given without this part.'
  return new Fault({ kind: 'cancelled', code: 'caller_gone', message, executed: 'unknown' })
}
