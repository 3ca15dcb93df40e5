/** How one operation is read: its parameters, its body, its answers, and who may call it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importOpenApi } from './index.ts'

type Json = Readonly<Record<string, unknown>>

const done = { 204: { description: 'done' } }

interface Said {
  readonly method?: string
  readonly path?: string
  readonly more?: Json
}

/** The text of the one operation, and the reasons that were told. */
function written(operation: Json, { method = 'get', path = '/x', more = {} }: Said = {}) {
  const other = { post: { operationId: 'other', responses: done } }
  const imported = importOpenApi({
    openapi: '3.0.3',
    info: { title: 'One', version: '1' },
    paths: {
      [path]: { [method]: { operationId: 'it', responses: done, ...operation } },
      '/other': other,
    },
    ...more,
  })
  assert.ok(imported.ok, JSON.stringify(imported))
  const [, text = ''] = /^ {2}it: (\w+\([\s\S]*?\n {2}\}\)),/m.exec(imported.source) ?? []
  const reasons = imported.remarks.map(({ effect, reason }) => `${effect}: ${reason}`)
  return { text, reasons }
}

const json = (schema: Json) => ({ 'application/json': { schema } })
const text = { type: 'string' }

test('an object in the query is its fields, deep or not; a list that is joined is one text', () => {
  const schema = {
    type: 'object',
    required: ['page'],
    properties: { page: { type: 'integer' }, sort: text },
  }
  const flat = written({ parameters: [{ name: 'p', in: 'query', required: true, schema }] })
  assert.match(flat.text, /z\.object\(\{ page: z\.int\(\), sort: z\.string\(\)\.optional\(\) \}\)/)
  const deep = written({ parameters: [{ name: 'p', in: 'query', style: 'deepObject', schema }] })
  assert.match(
    deep.text,
    /\{ 'p\[page\]': z\.int\(\)\.optional\(\), 'p\[sort\]': z\.string\(\)\.optional\(\) \}/,
  )
  const list = { type: 'array', items: text }
  const joined = written({
    parameters: [{ name: 'ids', in: 'query', explode: false, schema: list }],
  })
  assert.match(joined.text, /ids: z\.string\(\)\.optional\(\)/)
  assert.match(joined.reasons.join(), /^changed: the parameter 'ids' is one text here/)
})

test('a field of the path gives way to a field of the body with its name', () => {
  const schema = { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } }
  const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }]
  const requestBody = { required: true, content: json(schema) }
  const put = written({ parameters, requestBody }, { method: 'put', path: '/x/{id}' })
  assert.match(put.text, /input: z\.object\(\{ pathId: z\.int\(\), id: z\.int\(\) \}\)/)
  assert.match(put.text, /http: 'PUT \/x\/\{pathId\} 204'/)
})

test('the path of the first server stands before every path', () => {
  const at = (url: string, variables?: Json) =>
    written({}, { more: { servers: [{ url, ...(variables ? { variables } : {}) }] } }).text
  assert.match(at('https://example.com/v1/'), /'GET \/v1\/x 204'/)
  assert.match(at('/v2'), /'GET \/v2\/x 204'/)
  assert.match(
    at('{scheme}://example.com/{base}', { scheme: { default: 'https' }, base: { default: 'v3' } }),
    /'GET \/v3\/x 204'/,
  )
  assert.match(at(':::'), /'GET .*\/x 204'/)
})

const leftOut: readonly (readonly [string, Json, Said])[] = [
  [
    "the query parameter 'q' has no place",
    { parameters: [{ name: 'q', in: 'query', required: true, schema: text }] },
    { method: 'delete' },
  ],
  [
    "the header parameter 'X-T' has no place",
    { parameters: [{ name: 'X-T', in: 'header', required: true, schema: text }] },
    {},
  ],
  [
    "the cookie parameter 'c' has no place",
    { parameters: [{ name: 'c', in: 'cookie', required: true, schema: text }] },
    {},
  ],
  [
    'multipart/form-data',
    { requestBody: { required: true, content: { 'multipart/form-data': {} } } },
    { method: 'post' },
  ],
  ['a GET of ours has no body', { requestBody: { required: true, content: json(text) } }, {}],
  ['answers with text/csv', { responses: { 200: { content: { 'text/csv': {} } } } }, {}],
  [
    'answers with binary',
    {
      responses: { 200: { content: { '*/*': { schema: { type: 'string', format: 'binary' } } } } },
    },
    {},
  ],
  ['answers with a redirect', { responses: { 302: { description: 'there' } } }, {}],
  ['no operation of ours is a HEAD', {}, { method: 'head' }],
  ['its path is none of ours', {}, { path: '/a b' }],
  ['its path is none of ours', {}, { path: '/files/**' }],
  [
    'no plain value',
    {
      parameters: [
        { name: 'm', in: 'path', required: true, schema: { type: 'array', items: text } },
      ],
    },
    { path: '/x/{m}' },
  ],
  [
    'its body is no object of named fields',
    { requestBody: { required: true, content: json({ type: 'array', items: text }) } },
    { method: 'post', path: '/x/{a}' },
  ],
]
for (const [reason, operation, said] of leftOut)
  test(`left out with its reason: ${reason} (${said.path ?? ''})`, () => {
    const { text: code, reasons } = written(operation, said)
    assert.equal(code, '')
    assert.ok(
      reasons.some((each) => each.startsWith('left out: ') && each.includes(reason)),
      reasons.join(),
    )
  })

test('what may be left out is left out and told; what the platform carries is neither', () => {
  const { reasons } = written({
    parameters: [
      { name: 'X-Label', in: 'header', schema: text },
      { name: 'traceparent', in: 'header', required: true, schema: text },
      { name: 'Authorization', in: 'header', required: true, schema: text },
    ],
  })
  assert.deepEqual(reasons, [
    "changed: the header parameter 'X-Label' has no place in the input of a GET, and is left out",
  ])
})

test('the lowest success is the answer; faults are what a caller can act on', () => {
  const { text: code, reasons } = written({
    responses: {
      200: { description: 'ok', content: json(text) },
      202: { description: 'later' },
      401: { description: 'who?' },
      404: { description: 'Not Found' },
      409: { description: 'taken already', content: { 'text/html': {} } },
      429: { description: 'slower' },
      500: { description: 'oh' },
    },
  })
  assert.match(code, /output: z\.string\(\)/)
  assert.match(code, /notFound: notFound\(z\.object\(\{\}\)\)/)
  assert.match(code, /\/\*\* taken already \*\/\n {6}conflict: conflict\(/)
  assert.doesNotMatch(code, /401|429|500|limited/)
  assert.equal(reasons.length, 2)
})

test('what no contract says is told once for the whole document', () => {
  const content = { ...json(text), 'application/xml': { schema: text } }
  const headers = { ETag: { schema: text } }
  const responses = { 200: { description: 'ok', headers, content }, 304: {}, default: {} }
  const webhooks = { paid: { post: { responses: done } } }
  const { reasons } = written({ responses }, { more: { webhooks } })
  assert.deepEqual(reasons, [
    'left out: a webhook is a call to others, and no operation of this service',
    'noted: the header ETag of an answer',
    'noted: an answer with status 304',
    'noted: failures described as default',
    'noted: a body as application/xml',
  ])
})

test('events are a stream of items, and what their reader meets is told', () => {
  const events = { 'text/event-stream': { schema: { type: 'array', items: text } } }
  const { text: code, reasons } = written({
    responses: { 200: { description: 'ok', content: events } },
  })
  assert.match(code, /output: stream\(z\.string\(\)\)/)
  assert.match(reasons.join(), /does not tell the end of its stream/)
})

const schemes = {
  components: {
    securitySchemes: {
      jwt: { type: 'http', scheme: 'Bearer' },
      oauth: { type: 'oauth2', flows: {} },
      basic: { type: 'http', scheme: 'basic' },
    },
  },
}
const access: readonly (readonly [string, unknown, string])[] = [
  ['nothing', undefined, 'anyone'],
  ['an empty list', [], 'anyone'],
  ['an empty requirement', [{}], 'anyone'],
  ['a token or none', [{}, { jwt: [] }], 'scope()'],
  ['a token', [{ jwt: [] }], 'scope()'],
  ['a password', [{ basic: [] }], 'scope()'],
  ['a scheme that is not there', [{ none: [] }], 'scope()'],
  ['scopes', [{ oauth: ['a:read', 'b'] }], "scope('a:read', 'b')"],
  ['scopes of two schemes', [{ oauth: ['a'], jwt: ['b'] }], "scope('a', 'b')"],
  ['one of two sets of scopes', [{ oauth: ['a', 'b'] }, { oauth: ['b'] }], "scope('b')"],
  ['a scope that no token carries', [{ oauth: ['a b'] }], 'scope()'],
  ['something that is no list', { jwt: [] }, 'scope()'],
]
for (const [what, security, allow] of access)
  test(`${what} in the security of an operation is ${allow}`, () => {
    const { text: code } = written(security === undefined ? {} : { security }, {
      more: schemes,
    })
    assert.ok(code.includes(`allow: ${allow},`), code)
  })

test('what the whole document asks for holds where an operation says nothing, and where it says so not', () => {
  const more = { ...schemes, security: [{ oauth: ['all'] }] }
  assert.match(written({}, { more }).text, /allow: scope\('all'\)/)
  assert.match(written({ security: [] }, { more }).text, /allow: anyone/)
})
