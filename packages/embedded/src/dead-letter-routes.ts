/**
 * Dead messages of one process's services, for the operator who decides about them: list, replay, discard. Behind a
 * token that only whoever started the system can read, since replaying changes things.
 */
import type { RunningService } from '@atoll/chassis'
import type { HttpRequest, HttpResponse, HttpRoute } from '@atoll/http'
import {
  type DeadLetterFilter,
  discardDeadLetters,
  listDeadLetters,
  replayDeadLetters,
} from '@atoll/outbox'
import { Fault } from '@atoll/pipeline'
import { z } from 'zod'
import { checkToken } from './management-token.ts'

const Wish = z.strictObject({
  service: z.string().max(100).optional(),
  consumer: z.string().max(300).optional(),
  key: z.string().max(1024).optional(),
})

/** A service whose dead messages can be looked at. */
export type Kept = Pick<RunningService, 'name' | 'database'>

/** Makes the routes. `services` answers those that run in this process now. */
export function deadLetterRoutes(token: string, services: () => readonly Kept[]): HttpRoute[] {
  const guarded = (run: HttpRoute['handle']) => async (request: HttpRequest) => {
    checkToken(request, token)
    return run(request)
  }
  const change = (name: string, act: (kept: Kept, filter: DeadLetterFilter) => Promise<number>) =>
    guarded(async ({ body }) => {
      const { service, ...filter } = parseWish(body)
      const meant = services().filter((each) => service === undefined || each.name === service)
      const counts = await Promise.all(meant.map((each) => act(each, withoutUndefined(filter))))
      return json({ [name]: counts.reduce((sum, count) => sum + count, 0) })
    })
  return [
    {
      method: 'GET',
      path: '/dead-letters',
      handle: guarded(async () =>
        json({ items: (await Promise.all(services().map(list))).flat() }),
      ),
    },
    {
      method: 'POST',
      path: '/dead-letters/replay',
      handle: change('replayed', ({ database }, filter) => replayDeadLetters(database, filter)),
    },
    {
      method: 'POST',
      path: '/dead-letters/discard',
      handle: change('discarded', ({ database }, filter) => discardDeadLetters(database, filter)),
    },
  ]
}

async function list({ name, database }: Kept) {
  const letters = await listDeadLetters(database)
  return letters.map((letter) => ({ service: name, ...letter }))
}

function parseWish(body: unknown) {
  const wish = Wish.safeParse(body ?? {})
  if (wish.success) return wish.data
  const message = 'Send a JSON object with any of service, consumer and key.'
  throw new Fault({ kind: 'invalid', code: 'invalid_input', message })
}

/** A field that was not sent is not there, rather than undefined. */
function withoutUndefined({ consumer, key }: z.infer<typeof Wish>): DeadLetterFilter {
  return { ...(consumer === undefined ? {} : { consumer }), ...(key === undefined ? {} : { key }) }
}

function json(value: unknown): HttpResponse {
  return { status: 200, body: { json: value } }
}
