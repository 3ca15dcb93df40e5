/** Heads of requests: for whom they are, who they claim to be from, and how much of it there is. */
import { type Attack, attacksOf, get, harmless, head, post, postHead, refused } from './attack.ts'

const foreign = refused(421, 'host_refused')
const askFor = (host: string) => (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
const hosts = (list: Readonly<Record<string, string>>, expected: Attack['expected']) =>
  attacksOf(
    'host',
    Object.fromEntries(
      Object.entries(list).map(([what, host]) => [
        what,
        [({ readPath }: { readPath: string }) => askFor(host)(readPath), expected] as const,
      ]),
    ),
  )

/** DNS rebinding: a page of somebody else whose name leads here is betrayed by its Host alone. */
const host: readonly Attack[] = [
  ...hosts(
    {
      'a page whose name was made to lead here': 'evil.test',
      'the same with our port': 'evil.test:8080',
      'a name that begins like ours': 'localhost.evil.test',
      'a name that ends like ours': 'evillocalhost',
      'a name that begins like our address': '127.0.0.1.evil.test',
      'another address': '10.0.0.1',
      'the address of cloud metadata': '169.254.169.254',
      'our address as one number': '2130706433',
      'our address in hexadecimal': '0x7f000001',
      'our address with two parts': '127.1',
      'an address of IPv6 that is not ours': '[2001:db8::1]',
      'a user before our name': 'evil@localhost',
      'a path behind our name': 'localhost/evil.test',
      'a query behind our name': 'localhost?evil.test',
      'two names in one line': 'localhost, evil.test',
      'two names with a space': 'localhost evil.test',
      'a port that is no number': 'localhost:evil',
      'a script': '"><script>alert(1)</script>',
      'bytes beyond ASCII': 'l\xf6calhost',
    },
    foreign,
  ),
  ...hosts(
    {
      'our name in capitals is ours': 'LOCALHOST',
      'our name with the dot of the root is ours': 'localhost.',
      'our name with a port is ours': 'localhost:1',
      'a name below ours is ours': 'shop.localhost',
      'our address is ours': '127.0.0.1',
      'our address of IPv6 is ours': '[::1]:80',
    },
    harmless,
  ),
  ...attacksOf('host', {
    'no Host': [({ readPath }) => `GET ${readPath} HTTP/1.1\r\n\r\n`, refused(400, 'host_missing')],
    'an empty Host': [({ readPath }) => askFor('')(readPath), refused(400, 'host_missing')],
    'no Host on HTTP/1.0': [
      ({ readPath }) => `GET ${readPath} HTTP/1.0\r\n\r\n`,
      refused(400, 'host_missing'),
    ],
    'two Hosts that differ': [(g) => get(g, 'Host: evil.test'), refused(400, 'host_missing')],
    'two Hosts alike': [(g) => get(g, 'Host: localhost'), refused(400, 'host_missing')],
    'a foreign Host beside a forwarded one of ours': [
      ({ readPath }) =>
        `GET ${readPath} HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: localhost\r\nForwarded: host=localhost\r\n\r\n`,
      foreign,
    ],
    'a foreign Host in a header with an underscore': [
      (g) => get(g, 'X_Forwarded_Host: evil.test', 'X-Forwarded-Host: evil.test'),
      harmless,
    ],
  }),
]

const twice = refused(400, 'header_repeated')

/** Headers that stand twice, of which two programs could take another one each. */
const repeated = attacksOf('header', {
  'two credentials': [(g) => get(g, 'Authorization: Bearer a', 'authorization: Bearer b'), twice],
  'two idempotency keys': [
    (g) => post(g, g.writeBody, 'Idempotency-Key: a', 'idempotency-key: b'),
    twice,
  ],
  'two media types': [(g) => post(g, g.writeBody, 'content-type: text/plain'), twice],
  'two lines of cookies': [(g) => get(g, 'Cookie: session=a', 'Cookie: session=b'), twice],
  'two origins': [(g) => post(g, g.writeBody, 'Origin: http://localhost', 'Origin: null'), twice],
  'two words whence': [
    (g) => post(g, g.writeBody, 'Sec-Fetch-Site: same-origin', 'sec-fetch-site: cross-site'),
    twice,
  ],
  'two places to resume from': [(g) => get(g, 'Last-Event-ID: 1', 'last-event-id: 2'), twice],
  'two codings of the body': [
    (g) => post(g, g.writeBody, 'Content-Encoding: identity', 'content-encoding: gzip'),
    twice,
  ],
})

const many = (count: number) => Array.from({ length: count }, (_, n) => `x-${n}: 1`)
/** What stands in a GET beside the headers that are counted: Host. */
const own = 1

const expectation = attacksOf('header', {
  'an expectation of nobody': [
    (g) => post(g, g.writeBody, 'Expect: 200-ok'),
    refused(417, 'expectation_refused'),
  ],
  'a body that waits to be asked for and is too large': [
    (g) => postHead(g, 'Expect: 100-continue', 'Content-Length: 1000000000'),
    refused(413, 'body_too_large'),
  ],
  'a body that waits to be asked for at a path of nobody': [
    () => head('POST /nowhere', 'Expect: 100-continue', 'Content-Length: 10'),
    refused(404, 'no_such_route'),
  ],
  'a body that waits to be asked for by a foreign Host': [
    (g) =>
      postHead(g, 'Expect: 100-continue', 'Content-Length: 10').replace(': localhost', ': a.b'),
    foreign,
  ],
  'a packed body that waits to be asked for': [
    (g) => postHead(g, 'Expect: 100-continue', 'Content-Length: 10', 'Content-Encoding: gzip'),
    refused(415, 'coding_unsupported'),
  ],
})

/** How much of a head there may be: at each limit, and one over it. */
const sizes = attacksOf('size', {
  'as many headers as allowed pass': [(g) => get(g, ...many(100 - own)), harmless],
  'one header too many': [(g) => get(g, ...many(101 - own)), refused(431, 'headers_too_many')],
  'thousands of headers': [(g) => get(g, ...many(1_200)), refused(431, 'headers_too_many')],
  'a header nearly as large as allowed passes': [
    (g) => get(g, `x: ${'x'.repeat(15_800)}`),
    harmless,
  ],
  'a header too large': [
    (g) => get(g, `x: ${'x'.repeat(16_384)}`),
    refused(431, 'headers_too_large'),
  ],
  'the name of a header too large': [
    (g) => get(g, `${'x'.repeat(16_384)}: x`),
    refused(431, 'headers_too_large'),
  ],
  'a target as long as allowed passes': [
    ({ readPath }) =>
      head(`GET ${readPath}${`?${'&'.repeat(4_096)}`.slice(0, 4_096 - readPath.length)}`),
    harmless,
  ],
  'a target one character too long': [
    ({ readPath }) =>
      head(`GET ${readPath}${`?${'&'.repeat(4_096)}`.slice(0, 4_097 - readPath.length)}`),
    refused(414, 'url_too_long'),
  ],
  'a query of two hundred and one parameters': [
    ({ readPath }) => head(`GET ${readPath}?${'a=1&'.repeat(201)}`),
    refused(400, 'query_refused'),
  ],
})

/**
 * What a page of another site asks its browser to ask. Nothing here answers a site by name; that no answer carries a
 * permission (`access-control-…`) is looked at in every answer of the corpus.
 */
const sites = [
  'http://evil.test',
  'https://localhost.evil.test',
  'http://localhost:1',
  'null',
  'file://',
]
const ofSites: readonly Attack[] = sites.flatMap((site) => [
  ...['GET', 'POST', 'PUT', 'DELETE', 'EVIL'].flatMap((method) =>
    attacksOf('header', {
      [`a page of '${site}' asks whether it may ${method}`]: [
        ({ writePath }) =>
          head(
            `OPTIONS ${writePath}`,
            `Origin: ${site}`,
            `Access-Control-Request-Method: ${method}`,
            'Access-Control-Request-Headers: authorization, idempotency-key',
            'Access-Control-Request-Private-Network: true',
          ),
        { status: [204], reached: 0, answers: 1 },
      ],
    }),
  ),
  ...attacksOf('header', {
    [`a page of '${site}' reads`]: [(g) => get(g, `Origin: ${site}`), harmless],
    [`a page of '${site}' sends text that is JSON`]: [
      (g) =>
        head(
          `POST ${g.writePath}`,
          `Origin: ${site}`,
          'Content-Type: text/plain',
          `Content-Length: ${g.writeBody.length}`,
        ) + g.writeBody,
      refused(415, 'media_type_unsupported'),
    ],
  }),
])

/** Attacks on the head of a request. */
export const heads: readonly Attack[] = [...host, ...ofSites, ...repeated, ...expectation, ...sizes]
