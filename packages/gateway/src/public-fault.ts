/**
 * What a stranger may read of a failure behind the gateway. Sentences made for operators name places, hosts and
 * databases; they stay in the records, which the trace of the answer leads to.
 */
import { Fault } from '@atoll/pipeline'

const sentences: Partial<Record<Fault['kind'], string>> = {
  unavailable: 'A part of this system does not answer at the moment; try again shortly.',
  deadline: 'The answer took longer than this request may take.',
  internal: 'Something went wrong here; the records of this trace say what.',
}

/** The same fault with a sentence for strangers, where its own is for operators. */
export function toPublicFault(fault: Fault): Fault {
  const message = sentences[fault.kind]
  if (message === undefined || fault.declared) return fault
  const { kind, code, executed, retryAfterMs } = fault
  const wait = retryAfterMs === null ? {} : { retryAfterMs }
  return new Fault({ kind, code, message, executed, cause: fault, ...wait })
}
