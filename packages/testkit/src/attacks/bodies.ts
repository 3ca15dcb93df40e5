/** Bodies: of another type than they say, packed, too large, too deep, and JSON that two programs read differently. */
import {
  type Attack,
  type AttackGround,
  attacksOf,
  harmless,
  head,
  post,
  postHead,
  refused,
} from './attack.ts'

const otherType = refused(415, 'media_type_unsupported')
const packed = refused(415, 'coding_unsupported')
const broken = refused(400, 'json_malformed')

const typed = (type: string | null) => (g: AttackGround) => {
  const own = type === null ? [] : [`Content-Type: ${type}`]
  return (
    head(
      `POST ${g.writePath}`,
      ...g.writeHeaders,
      ...own,
      `Content-Length: ${g.writeBody.length}`,
    ) + g.writeBody
  )
}
const types = (list: readonly string[], expected: Attack['expected']) =>
  attacksOf(
    'body',
    Object.fromEntries(list.map((type) => [`the type '${type}'`, [typed(type), expected]])),
  )

const ofTypes: readonly Attack[] = [
  ...types(
    [
      'text/plain',
      'text/json',
      'text/html',
      'multipart/form-data; boundary=x',
      'application/octet-stream',
      'application/jsonx',
      'application/xjson',
      'application/a+jsonx',
      'application/json, text/plain',
      'application/json text/plain',
      'application/json\ttext/plain',
      'text/plain; application/json',
      'json',
      '*/*',
      'application/json; charset=utf-16',
      'application/json; charset=utf-7',
      'application/json; charset=iso-8859-1',
      'application/json; CHARSET="utf-32"',
      'application/json; charset=',
    ],
    otherType,
  ),
  ...types(
    [
      'application/json; charset=UTF-8',
      'APPLICATION/JSON',
      'application/problem+json; charset="utf-8"',
    ],
    harmless,
  ),
  ...attacksOf('body', { 'no type': [typed(null), otherType] }),
]

/** 10 MB of zeros, packed into 10 KB; the first bytes are enough where nothing is unpacked. */
const bomb = '\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xed\xc1\x01\x0d\x00\x00\x00\xc2\xa0\xf7'
const codings: readonly Attack[] = attacksOf(
  'body',
  Object.fromEntries(
    ['gzip', 'GZIP', 'deflate', 'br', 'zstd', 'compress', 'gzip, gzip', 'nobody'].map((coding) => [
      `packed as '${coding}'`,
      [(g: AttackGround) => post(g, bomb, `Content-Encoding: ${coding}`), packed],
    ]),
  ),
)

const texts = attacksOf('body', {
  'JSON in UTF-16': [(g) => post(g, g.writeBody.replaceAll(/./g, '$&\0')), broken],
  'JSON with a byte order mark': [(g) => post(g, `\xef\xbb\xbf${g.writeBody}`), broken],
  'JSON with an overlong slash': [
    (g) => post(g, g.writeBody.replace('{', '{"\xc0\xaf":1,')),
    broken,
  ],
  'JSON with an encoded half of a pair': [
    (g) => post(g, g.writeBody.replace('{', '{"\xed\xa0\x80":1,')),
    broken,
  ],
  'JSON with a broken byte': [(g) => post(g, g.writeBody.replace('{', '{"\xff":1,')), broken],
  'JSON with a raw control character': [
    (g) => post(g, g.writeBody.replace('{', '{"a\x07":1,')),
    broken,
  ],
  'JSON with NUL behind it': [(g) => post(g, `${g.writeBody}\0`), broken],
  'two values': [(g) => post(g, g.writeBody + g.writeBody), broken],
  'a comment': [(g) => post(g, `/**/${g.writeBody}`), broken],
  'a body shorter than its length, and then silence from a closed connection': [
    (g) => postHead(g, 'Content-Length: 4', 'Connection: close') + g.writeBody,
    refused([400]),
  ],
})

const limit = 1_048_576
const filled = (size: number) => `"${'x'.repeat(size - 2)}"`
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const isNoObject = refused(400)

const sizes = attacksOf('size', {
  'a body as large as allowed is read': [(g) => post(g, filled(limit)), isNoObject],
  'a body one byte too large': [(g) => post(g, filled(limit + 1)), refused(413, 'body_too_large')],
  'chunks as large as allowed are read': [
    (g) => `${postHead(g, 'Transfer-Encoding: chunked')}${chunk(filled(limit))}0\r\n\r\n`,
    isNoObject,
  ],
  'chunks one byte too large': [
    (g) => `${postHead(g, 'Transfer-Encoding: chunked')}${chunk(filled(limit + 1))}0\r\n\r\n`,
    refused(413, 'body_too_large'),
  ],
  'chunks without an end': [
    (g) => postHead(g, 'Transfer-Encoding: chunked') + chunk('x'.repeat(1_000)).repeat(1_200),
    refused(413, 'body_too_large'),
  ],
  'a body that is said to be a terabyte': [
    (g) => `${postHead(g, 'Content-Length: 1099511627776')}{`,
    refused(413, 'body_too_large'),
  ],
  'thirty-two lists in each other are read': [
    (g) => post(g, '['.repeat(32) + ']'.repeat(32)),
    isNoObject,
  ],
  'thirty-three lists in each other': [
    (g) => post(g, '['.repeat(33) + ']'.repeat(33)),
    refused(400, 'json_too_deep'),
  ],
  'fifty thousand lists in each other': [
    (g) => post(g, '['.repeat(50_000) + ']'.repeat(50_000)),
    refused(400, 'json_too_deep'),
  ],
  'fifty thousand lists that never close': [(g) => post(g, '['.repeat(50_000)), broken],
  'fifty thousand keys': [
    (g) => post(g, `{${Array.from({ length: 50_000 }, (_, n) => `"${n}":1`).join()}}`),
    refused(400, 'invalid_input'),
  ],
  'a list of a hundred thousand': [(g) => post(g, `[${'1,'.repeat(100_000)}1]`), isNoObject],
  'a form of two hundred and one fields': [
    (g) => {
      const form = 'a=1&'.repeat(201)
      return (
        head(
          `POST ${g.writePath}`,
          'Content-Type: application/x-www-form-urlencoded',
          ...g.writeHeaders,
          `Content-Length: ${form.length}`,
        ) + form
      )
    },
    refused(400, 'form_refused'),
  ],
})

const withFirst = (text: string) => (g: AttackGround) =>
  post(g, g.writeBody.replace('{', `{${text},`))
const withTwice = (g: AttackGround) => {
  const [first = ''] = Object.keys(JSON.parse(g.writeBody) as object)
  return first
}
const keyTwice = refused(400, 'key_repeated')
const reaching = refused(400, 'key_refused')

const json = attacksOf('json', {
  'a key twice': [(g) => post(g, g.writeBody.replace('{', `{"${withTwice(g)}":"evil",`)), keyTwice],
  'a key twice, once in escapes': [
    (g) => {
      const escaped = withTwice(g).replaceAll(
        /./g,
        (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
      return post(g, g.writeBody.replace('{', `{"${escaped}":"evil",`))
    },
    keyTwice,
  ],
  'a key twice deep inside': [withFirst('"deep":[{"a":{"b":1,"b":2}}]'), keyTwice],
  'a key twice behind texts that look like keys': [
    withFirst('"a":"\\":1,\\"a\\"","b":"\\\\","c" : {"d"\n:1,"d"\t:2}'),
    keyTwice,
  ],
  'the empty key twice': [withFirst('"":1,"":2'), keyTwice],
  'a key __proto__': [withFirst('"__proto__":{"admin":true}'), reaching],
  '__proto__ in escapes': [withFirst('"\\u005f_proto__":{"admin":true}'), reaching],
  '__proto__ in a list': [withFirst('"a":[{"__proto__":{"admin":true}}]'), reaching],
  '__proto__ that is null': [withFirst('"__proto__":null'), reaching],
  '__proto__ twice': [withFirst('"__proto__":1,"__proto__":2'), reaching],
  'constructor.prototype': [withFirst('"constructor":{"prototype":{"admin":true}}'), reaching],
  'a key constructor': [withFirst('"constructor":1'), refused(400, 'invalid_input')],
  'a key toString': [withFirst('"toString":1'), refused(400, 'invalid_input')],
  'a key hasOwnProperty': [withFirst('"hasOwnProperty":1'), refused(400, 'invalid_input')],
  NaN: [withFirst('"a":NaN'), broken],
  Infinity: [withFirst('"a":Infinity'), broken],
  'a number beyond any': [withFirst('"a":1e999'), refused(400)],
  'a hexadecimal number': [withFirst('"a":0x10'), broken],
  'a number with a leading zero': [withFirst('"a":010'), broken],
  'a key in single quotes': [withFirst("'a':1"), broken],
  'a comma too many': [(g) => post(g, g.writeBody.replace(/}$/, ',}')), broken],
  '__proto__ in a form': [
    (g) => {
      const form = '__proto__[admin]=1&__proto__=1'
      return (
        head(
          `POST ${g.writePath}`,
          'Content-Type: application/x-www-form-urlencoded',
          ...g.writeHeaders,
          `Content-Length: ${form.length}`,
        ) + form
      )
    },
    reaching,
  ],
  '__proto__ in the query of a GET': [
    ({ readPath }) => head(`GET ${readPath}?__proto__=1`),
    refused(400),
  ],
  '__proto__ in the JSON of a query': [
    ({ readPath }) => head(`GET ${readPath}?$json=%7B%22__proto__%22%3A%7B%22a%22%3A1%7D%7D`),
    refused(400),
  ],
  'a key twice in the JSON of a query': [
    ({ readPath }) => head(`GET ${readPath}?$json=%7B%22a%22%3A1%2C%22a%22%3A2%7D`),
    refused(400),
  ],
})

/** Attacks by the body of a request. */
export const bodies: readonly Attack[] = [...ofTypes, ...codings, ...texts, ...sizes, ...json]
