/**
 * Identity at the borders, as steps. The chassis puts them into its five lists; each can be used alone around any hop.
 * They are the only writers of `context.principal` and `context.credential`.
 */
import type { Operation } from '@atoll/contract'
import { type Fault, type Principal, type Step, untilCancelled } from '@atoll/pipeline'
import type { AttestationVerifier } from './attestation.ts'
import { missing, scopeMissing } from './faults.ts'
import type { TokenSource } from './token-source.ts'
import type { Verifier } from './verifier.ts'

/**
 * Server in and gateway in: verifies the credential, then asks whether its owner may do this. A credential that is
 * shown is verified even where anyone may come, so that a bad one is never passed over in silence.
 * Faults: unauthenticated, forbidden `scope_missing`
 */
export function authenticate(verify: Verifier): Step {
  return (next) => async (message) => {
    if (message.kind !== 'call') return next(message)
    const { context, operation } = message
    const principal =
      context.credential === null ? null : toPrincipal(await verify(context.credential))
    const fault = refusal(operation, principal)
    if (fault !== null) throw fault
    return next({ ...message, context: { ...context, principal } })
  }
}

/** Calls that stay in the process: the principal is verified already; asks only whether it may do this. */
export function authorize(): Step {
  return (next) => (message) => {
    if (message.kind !== 'call') return next(message)
    const fault = refusal(message.operation, message.context.principal)
    return fault === null ? next(message) : Promise.reject(fault)
  }
}

/**
 * Client out: puts a token for the callee in the place of the credential that this service was given.
 * Faults: those of the token source; unauthenticated `token_missing`, where the callee needs a caller and there is none
 */
export function exchange(tokens: TokenSource): Step {
  return (next) => async (message) => {
    if (message.kind !== 'call') return next(message)
    const { context, operation } = message
    if (context.credential === null) {
      if (operation.allow.scopes !== 'anyone') throw missing()
      return next(message)
    }
    const request = { subjectToken: context.credential, audience: operation.contract }
    const { token } = await untilCancelled(context.cancellation, tokens.exchange(request))
    return next({ ...message, context: { ...context, credential: token } })
  }
}

/**
 * Client out: our tokens are for our own services. A call to one of those outside goes on without credential and
 * principal; any other takes the step that is given.
 */
export function withhold(outside: ReadonlySet<string>, step: Step): Step {
  if (outside.size === 0) return step
  return (next) => {
    const within = step(next)
    return (message) => {
      if (message.kind !== 'call' || !outside.has(message.operation.contract))
        return within(message)
      const context = { ...message.context, credential: null, principal: null }
      return next({ ...message, context })
    }
  }
}

/**
 * Consumer in: verifies who caused an event. The attestation becomes the credential of this hop, so that a call made
 * while handling the event can exchange it. An event without one was caused by nobody.
 * Faults: unauthenticated `attestation_refused`
 */
export function acceptAttestation(attestations: AttestationVerifier): Step {
  return (next) => async (message) => {
    if (message.kind !== 'event') return next(message)
    const { attestation, event, id } = message
    const from = { messageId: id, emitter: event.contract, event: event.name }
    const principal = attestation === null ? null : await attestations.verify(attestation, from)
    return next({ ...message, context: { ...message.context, principal, credential: attestation } })
  }
}

function toPrincipal({ subject, scopes }: Principal): Principal {
  return { subject, scopes }
}

/** Why this caller may not do this, or null. */
function refusal(operation: Operation, principal: Principal | null): Fault | null {
  const { scopes } = operation.allow
  if (scopes === 'anyone') return null
  if (principal === null) return missing()
  return scopes.every((scope) => principal.scopes.includes(scope)) ? null : scopeMissing(scopes)
}
