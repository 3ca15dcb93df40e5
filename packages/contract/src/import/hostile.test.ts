/** Documents that mean harm: they become a harmless module or one sentence, and they never take long. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseSync } from 'oxc-parser'
import { z } from 'zod'
import { operationsOf } from '../contract.ts'
import { importOpenApi } from './index.ts'
import { evaluate } from './testing.ts'

type Json = Readonly<Record<string, unknown>>

function answering(schema: unknown, more: Json = {}): Json {
  const content = { 'application/json': { schema } }
  return {
    openapi: '3.1.0',
    info: { title: 'Harm', version: '1' },
    paths: { '/x': { get: { responses: { 200: { description: 'ok', content } } } } },
    ...more,
  }
}

/** What a terminal shows of an import. */
function toldBy(imported: ReturnType<typeof importOpenApi>): string {
  const shown = imported.remarks.flatMap(({ at, reason }) => [at, reason])
  return [
    ...shown,
    ...(imported.ok ? [imported.title, imported.version] : [imported.reason]),
  ].join()
}

const code = 'globalThis.harmed = 1'
const evil = `*/ ${code} /* ' " \` \${${code}} \\ \n${code}\r${code}\u2028${code}\u2029${code} // @ts-nocheck`

test('code in names and descriptions stays text, wherever it stands', () => {
  const object = {
    type: 'object',
    description: evil,
    title: evil,
    required: [evil],
    properties: {
      [evil]: { enum: [evil, 'a'], description: evil, default: evil },
      other: { type: 'string', format: evil, pattern: '/; globalThis.harmed = 1; /' },
    },
  }
  const imported = importOpenApi(
    {
      openapi: '3.1.0',
      info: { title: evil, version: evil, description: evil },
      paths: {
        '/x': {
          get: {
            operationId: evil,
            summary: evil,
            description: evil,
            parameters: [
              { name: evil, in: 'query', description: evil, schema: { type: 'string' } },
              { name: evil, in: 'header', schema: { type: 'string' } },
            ],
            security: [{ [evil]: [evil] }],
            responses: {
              200: {
                description: evil,
                headers: { [evil]: {} },
                content: { 'application/json': { schema: { $ref: '#/components/schemas/E' } } },
              },
              404: { description: evil },
            },
          },
        },
        [`/${evil}`]: { get: { operationId: evil, responses: { 204: { description: evil } } } },
        '/y': {
          get: {
            operationId: evil,
            responses: { 200: { description: 'x', content: { [evil]: {} } } },
          },
        },
      },
      components: { schemas: { E: object } },
    },
    { name: 'harm' },
  )
  assert.ok(imported.ok)
  assert.deepEqual(parseSync('harm.ts', imported.source).errors, [], imported.source)
  const contract = evaluate(imported.source, imported.constant, z)
  assert.equal(Reflect.get(globalThis, 'harmed'), undefined)
  const [operation] = operationsOf(contract)
  assert.ok(operation !== undefined)
  assert.notEqual(operation.allow.scopes, 'anyone')
  const validation = operation.output['~standard'].validate({ [evil]: evil })
  assert.ok(!(validation instanceof Promise) && validation.issues === undefined)
})

test('any text as a description, name or value ends no comment and no string', () => {
  const pieces = fc.constantFrom(
    '*/',
    '/*',
    "'",
    '"',
    '`',
    '${',
    '\\',
    '\n',
    '\u2028',
    '//',
    '@ts-ignore',
    'x',
  )
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(anyText, anyText, (said, name) => {
      const schema = { type: 'object', description: said, properties: { [name]: { enum: [said] } } }
      const imported = importOpenApi(answering(schema, { info: { title: said, version: said } }), {
        name: 'x',
      })
      assert.ok(imported.ok)
      const { errors, program } = parseSync('x.ts', imported.source)
      assert.deepEqual(errors, [], imported.source)
      assert.deepEqual(
        program.body.map(({ type }) => type),
        ['ImportDeclaration', 'ImportDeclaration', 'ExportNamedDeclaration'],
      )
    }),
  )
})

test('no tool takes an order from a comment', () => {
  const orders = [
    '@ts-nocheck',
    '@ts-ignore',
    'sourceMappingURL=x',
    'biome-ignore all',
    'oxlint-disable',
  ]
  for (const order of orders) {
    const imported = importOpenApi(
      answering({ type: 'object', description: order, properties: {} }),
    )
    assert.ok(imported.ok)
    assert.ok(!imported.source.includes(order), imported.source)
  }
})

test('signs that reorder or hide text are shown as escapes', () => {
  const schema = { enum: ['a\u202eb', 'c\u200bd'], description: 'e\u2066f' }
  const imported = importOpenApi(answering(schema))
  assert.ok(imported.ok)
  assert.match(imported.source, /'a\\u202eb', 'c\\u200bd'/)
  assert.doesNotMatch(imported.source, /[\u202a-\u202e\u2066-\u2069\u200b]/)
})

for (const reference of [
  'https://example.com/schemas.json#/Order',
  'file:///etc/passwd',
  '../other.yaml#/Order',
  '//example.com/x',
])
  test(`a reference to ${reference} is refused, and nothing is fetched`, () => {
    const imported = importOpenApi(answering({ $ref: reference }))
    assert.ok(!imported.ok)
    assert.match(imported.reason, /which is another document\. Nothing is fetched/)
  })

const refused: readonly (readonly [unknown, RegExp])[] = [
  [null, /not an object/],
  [[], /not an object/],
  ['x', /not an object/],
  [{}, /no field 'openapi'/],
  [{ swagger: '2.0' }, /Swagger 2/],
  [{ openapi: '4.0.0' }, /3\.0 and 3\.1 are read, and this says '4\.0\.0'/],
  [{ openapi: 3.1 }, /this says 'number'/],
  [{ openapi: '3.1.0', info: { title: 'X' } }, /no operation that a contract can say/],
  [{ openapi: '3.1.0', info: { title: '日本' } }, /makes no name for a contract/],
]
for (const [document, reason] of refused)
  test(`${JSON.stringify(document)} is refused with a sentence`, () => {
    const imported = importOpenApi(document)
    assert.ok(!imported.ok)
    assert.match(imported.reason, reason)
  })

for (const name of ['Shop', '1shop', '', 'a'.repeat(64), "x'; evil('", '../x'])
  test(`'${name.slice(0, 12)}' is refused as a name`, () => {
    const imported = importOpenApi(answering({}), { name })
    assert.ok(!imported.ok)
    assert.match(imported.reason, /is no name of a contract/)
  })

test('circles, depth and width that were built to hurt end in a module or a sentence', () => {
  const doubling = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => {
      const next = { $ref: `#/components/schemas/S${n + 1}` }
      return [`S${n}`, { allOf: [next, next] }]
    }),
  )
  let deep: unknown = { type: 'string' }
  for (let n = 0; n < 50_000; n++) deep = { type: 'array', items: deep }
  const circle: Record<string, unknown> = { type: 'object' }
  circle['allOf'] = [circle, circle]
  const chain = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, n) => [
      `C${n}`,
      { type: 'object', properties: { next: { $ref: `#/components/schemas/C${n + 1}` } } },
    ]),
  )
  const documents = [
    answering({ $ref: '#/components/schemas/S0' }, { components: { schemas: doubling } }),
    answering(deep),
    answering(circle),
    answering({ $ref: '#/components/schemas/C0' }, { components: { schemas: chain } }),
    answering({ $ref: '#' }),
    answering({ $ref: '#/paths/~1x' }),
    answering(
      { $ref: '#/components/responses/R' },
      { components: { responses: { R: { $ref: '#/components/responses/R' } } } },
    ),
  ]
  for (const document of documents) {
    const imported = importOpenApi(document)
    if (imported.ok) assert.deepEqual(parseSync('x.ts', imported.source).errors, [])
    else assert.match(imported.reason, /^This document is (too large|nested too deep)/)
  }
})

test('generations of parents with discriminators end in a sentence', () => {
  const schemas = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, n) => [
      `C${n}`,
      {
        type: 'object',
        discriminator: { propertyName: 't' },
        ...(n === 0 ? {} : { allOf: [{ $ref: `#/components/schemas/C${n - 1}` }] }),
      },
    ]),
  )
  const document = answering({ $ref: '#/components/schemas/C0' }, { components: { schemas } })
  const imported = importOpenApi(document)
  assert.ok(!imported.ok)
  assert.match(imported.reason, /^This document is too large/)
})

test('what stands where a text belongs, and cannot become one, is no text', () => {
  const odd = { toString: 1, valueOf: 1 }
  const parent = {
    oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }],
    discriminator: { propertyName: 't', mapping: { a: odd } },
  }
  const child = { type: 'object', required: ['t'], properties: { t: { type: 'string' } } }
  const documents = [
    answering(parent, { components: { schemas: { A: child, B: child } } }),
    answering(
      {},
      {
        components: { securitySchemes: { s: { type: 'http', scheme: odd } } },
        security: [{ s: [] }],
      },
    ),
    answering({}, { paths: { '/x': { get: { parameters: [{ in: odd, name: odd }] } } } }),
  ]
  for (const document of documents) assert.doesNotThrow(() => importOpenApi(document))
})

test('what is told of a document moves no terminal, and is not long', () => {
  const name = `\u001b[2J\u009b\n${'x'.repeat(400)}`
  const schema = {
    type: 'object',
    properties: { [name]: { type: name, minProperties: 1 }, y: { $ref: `#/${name}` } },
  }
  const pointer = `#/components/schemas/${name}`
  const told = [
    answering({ $ref: pointer }, { components: { schemas: { [name]: schema } } }),
    answering(schema, { webhooks: { [name]: {} } }),
    answering({ $ref: name }),
    answering({}, { openapi: name }),
    answering({}, { paths: { [`/${name}`]: { get: { security: [{ [name]: [] }] } } } }),
  ].map((document) => importOpenApi(document))
  for (const imported of told) {
    assert.ok(!imported.ok || imported.remarks.length > 0)
    assert.doesNotMatch(toldBy(imported), /\p{Cc}/u)
    for (const { at, reason } of imported.remarks)
      assert.ok(at.length <= 300 && reason.length <= 300)
  }
})

test('a format and a default are no longer in a comment than one looks', () => {
  const long = 'x'.repeat(1_000)
  const properties = { a: { type: 'string', format: long, default: long } }
  const imported = importOpenApi(answering({ type: 'object', properties }))
  assert.ok(imported.ok)
  assert.match(imported.source, /Shape {4}x{200}\n.*Default {2}'x{199}\n/s)
})

test('a reference into what every object inherits leads nowhere', () => {
  for (const pointer of ['#/__proto__', '#/constructor/prototype', '#/components/toString']) {
    const imported = importOpenApi(answering({ $ref: pointer }))
    assert.ok(imported.ok)
    assert.match(imported.remarks.map(({ reason }) => reason).join(), /leads to no schema/)
  }
})

test('names of prototypes are names like others, or left out', () => {
  const text =
    '{"__proto__": {"type": "string"}, "constructor": {"type": "string"}, "hasOwnProperty": {"type": "string"}}'
  const properties: unknown = JSON.parse(text)
  const schema = {
    type: 'object',
    required: ['constructor', 'hasOwnProperty', '__proto__'],
    properties,
  }
  const components: unknown = JSON.parse('{"schemas": {"__proto__": {"type": "string"}}}')
  const imported = importOpenApi(answering(schema, { components }))
  assert.ok(imported.ok)
  assert.match(imported.source, /\{ constructor: z\.string\(\), hasOwnProperty: z\.string\(\) \}/)
  const [operation] = operationsOf(evaluate(imported.source, imported.constant, z))
  const validation = operation?.output['~standard'].validate({
    constructor: 'a',
    hasOwnProperty: 'b',
  })
  assert.deepEqual(validation, { value: { constructor: 'a', hasOwnProperty: 'b' } })
})

test('any value at all is imported or refused, and never thrown at', () => {
  const node = fc.anything({
    maxDepth: 4,
    key: fc.constantFrom(
      'openapi',
      'info',
      'paths',
      '/x',
      'get',
      '$ref',
      'allOf',
      'type',
      'items',
      'properties',
      'responses',
      '200',
      'content',
      'application/json',
      'schema',
      'parameters',
      'security',
      'oneOf',
      'enum',
      'toString',
      'in',
      'name',
      'scheme',
    ),
  })
  fc.assert(
    fc.property(node, node, node, (schema, operation, parameters) => {
      const paths = {
        '/x': {
          get: operation,
          post: { parameters, responses: { 200: { content: { 'application/json': { schema } } } } },
        },
      }
      const imported = importOpenApi({ openapi: '3.1.0', info: { title: 'x' }, paths })
      if (imported.ok) assert.deepEqual(parseSync('x.ts', imported.source).errors, [])
      assert.doesNotMatch(toldBy(imported), /\p{Cc}/u)
    }),
  )
})
