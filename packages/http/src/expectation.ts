/**
 * A client that asks first whether to send its body (`Expect: 100-continue`) gets its refusal at once where the head alone
 * decides, and is told to go on otherwise. Put before the body reader by the router. Source RFC 9110 section 10.1.1
 */
import type { IncomingMessage } from 'node:http'
import { Cancellation } from '@atoll/pipeline'
import type { FastifyReply, onRequestHookHandler } from 'fastify'
import type { Answer } from './answer.ts'
import { ArrivedRequest } from './arrived.ts'
import type { HttpRoute } from './exchange.ts'
import type { ListenerLimits } from './limits.ts'
import { refuse } from './refusal.ts'

/** Whether a client waits for our word before it sends its body. */
export function isAsking({ headers }: IncomingMessage): boolean {
  return headers.expect !== undefined && /^100-continue$/i.test(headers.expect)
}

/** Makes what asks a route's own judge, and then for the body. */
export function createAsker(parts: {
  readonly admit: HttpRoute['admit']
  readonly limits: ListenerLimits
  readonly take: (reply: FastifyReply, request: IncomingMessage) => Answer
}): onRequestHookHandler {
  const { bodyBytesMax, fieldCountMax } = parts.limits
  return (request, reply, done) => {
    const { raw } = request
    if (!isAsking(raw)) return done()
    const ask = async () => {
      try {
        if (Number(raw.headers['content-length']) > bodyBytesMax) throw refuse('body_too_large')
        await parts.admit?.(new ArrivedRequest(request, new Cancellation(), fieldCountMax))
      } catch (thrown) {
        return parts.take(reply, raw).fail(thrown)
      }
      // The body is under way from here on. Whoever answers while this header still stands closes the connection,
      // since nobody knows whether the body comes.
      delete raw.headers.expect
      reply.raw.writeContinue()
      done()
    }
    void ask()
  }
}
