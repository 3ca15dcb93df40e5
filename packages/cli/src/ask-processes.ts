/** Asks the management ports of everything that runs here, as whoever started it. Called by the commands that need them. */
import { Fault } from '@atoll/pipeline'
import type { RunRecord } from './run-file.ts'

/** One question. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  /** Null for none. */
  readonly body: unknown
}

/** How long one process may take to answer. Units: milliseconds. */
const answerMsMax = 10_000

/**
 * Asks every process that can be asked; the answers in the order of the processes.
 * Faults: `unavailable` (`no_answer`); `invalid` (`not_taken`) with what the process says of the question.
 */
export function askProcesses(running: RunRecord, question: Question): Promise<unknown[]> {
  const { method, path, body } = question
  const addresses = running.processes.flatMap(({ management }) => management ?? [])
  return Promise.all(
    addresses.map(async (address) => {
      const reply = await fetch(`${address}${path}`, {
        method,
        signal: AbortSignal.timeout(answerMsMax),
        headers: {
          authorization: `Bearer ${running.managementToken}`,
          ...(body === null ? {} : { 'content-type': 'application/json' }),
        },
        body: body === null ? null : JSON.stringify(body),
      })
      if (reply.ok) return await reply.json()
      throw reply.status === 400 ? notTaken(await reply.json()) : noAnswer(address, reply.status)
    }),
  )
}

function noAnswer(address: string, status: number): Fault {
  const message = `The process at ${address} answered with status ${status}: look at \`atoll status\` and \`atoll logs\`.`
  return new Fault({ kind: 'unavailable', code: 'no_answer', message })
}

function notTaken(problem: unknown): Fault {
  // Written by the management port of the same version.
  const { detail } = problem as { readonly detail: string }
  return new Fault({ kind: 'invalid', code: 'not_taken', message: detail })
}
