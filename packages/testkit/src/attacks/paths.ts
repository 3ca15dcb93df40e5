/** Paths that two programs would read as two places. None is repaired: each is refused. */
import { type Attack, attacksOf, head, refused } from './attack.ts'

const refusal = refused(400, 'path_refused')

/** What is put behind the honest path, before or in place of its last part. */
const tails: readonly string[] = [
  '/../x',
  '/./x',
  '/..',
  '/.',
  '/...%2f',
  '%2fb',
  '%2Fb',
  '%5cb',
  '\\b',
  '%2e%2e',
  '/%2e%2e/b',
  '/.%2e/b',
  '/%2E./b',
  '%252fb',
  '%25%32%66b',
  '%c0%af',
  '%c0%ae%c0%ae',
  '%e0%80%af',
  '%ff',
  '%u002f',
  '%ed%a0%80',
  ';a=1',
  '%3ba=1',
  '/..;/b',
  '%00',
  '%00.html',
  '%0d%0aX-A:%20b',
  '%09',
  '%7f',
  '%',
  '%2',
  '%zz',
  '//b',
  '/%2f/b',
]

const placed = attacksOf('path', {
  ...Object.fromEntries(
    tails.map((tail) => [
      `${JSON.stringify(tail)} behind a path`,
      [({ readPath }: { readPath: string }) => head(`GET ${readPath}${tail}`), refusal] as const,
    ]),
  ),
  'a slash of full width behind a path': [
    ({ readPath }) => head(`GET ${readPath}\xef\xbc\x8fb`),
    refused(400),
  ],
  'a byte beyond ASCII behind a path': [
    ({ readPath }) => head(`GET ${readPath}\xff`),
    refused(400),
  ],
  'a double slash before a path': [({ readPath }) => head(`GET /${readPath}`), refusal],
  'a path with a fragment': [({ readPath }) => head(`GET ${readPath}/../x#a`), refused(400)],
  'a file of the machine': [() => head('GET /../../../../etc/passwd'), refusal],
  'a file of the machine in escapes': [() => head('GET /%2e%2e/%2e%2e/etc/passwd'), refusal],
  'a file of the machine by drive': [() => head('GET /c:%5cwindows%5cwin.ini'), refusal],
  'the settings of a checkout': [() => head('GET /.git/config'), refused(404, 'no_such_route')],
  'the settings of a process': [() => head('GET /.env'), refused(404, 'no_such_route')],
  'the path in capitals': [
    ({ readPath }) => head(`GET ${readPath.toUpperCase()}X/Y/Z`),
    refused(404, 'no_such_route'),
  ],
  'a slash behind the path': [({ readPath }) => head(`GET ${readPath}/`), refused(404)],
  'a dot behind the part before': [
    ({ readPath }) => head(`GET ${readPath.replace(/\/[^/]*$/, './x')}`),
    refused(404, 'no_such_route'),
  ],
  'a broken escape in a query': [
    ({ readPath }) => head(`GET ${readPath}?a=%zz`),
    refused(400, 'query_refused'),
  ],
  'overlong UTF-8 in a query': [
    ({ readPath }) => head(`GET ${readPath}?a=%c0%af`),
    refused(400, 'query_refused'),
  ],
  'a path of fourteen thousand characters': [
    ({ readPath }) => head(`GET ${readPath}${'/a'.repeat(7_000)}`),
    refused(414, 'url_too_long'),
  ],
  'a path of fifty thousand characters': [
    ({ readPath }) => head(`GET ${readPath}${'/a'.repeat(25_000)}`),
    refused(431, 'headers_too_large'),
  ],
})

/** Attacks by the path of a request. */
export const paths: readonly Attack[] = placed
