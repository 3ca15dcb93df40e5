/**
 * What HTTP itself refuses before any operation is known, as faults with stable codes. Each code has a status of its
 * own where the table of kinds would say less. The listener throws and writes them; nothing else makes them.
 */
import { type FaultKind, toStatus } from '@atoll/contract'
import { Fault } from '@atoll/pipeline'

interface Refusal {
  /** Units: an HTTP status. */
  readonly status: number
  readonly kind: FaultKind
  readonly message: string
}

/** Source RFC 9110 section 15, RFC 6585 for 431. */
const refusals = {
  request_malformed: refusal(
    400,
    'invalid',
    'This is not well-formed HTTP/1.1, or others may see its end elsewhere: a GET or HEAD with a body is refused.',
  ),
  host_missing: refusal(400, 'invalid', 'Send exactly one Host header.'),
  host_refused: refusal(
    421,
    'invalid',
    'This server does not answer to that Host; whoever runs it can name its public hosts.',
  ),
  header_repeated: refusal(400, 'invalid', 'A header that may stand only once was sent twice.'),
  path_refused: refusal(
    400,
    'invalid',
    'The path has encoded separators, dots, semicolons, double slashes or control characters.',
  ),
  query_refused: refusal(400, 'invalid', 'The query has too many parameters or a broken escape.'),
  json_malformed: refusal(400, 'invalid', 'The body is not JSON in UTF-8.'),
  json_too_deep: refusal(400, 'invalid', 'The body has too many objects or arrays in each other.'),
  key_refused: refusal(400, 'invalid', 'The body has a key that could change its own prototype.'),
  key_repeated: refusal(400, 'invalid', 'An object of the body has the same key twice.'),
  text_malformed: refusal(400, 'invalid', 'The body is not text in UTF-8.'),
  form_refused: refusal(400, 'invalid', 'The form has too many fields.'),
  body_incomplete: refusal(400, 'invalid', 'The body ended before its stated length.'),
  no_such_route: refusal(404, 'not_found', 'There is nothing at this path.'),
  method_not_allowed: refusal(
    405,
    'unimplemented',
    'This path does not answer that method; the Allow header names those it does.',
  ),
  request_timeout: refusal(408, 'invalid', 'The request did not arrive in time.'),
  body_too_large: refusal(413, 'invalid', 'The body is larger than this server takes.'),
  url_too_long: refusal(414, 'invalid', 'Path and query are longer than this server takes.'),
  media_type_unsupported: refusal(
    415,
    'invalid',
    'Send application/json or application/x-www-form-urlencoded, in UTF-8.',
  ),
  coding_unsupported: refusal(
    415,
    'invalid',
    'Send the body as it is: a Content-Encoding such as gzip is not taken.',
  ),
  expectation_refused: refusal(417, 'invalid', 'The only expectation taken is 100-continue.'),
  headers_too_large: refusal(431, 'invalid', 'The headers are larger than this server takes.'),
  headers_too_many: refusal(431, 'invalid', 'There are more headers than this server takes.'),
  stopping: refusal(503, 'unavailable', 'This instance is stopping; ask another one.'),
} as const

/** The stable code of a refusal. */
export type RefusalCode = keyof typeof refusals

function refusal(status: number, kind: FaultKind, message: string): Refusal {
  return { status, kind, message }
}

/** The fault of a refusal; nothing was executed. */
export function refuse(code: RefusalCode): Fault<RefusalCode> {
  const { kind, message } = refusals[code]
  return new Fault({ kind, code, message, executed: 'no' })
}

/** The status a fault is answered with: a refusal's own, otherwise that of its kind. */
export function statusOf(fault: { readonly kind: FaultKind; readonly code: string }): number {
  return isRefusalCode(fault.code) ? refusals[fault.code].status : toStatus(fault.kind)
}

function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(refusals, code)
}
