/** The faults of this adapter. What PostgreSQL itself said stays in the cause. */
import { type Executed, Fault } from '@atoll/pipeline'

/** The message database does not answer, or answers with an error of its own. */
export function unavailable(executed: Executed, cause: unknown): Fault {
  return new Fault({
    kind: 'unavailable',
    code: 'messaging_unavailable',
    message: 'The database of the messages does not answer; try again.',
    executed,
    cause,
  })
}

/** Somebody uses messaging that was disposed of. */
export function closed(): Fault {
  return new Fault({
    kind: 'unavailable',
    code: 'messaging_unavailable',
    message: 'This connection to the messages is closed; open another one.',
    executed: 'no',
  })
}
