/**
 * The circuits of one process, for the operator who looks at them and changes their thresholds while everything runs.
 * Behind a token that only whoever started the system can read. What is changed here is gone when the process ends.
 */
import type { Operation } from '@atoll/contract'
import type { HttpRequest, HttpResponse, HttpRoute } from '@atoll/http'
import { type Clock, Fault } from '@atoll/pipeline'
import {
  type Breaker,
  calleeOf,
  createThresholds,
  type Finding,
  findThresholds,
  parseThresholds,
  type Thresholds,
} from '@atoll/resilience'
import { z } from 'zod'
import { checkToken } from './management-token.ts'

/** A service or gateway, and what protects its calls. */
export interface Protected {
  readonly name: string
  readonly breaker: Breaker
  /** What its code may call, whether it has or not. */
  readonly calls: readonly Operation[]
}

const Wish = z.strictObject({
  service: z.string().max(100).optional(),
  // Read by the thresholds themselves, which tell every mistake by its place.
  thresholds: z.unknown(),
})

const Question = z.strictObject({
  service: z.string().max(100).optional(),
  /** What to try; only what is set and what would be proposed, where there is nothing. */
  thresholds: z.unknown().optional(),
})

/** Makes the routes. `breakers` answers those of this process now. */
export function resilienceRoutes(
  token: string,
  breakers: () => readonly Protected[],
  clock: Clock,
): HttpRoute[] {
  const guarded =
    (run: (request: HttpRequest) => object | Promise<object>) => async (request: HttpRequest) => {
      checkToken(request, token)
      return json(await run(request))
    }
  const meantBy = (service: string | undefined) => {
    const meant = breakers().filter(({ name }) => service === undefined || name === service)
    if (meant.length === 0) throw nobodyHere(service)
    return meant
  }
  return [
    {
      method: 'GET',
      path: '/resilience',
      handle: guarded(() => ({ items: breakers().map(describe) })),
    },
    {
      method: 'PUT',
      path: '/resilience',
      handle: guarded(({ body }) => {
        const { service, thresholds } = parse(Wish, body)
        const meant = meantBy(service)
        for (const { breaker } of meant) breaker.thresholds.change(thresholds)
        return { items: meant.map(describe) }
      }),
    },
    {
      method: 'POST',
      path: '/resilience/trial',
      handle: guarded(async ({ body }) => {
        const { service, thresholds } = parse(Question, body ?? {})
        const asked =
          thresholds === undefined ? null : createThresholds(parseThresholds(thresholds))
        return { items: await findAll(meantBy(service), asked, clock) }
      }),
    },
  ]
}

function describe({ name, breaker, calls }: Protected) {
  const thresholds = breaker.thresholds.current()
  const circuits = breaker.circuits()
  const names = [
    ...calls.map((operation) => `${operation.contract}.${operation.name}`),
    ...circuits.map((circuit) => circuit.name),
  ]
  const known = new Set(names.flatMap((one) => [one, calleeOf(one)]))
  // A circuit around a function of its own is known from its first run on, so a name that is not is told and not refused.
  const unknown = Object.keys(thresholds.of ?? {}).filter((one) => !known.has(one))
  return { service: name, thresholds, unknown, circuits }
}

/** Each circuit takes some milliseconds; others are served in between. */
async function findAll(meant: readonly Protected[], asked: Thresholds | null, clock: Clock) {
  const items: (Finding & { readonly service: string })[] = []
  for (const { name: service, breaker } of meant)
    for (const record of breaker.records()) {
      items.push({ service, ...findThresholds(record, asked?.of(record.name) ?? null) })
      await clock.sleep(0)
    }
  return items
}

function parse<T>(shape: z.ZodType<T>, body: unknown): T {
  const wish = shape.safeParse(body)
  if (wish.success) return wish.data
  const message = 'Send a JSON object with `thresholds`, and with `service` to mean one only.'
  throw new Fault({ kind: 'invalid', code: 'invalid_input', message })
}

function nobodyHere(service = 'this process'): Fault {
  const message = `Nothing here is called ${service}, or it has not started yet; nothing was changed.`
  return new Fault({ kind: 'not_found', code: 'no_such_service', message })
}

function json(value: object): HttpResponse {
  return { status: 200, body: { json: value } }
}
