/**
 * What a supervisor and its child say to each other, and the strict parsers of both sides. Whatever comes from the other
 * process is unknown until it went through one of them.
 */
import { type FaultKind, faultKinds } from '@atoll/contract'
import { Fault } from '@atoll/pipeline'

/** The largest message, written as JSON. Units: characters. */
export const messageCharactersMax = 1_048_576
/** The longest sentence of a failure; the rest is cut. Units: characters. */
export const problemCharactersMax = 4_000

/** Why a child cannot go on; never its cause or a stack. */
export interface ChildFault {
  readonly kind: FaultKind
  readonly code: string
  readonly message: string
}

/** What a child says. */
export type ChildMessage =
  /** It does its work now; the body says what others need to know, such as its address. */
  | { readonly kind: 'ready'; readonly body: unknown }
  /** It cannot do its work and is about to end. */
  | { readonly kind: 'failed'; readonly fault: ChildFault }
  /** Anything between the child and whoever started it. */
  | { readonly kind: 'custom'; readonly body: unknown }

/** What a supervisor says. */
export type SupervisorMessage =
  /** The first message: what the child must know, secrets too, which stand in no argument and no environment. */
  | { readonly kind: 'hello'; readonly body: unknown }
  /** Anything between whoever started the child and the child. */
  | { readonly kind: 'custom'; readonly body: unknown }

/**
 * Reads what a child said.
 * Faults: `invalid` (`message_invalid`); a message beyond its limit is one.
 */
export function parseChildMessage(value: unknown): ChildMessage | Fault {
  const fields = fieldsOf(value)
  if (fields === null) return invalidMessage()
  if (fields['kind'] !== 'failed') return bodyOf(fields, ['ready', 'custom'])
  const fault = onlyHas(fields, ['kind', 'fault']) ? parseChildFault(fields['fault']) : null
  return fault === null ? invalidMessage() : { kind: 'failed', fault }
}

/**
 * Reads what a supervisor said.
 * Faults: `invalid` (`message_invalid`); a message beyond its limit is one.
 */
export function parseSupervisorMessage(value: unknown): SupervisorMessage | Fault {
  const fields = fieldsOf(value)
  return fields === null ? invalidMessage() : bodyOf(fields, ['hello', 'custom'])
}

/** A fault as a child tells it: kind, code and a bounded sentence. */
export function toChildFault(thrown: unknown): ChildFault {
  const { kind, code, message } = Fault.from(thrown)
  return { kind, code, message: message.slice(0, problemCharactersMax) }
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown): Fields | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  try {
    if (JSON.stringify(value).length > messageCharactersMax) return null
  } catch {
    // A cycle or a big integer: nothing that could have been sent.
    return null
  }
  return value as Fields
}

function bodyOf<K extends 'ready' | 'custom' | 'hello'>(
  fields: Fields,
  kinds: readonly K[],
): { readonly kind: K; readonly body: unknown } | Fault {
  const kind = kinds.find((each) => each === fields['kind'])
  if (kind === undefined || !onlyHas(fields, ['kind', 'body'])) return invalidMessage()
  return { kind, body: fields['body'] ?? null }
}

function parseChildFault(value: unknown): ChildFault | null {
  const fields = fieldsOf(value)
  if (fields === null || !onlyHas(fields, ['kind', 'code', 'message'])) return null
  const kind = faultKinds.find((each) => each === fields['kind'])
  const { code, message } = fields
  if (kind === undefined || typeof code !== 'string' || typeof message !== 'string') return null
  return { kind, code, message: message.slice(0, problemCharactersMax) }
}

function onlyHas(fields: Fields, names: readonly string[]): boolean {
  return Object.keys(fields).every((name) => names.includes(name))
}

function invalidMessage(): Fault {
  const message = `This is no message between a supervisor and its child, or it is longer than ${messageCharactersMax} characters.`
  return new Fault({ kind: 'invalid', code: 'message_invalid', message })
}
