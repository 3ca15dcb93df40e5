/** What this registry refuses. The sentences about a missing field are Eureka's own: its clients and their logs know them. */
import { Fault } from '@atoll/pipeline'

/** A body that cannot be read: an instance, or a peer's batch or answer. Answered as Eureka does, with `{"error": …}`. */
export function malformed(why: string, cause?: unknown): Fault {
  const message = `This cannot be read: ${why}.`
  return new Fault({ kind: 'invalid', code: 'body_malformed', message, cause })
}

/** A body that can be read and lacks something. Answered with the bare sentence. */
export function refused(message: string): Fault {
  return new Fault({ kind: 'invalid', code: 'instance_refused', message })
}

/** Nobody else can be taken in. */
export function full(instances: number): Fault {
  const message = `The registry holds ${instances} instances and takes no more.`
  return new Fault({ kind: 'limited', code: 'registry_full', message })
}
