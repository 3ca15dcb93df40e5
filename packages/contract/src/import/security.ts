/**
 * Who may call, from the security requirements of a document. Wherever one stands a verified caller is asked for, also
 * where what exactly is asked for has no words here.
 */
import { type Code, callOf, text } from './code.ts'
import { type Document, entriesOf, itemsOf, own, textOf, textsOf, toRecord } from './document.ts'
import type { JsonSchema } from '../json-schema.ts'
import { quote } from './text.ts'

/** What a token may carry. Source RFC 6749 section 3.3 */
const scopeForm = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/

/** Who may call an operation. */
export interface Allowed {
  /** The names that must be imported for it. */
  readonly imports: string
  readonly code: Code
}

/** Reads who may call one operation. */
export function readAccess(
  document: Document,
  operation: JsonSchema,
  remark: (reason: string) => void,
): Allowed {
  const said = own(operation, 'security') ?? own(document.root, 'security')
  const alternatives = itemsOf(said).map((each) => entriesOf(each))
  const asked = alternatives.filter((each) => each.length > 0)
  if (asked.length === 0 && (said === undefined || Array.isArray(said)))
    return { imports: 'anyone', code: text('anyone') }
  if (asked.length < alternatives.length)
    remark('it may be called without a token too, which one answer to who may call cannot say')
  for (const [name] of asked.flat()) remarkScheme(document, name, remark)
  // Beside a plain token our own documents say the scopes in a field of their own.
  const ours = [['x-scopes', own(operation, 'x-scopes')] as const]
  const scopes = asked.map((each) => scopesOf([...each, ...ours], remark))
  const [first = new Set<string>(), ...others] = scopes
  const common = [...first].filter((scope) => others.every((each) => each.has(scope)))
  if (others.some((each) => each.size !== first.size) || common.length < first.size)
    remark('it asks for one of several sets of scopes: here for what all of them have')
  return { imports: 'scope', code: callOf('scope', ...common.map((each) => text(quote(each)))) }
}

function scopesOf(
  requirement: readonly (readonly [string, unknown])[],
  remark: (reason: string) => void,
): Set<string> {
  const scopes = requirement.flatMap(([, asked]) => textsOf(asked))
  const lawful = scopes.filter((scope) => scopeForm.test(scope))
  if (lawful.length < scopes.length) remark('a scope that no token can carry is left out')
  return new Set(lawful)
}

/** Callers of a contract carry bearer tokens; whatever else a scheme wants, somebody has to add. */
function remarkScheme(document: Document, name: string, remark: (reason: string) => void): void {
  const schemes = toRecord(own(toRecord(own(document.root, 'components')), 'securitySchemes'))
  const scheme = document.part(own(schemes, name))
  const type = own(scheme, 'type')
  const isBearer =
    type === 'http' && (textOf(own(scheme, 'scheme')) ?? '').toLowerCase() === 'bearer'
  if (isBearer || type === 'oauth2' || type === 'openIdConnect') return
  const shown = name.slice(0, 60)
  remark(
    scheme === null
      ? `its security scheme '${shown}' is not described: a verified caller is asked for`
      : `its security scheme '${shown}' wants no bearer token: a verified caller is asked for`,
  )
}
