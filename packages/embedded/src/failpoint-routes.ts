/**
 * For tests: names the places at which a running process falls. The route exists only where the setting of the
 * failpoint asks for it, behind the token of whoever started the system; in normal running it is unknown.
 */
import type { HttpRoute } from '@atoll/http'
import { Fault } from '@atoll/pipeline'
import { z } from 'zod'
import type { OwnFailpoint } from './failpoint.ts'
import { checkToken } from './management-token.ts'

const Wish = z.strictObject({ places: z.string().max(2000) })

/** Makes the route, or none. */
export function failpointRoutes(token: string, arm: OwnFailpoint['arm']): HttpRoute[] {
  if (arm === null) return []
  return [
    {
      method: 'POST',
      path: '/failpoint',
      async handle(request) {
        checkToken(request, token)
        const wish = Wish.safeParse(request.body)
        if (!wish.success) throw unreadable()
        arm(wish.data.places)
        return { status: 200, body: { json: wish.data } }
      },
    },
  ]
}

function unreadable(): Fault {
  const message = 'Send a JSON object with `places`, a text; an empty one disarms.'
  return new Fault({ kind: 'invalid', code: 'invalid_input', message })
}
