/**
 * Records of requests as every peer writes them: pino's own fast destination, one line for each request, the fields that
 * ours have. Two lines, which is Fastify's default, would cost the peers more than ours pay.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { destination, pino } from 'pino'

const folder = mkdtempSync(join(tmpdir(), 'atoll-bench-peer-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** The log of one service of a peer. */
export function openLog(service) {
  const dest = destination({ dest: join(folder, `${service}.ndjson`), sync: false })
  return pino({ level: 'info', base: { service, instance: `${service}-1`, version: '1' } }, dest)
}

/** Writes a line when a request has been answered. */
export function logRequests(app, log, operation) {
  app.addHook('onResponse', (request, reply, done) => {
    log.info(
      {
        trace: request.id,
        border: 'server-in',
        operation,
        caller: request.ip,
        outcome: reply.statusCode < 400 ? 'ok' : 'invalid',
        durationMs: Math.round(reply.elapsedTime * 1000) / 1000,
      },
      operation,
    )
    done()
  })
}

/** An id of each request, as every log needs one to be found by. */
export function genReqId() {
  return randomBytes(16).toString('hex')
}
