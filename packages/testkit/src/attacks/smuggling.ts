/**
 * Requests whose end two programs would see in two places. Behind each stands a second request: read by the server, it
 * would be a request that nobody in front has seen. Source RFC 9112 sections 6, 7 and 11.2
 */
import {
  type Attack,
  attacksOf,
  closed,
  get,
  harmless,
  head,
  post,
  postHead,
  refused,
} from './attack.ts'

const hidden = 'GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n'
const malformed = refused(400, 'request_malformed')
const chunked = 'Transfer-Encoding: chunked'
const chunkOf = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`

/** Lengths and codings that contradict each other or themselves. */
const lengths = attacksOf('smuggling', {
  'a length beside chunks': [
    (g) => `${postHead(g, 'Content-Length: 4', chunked)}0\r\n\r\n${hidden}`,
    malformed,
  ],
  'chunks beside a length': [
    (g) => `${postHead(g, chunked, 'Content-Length: 4')}0\r\n\r\n${hidden}`,
    malformed,
  ],
  'two lengths that differ': [
    (g) => `${postHead(g, 'Content-Length: 2', 'Content-Length: 45')}{}${hidden}`,
    malformed,
  ],
  'two lengths alike': [
    (g) => `${postHead(g, 'Content-Length: 2', 'Content-Length: 2')}{}${hidden}`,
    malformed,
  ],
  'a list of lengths': [(g) => `${postHead(g, 'Content-Length: 2, 2')}{}${hidden}`, malformed],
  'a length with a plus': [(g) => `${postHead(g, 'Content-Length: +0')}${hidden}`, malformed],
  'a length with a minus': [(g) => `${postHead(g, 'Content-Length: -1')}${hidden}`, malformed],
  'a hexadecimal length': [(g) => `${postHead(g, 'Content-Length: 0x0')}${hidden}`, malformed],
  'a length with a space inside': [
    (g) => `${postHead(g, 'Content-Length: 0 0')}${hidden}`,
    malformed,
  ],
  'a length beyond 64 bits': [
    (g) => `${postHead(g, 'Content-Length: 18446744073709551616')}${hidden}`,
    malformed,
  ],
  'an empty length': [(g) => `${postHead(g, 'Content-Length:')}${hidden}`, malformed],
  'a length in Arabic digits': [
    (g) => `${postHead(g, 'Content-Length: \xd9\xa0')}${hidden}`,
    malformed,
  ],
  'a space before the colon': [(g) => `${get(g, 'Content-Length : 45')}${hidden}`, malformed],
  'a tab before the colon': [(g) => `${get(g, 'Content-Length\t: 45')}${hidden}`, malformed],
  'a length in a folded line': [
    (g) => `${get(g, 'X-A: 1\r\n Content-Length: 45')}${hidden}`,
    malformed,
  ],
  'a length after a bare line feed': [
    (g) => `${get(g, 'X-A: 1\nContent-Length: 45')}${hidden}`,
    malformed,
  ],
  'a length after a bare carriage return': [
    (g) => `${get(g, 'X-A: 1\rContent-Length: 45')}${hidden}`,
    malformed,
  ],
  'NUL in a header': [(g) => get(g, 'X-A: a\0b') + hidden, malformed],
  'NUL in the name of a header': [(g) => get(g, 'X-\0A: b') + hidden, malformed],
  'a header without a name': [(g) => get(g, ': b') + hidden, malformed],
  'a header without a colon': [(g) => get(g, 'Content-Length 45') + hidden, malformed],
  'a first header that is folded': [
    ({ readPath }) => `GET ${readPath} HTTP/1.1\r\n Host: localhost\r\n\r\n${hidden}`,
    malformed,
  ],
})

const codings = attacksOf('smuggling', {
  'a coding in disguise': [
    (g) => `${postHead(g, 'Transfer-Encoding: xchunked')}0\r\n\r\n${hidden}`,
    refused(400),
  ],
  'an unknown coding before chunks': [
    (g) => `${postHead(g, 'Transfer-Encoding: gzip, chunked')}0\r\n\r\n${hidden}`,
    malformed,
  ],
  'chunks before another coding': [
    (g) => `${postHead(g, 'Transfer-Encoding: chunked, identity')}0\r\n\r\n${hidden}`,
    refused(400),
  ],
  'chunks twice in a list': [
    (g) => `${postHead(g, 'Transfer-Encoding: chunked, chunked')}0\r\n\r\n${hidden}`,
    refused(400),
  ],
  'two lines of codings': [
    (g) => `${postHead(g, chunked, 'Transfer-Encoding: identity')}0\r\n\r\n${hidden}`,
    refused(400),
  ],
  'a quoted coding': [
    (g) => `${postHead(g, 'Transfer-Encoding: "chunked"')}0\r\n\r\n${hidden}`,
    refused(400),
  ],
  'a coding with a vertical tab': [
    (g) => `${postHead(g, 'Transfer-Encoding: \x0bchunked')}0\r\n\r\n${hidden}`,
    refused(400),
  ],
  'a space before the colon of a coding': [
    (g) => `${postHead(g, 'Transfer-Encoding : chunked')}0\r\n\r\n${hidden}`,
    malformed,
  ],
  'a folded coding': [
    (g) => `${postHead(g, 'Transfer-Encoding:\r\n chunked')}0\r\n\r\n${hidden}`,
    refused(400),
  ],
  'a coding on HTTP/1.0': [
    (g) => postHead(g, chunked).replace('HTTP/1.1', 'HTTP/1.0') + `0\r\n\r\n${hidden}`,
    refused(400),
  ],
  'a coding on HTTP/1.0 that keeps its connection': [
    (g) =>
      `${postHead(g, chunked, 'Connection: keep-alive').replace('HTTP/1.1', 'HTTP/1.0')}${chunkOf(g.writeBody)}0\r\n\r\n${hidden}`,
    refused(400),
  ],
})

const chunks = attacksOf('smuggling', {
  'a bare line feed behind a chunk size': [
    (g) => `${postHead(g, chunked)}2\n{}\r\n0\r\n\r\n${hidden}`,
    malformed,
  ],
  'a bare line feed behind a chunk': [
    (g) => `${postHead(g, chunked)}2\r\n{}\n0\r\n\r\n${hidden}`,
    malformed,
  ],
  'a line feed in a chunk extension': [
    (g) => `${postHead(g, chunked)}2;a\nb\r\n{}\r\n0\r\n\r\n${hidden}`,
    malformed,
  ],
  'a carriage return in a chunk extension': [
    (g) => `${postHead(g, chunked)}2;a\rb\r\n{}\r\n0\r\n\r\n${hidden}`,
    malformed,
  ],
  'an endless chunk extension': [
    (g) => `${postHead(g, chunked)}2;${'a'.repeat(40_000)}\r\n{}\r\n0\r\n\r\n${hidden}`,
    refused(413, 'body_too_large'),
  ],
  'a chunk size with 0x': [
    (g) => `${postHead(g, chunked)}0x2\r\n{}\r\n0\r\n\r\n${hidden}`,
    malformed,
  ],
  'a chunk size with a plus': [
    (g) => `${postHead(g, chunked)}+2\r\n{}\r\n0\r\n\r\n${hidden}`,
    malformed,
  ],
  'a chunk size with a minus': [
    (g) => `${postHead(g, chunked)}-2\r\n{}\r\n0\r\n\r\n${hidden}`,
    malformed,
  ],
  'a chunk size with a space before it': [
    (g) => `${postHead(g, chunked)} 2\r\n{}\r\n0\r\n\r\n${hidden}`,
    malformed,
  ],
  'a chunk size beyond 64 bits': [
    (g) => `${postHead(g, chunked)}10000000000000002\r\n{}\r\n0\r\n\r\n${hidden}`,
    malformed,
  ],
  'a chunk longer than its size': [
    (g) => `${postHead(g, chunked)}2\r\n{}x\r\n0\r\n\r\n${hidden}`,
    malformed,
  ],
  'a folded trailer': [
    (g) => `${postHead(g, chunked)}${chunkOf(g.writeBody)}0\r\nX-A: 1\r\n b\r\n\r\n${hidden}`,
    refused(400),
  ],
  'a trailer that would be a length': [
    (g) => `${postHead(g, chunked)}${chunkOf(g.writeBody)}0\r\nContent-Length: 45\r\n\r\n${hidden}`,
    refused(400),
  ],
  'a trailer that would be a coding': [
    (g) =>
      `${postHead(g, chunked)}${chunkOf(g.writeBody)}0\r\nTransfer-Encoding: chunked\r\n\r\n${hidden}`,
    refused(400),
  ],
})

const requestLines = attacksOf('smuggling', {
  'a second request hidden in a body': [
    (g) => post(g, `${JSON.stringify({ a: '' }).slice(0, 5)}"${hidden}"}`),
    refused(400, 'json_malformed'),
  ],
  'a second request in the body of a GET': [
    (g) => `${get(g, `Content-Length: ${hidden.length}`)}${hidden}`,
    malformed,
  ],
  'a second request in the body of a DELETE': [
    (g) => `${head(`DELETE ${g.writePath}`, chunked)}${chunkOf(hidden)}0\r\n\r\n`,
    refused(405, 'method_not_allowed'),
  ],
  'a second request in the body of an OPTIONS': [
    (g) => `${head(`OPTIONS ${g.writePath}`, `Content-Length: ${hidden.length}`)}${hidden}`,
    { status: [204], reached: 0, answers: 1 },
  ],
  'a bare line feed as the end of each line': [
    ({ readPath }) => `GET ${readPath} HTTP/1.1\nHost: localhost\n\n${hidden}`,
    malformed,
  ],
  // Node drops the space before anybody sees it; the path that is judged is the path that is asked.
  'a space more in the request line': [
    ({ readPath }) => `GET ${readPath}  HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    harmless,
  ],
  'chunks in the body of a GET': [
    (g) => `${get(g, chunked)}${chunkOf(hidden)}0\r\n\r\n`,
    malformed,
  ],
  'two targets': [({ readPath }) => head(`GET ${readPath} /other`) + hidden, malformed],
  'HTTP/0.9': [({ readPath }) => `GET ${readPath}\r\n\r\n${hidden}`, refused(400, 'host_missing')],
  'HTTP/2 as its preface': [() => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', malformed],
  'a version of nobody': [
    ({ readPath }) => `GET ${readPath} HTTP/1.2\r\nHost: localhost\r\n\r\n${hidden}`,
    malformed,
  ],
  TLS: [() => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', malformed],
  'an unknown method': [({ readPath }) => head(`SMUGGLE ${readPath}`) + hidden, malformed],
  'a method in lower case': [({ readPath }) => head(`get ${readPath}`) + hidden, malformed],
  TRACE: [({ readPath }) => head(`TRACE ${readPath}`), refused([404, 405])],
  CONNECT: [() => head('CONNECT localhost:22') + hidden, closed],
  'a request in asterisk form': [() => head('OPTIONS *'), refused(400, 'path_refused')],
  'a request to another site in absolute form': [
    ({ readPath }) => head(`GET http://other.test${readPath}`),
    refused(400, 'path_refused'),
  ],
  'a request to this site in absolute form': [
    ({ readPath }) => head(`GET http://localhost${readPath}`),
    refused(400, 'path_refused'),
  ],
  'a request in authority form': [() => head('GET localhost:80'), refused(400)],
})

/** An upgrade that is not taken must be answered as the request that it is, or closed; never with 101. */
const upgrades = attacksOf('smuggling', {
  'an upgrade to h2c': [
    (g) =>
      get(g, 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'),
    harmless,
  ],
  'an upgrade to a websocket': [
    (g) =>
      get(
        g,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      ),
    harmless,
  ],
  'an upgrade to TLS': [(g) => get(g, 'Connection: Upgrade', 'Upgrade: TLS/1.2'), harmless],
})

/** Attacks on where a request ends. */
export const smuggling: readonly Attack[] = [
  ...lengths,
  ...codings,
  ...chunks,
  ...requestLines,
  ...upgrades,
]
