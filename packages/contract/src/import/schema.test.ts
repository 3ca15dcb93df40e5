/** How one schema is written, case by case: the text of its constant, and what the import tells about it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { importOpenApi } from './index.ts'
import { evaluate } from './testing.ts'

type Json = Readonly<Record<string, unknown>>
type Schemas = Readonly<Record<string, unknown>>

/** A document that answers with the first of these schemas, and with `sent` is sent it too. */
function documentOf(schemas: Schemas, { version = '3.1.0', sent = false } = {}): Json {
  const [first = ''] = Object.keys(schemas)
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${first}` } } }
  const responses = { 200: { description: 'ok', content } }
  return {
    openapi: version,
    info: { title: 'One', version: '1' },
    paths: {
      '/x': {
        get: { responses },
        ...(sent ? { post: { requestBody: { required: true, content }, responses } } : {}),
      },
    },
    components: { schemas },
  }
}

function importSchemas(schemas: Schemas, options?: { version?: string; sent?: boolean }) {
  const imported = importOpenApi(documentOf(schemas, options))
  assert.ok(imported.ok, JSON.stringify(imported))
  // A contract describes all its schemas when it is made.
  evaluate(imported.source, imported.constant, z)
  return imported
}

/** The constant of one schema, without its comment. */
function written(schema: unknown, version?: string): string {
  const options = version === undefined ? {} : { version }
  return constantIn(importSchemas({ It: schema }, options).source, 'It')
}

function constantIn(source: string, name: string): string {
  const from = source.indexOf(`const ${name} = `)
  assert.ok(from >= 0, source)
  return (
    source
      .slice(from + `const ${name} = `.length)
      .split('\n\n')[0]
      ?.trim() ?? ''
  )
}

function reasonsOf(schema: unknown): string[] {
  return importSchemas({ It: schema }).remarks.map(({ reason }) => reason)
}

const texts: readonly (readonly [unknown, string])[] = [
  [{ type: 'string', minLength: 1, maxLength: 9 }, 'z.string().min(1).max(9)'],
  [{ type: 'string', minLength: 3, maxLength: 3 }, 'z.string().length(3)'],
  [{ type: 'string', format: 'uuid' }, 'z.guid()'],
  [{ type: 'string', format: 'date' }, 'z.iso.date()'],
  [{ type: 'string', format: 'date-time' }, 'DateTime'],
  [{ type: 'string', format: 'email' }, 'z.email()'],
  [{ type: 'string', format: 'byte' }, 'z.base64()'],
  [{ type: 'string', format: 'password', maxLength: 9 }, 'secret(z.string().max(9))'],
  [{ type: 'integer' }, 'z.int()'],
  [{ type: 'integer', format: 'int32', minimum: 0 }, 'z.int32().min(0)'],
  [{ type: 'integer', format: 'int64' }, 'z.int()'],
  [{ type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 }, 'z.number().gt(0).multipleOf(0.5)'],
  [{ type: 'boolean' }, 'z.boolean()'],
  [{ enum: ['A', 'B'] }, "z.enum(['A', 'B'])"],
  [{ type: 'string', enum: ['A', 'A'] }, "z.literal('A')"],
  [{ type: 'integer', enum: [1, 2] }, 'z.literal([1, 2])'],
  [{ type: 'string', enum: ['__proto__', 'a'] }, "z.literal(['__proto__', 'a'])"],
  [{ const: true }, 'z.literal(true)'],
  [{ type: 'null' }, 'z.null()'],
  [{}, 'z.unknown()'],
  [true, 'z.unknown()'],
  [false, 'z.never()'],
  [{ type: ['string', 'integer'] }, 'z.union([z.string(), z.int()])'],
  [{ type: 'array', items: { type: 'string' }, minItems: 1 }, 'z.array(z.string()).min(1)'],
  [{ type: 'array', prefixItems: [{ type: 'string' }], items: false }, 'z.tuple([z.string()])'],
  [{ type: 'object' }, 'z.record(z.string(), z.unknown())'],
  [{ additionalProperties: { type: 'integer' } }, 'z.record(z.string(), z.int())'],
  [{ type: 'object', additionalProperties: false }, 'z.object({})'],
  [
    { properties: { a: {} }, additionalProperties: true },
    'z.looseObject({ a: z.unknown().optional() })',
  ],
  [
    {
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: { type: 'string' },
    },
    'z.object({ a: z.string() }).catchall(z.string())',
  ],
  [{ allOf: [{ type: 'string' }, { maxLength: 3 }] }, 'z.string().max(3)'],
  [{ oneOf: [{ type: 'string' }] }, 'z.string()'],
  [{ oneOf: [{ type: 'string' }, { type: 'integer' }] }, 'z.union([z.string(), z.int()])'],
]

for (const [schema, code] of texts)
  test(`${JSON.stringify(schema)} is ${code}`, () => {
    assert.equal(written(schema), code)
  })

test('null is let pass in the spelling of 3.0, in each of 3.1, and not otherwise', () => {
  const spelt: readonly (readonly [unknown, string])[] = [
    [{ type: 'string', nullable: true }, '3.0.1'],
    [{ type: 'string', nullable: true, enum: ['A', null] }, '3.0.1'],
    [{ allOf: [{ type: 'string' }], nullable: true }, '3.0.1'],
    [{ type: ['string', 'null'] }, '3.1.0'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, '3.1.0'],
    [{ oneOf: [{ const: null }, { type: 'string' }] }, '3.1.0'],
    [{ enum: ['A', null] }, '3.1.0'],
  ]
  for (const [schema, version] of spelt)
    assert.match(written(schema, version), /^z\.(string\(\)|literal\('A'\))\.nullable\(\)$/)
  assert.equal(written({ type: 'string', nullable: false }, '3.0.1'), 'z.string()')
})

test('a field of an answer that may be missing may be null too; of what is only sent it may not', () => {
  const It = { type: 'object', properties: { a: { type: 'string' } } }
  assert.equal(written(It), 'z.object({ a: z.string().nullish() })')
  const sent = importOpenApi({
    openapi: '3.0.0',
    info: { title: 'One', version: '1' },
    paths: {
      '/x': {
        post: {
          requestBody: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/It' } } },
          },
          responses: { 204: { description: 'done' } },
        },
      },
    },
    components: { schemas: { It } },
  })
  assert.ok(sent.ok)
  assert.equal(constantIn(sent.source, 'It'), 'z.object({ a: z.string().optional() })')
})

test('what is extended stays a constant of its own; what is required only here is said here again', () => {
  const { source } = importSchemas({
    Whole: {
      allOf: [{ $ref: '#/components/schemas/Part' }, { properties: { c: { type: 'string' } } }],
      required: ['b'],
    },
    Part: {
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'string' }, b: { type: 'string' } },
    },
  })
  assert.equal(constantIn(source, 'Part'), 'z.object({ a: z.string(), b: z.string().nullish() })')
  assert.equal(
    constantIn(source, 'Whole'),
    'Part.extend({ b: z.string(), c: z.string().nullish() })',
  )
})

test('two parents are joined in their order', () => {
  const part = (name: string) => ({ type: 'object', properties: { [name]: { type: 'string' } } })
  const { source } = importSchemas({
    Whole: { allOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] },
    A: part('a'),
    B: part('b'),
  })
  assert.equal(constantIn(source, 'Whole'), 'A.extend(B.shape)')
})

test('a discriminator tells alternatives apart, by its mapping or by the names of the schemas', () => {
  const tagged = { type: 'object', required: ['t'], properties: { t: { type: 'string' } } }
  const oneOf = [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]
  const of = (discriminator: Json) =>
    constantIn(
      importSchemas({ Pet: { oneOf, discriminator }, Cat: tagged, Dog: tagged }).source,
      'Pet',
    )
  const cat = (tag: string) => `  Cat.extend({ t: z.literal('${tag}') }),`
  assert.ok(of({ propertyName: 't' }).includes(cat('Cat')))
  const mapping = { c: '#/components/schemas/Cat', d: 'Dog', e: 'Dog' }
  const mapped = of({ propertyName: 't', mapping })
  assert.ok(mapped.startsWith("z.discriminatedUnion('t', ["))
  assert.ok(mapped.includes(cat('c')))
  assert.ok(mapped.includes("Dog.extend({ t: z.enum(['d', 'e']) })"))
})

test('alternatives that nothing tells apart are tried in order, which is told', () => {
  const It = { oneOf: [{ properties: { a: {} } }, { properties: { b: {} } }] }
  assert.match(written(It), /^z\.union\(\[/)
  assert.deepEqual(reasonsOf(It), [
    'no tag tells its alternatives apart: the first that fits is taken',
  ])
})

test('a required field that is only read is optional where it is sent, one that is only written where it is answered', () => {
  const { source } = importSchemas(
    {
      It: {
        type: 'object',
        required: ['id', 'pin'],
        properties: {
          id: { type: 'integer', readOnly: true },
          pin: { type: 'string', writeOnly: true },
        },
      },
    },
    { sent: true },
  )
  assert.equal(constantIn(source, 'It'), 'z.object({ id: z.int(), pin: z.string().nullish() })')
  assert.equal(
    constantIn(source, 'ItInput'),
    'z.object({ id: z.int().optional(), pin: z.string() })',
  )
})

test('what names itself is put off; what is itself and nothing else lets everything pass', () => {
  const self = { $ref: '#/components/schemas/It' }
  assert.match(
    written({ type: 'object', properties: { next: self } }),
    /^z\.object\(\{\n {2}get next\(\) \{\n {4}return It\.nullish\(\)/,
  )
  assert.equal(written({ type: 'array', items: self }), 'z.array(z.lazy((): z.ZodType => It))')
  assert.match(reasonsOf(self).join(), /leads to no schema/)
  for (const endless of [
    { oneOf: [self, { type: 'string' }] },
    { allOf: [self, { properties: {} }] },
  ])
    assert.match(written(endless), /z\.unknown\(\)/)
})

test('words that are not checked, slow or foreign patterns, binary and references to nowhere are told', () => {
  const told: readonly (readonly [unknown, RegExp])[] = [
    [{ type: 'array', items: {}, uniqueItems: true }, /'uniqueItems' is not checked/],
    [{ type: 'object', minProperties: 1 }, /'minProperties' is not checked/],
    [{ type: 'string', pattern: '(a+)+$' }, /some texts would take it long/],
    [{ type: 'string', pattern: '(?i)abc' }, /JavaScript cannot read it/],
    [{ type: 'array', items: { type: 'string', format: 'binary' } }, /binary is no JSON/],
    [
      { properties: { f: { type: 'string', format: 'binary' } } },
      /the field f is left out: it is binary/,
    ],
    [{ properties: { constructor: { type: 'string' } } }, /every object inherits one of this name/],
    [{ $ref: '#/components/schemas/None' }, /leads to no schema/],
    [{ type: 'file' }, /there is no type 'file'/],
    [{ enum: [{ a: 1 }] }, /no plain value/],
  ]
  for (const [schema, reason] of told) assert.match(reasonsOf(schema).join(), reason)
})

for (const pattern of [
  '^[a-z]+(?:-[a-z]{2,4})?$',
  '^\\d{4}-\\d{2}$',
  '^[^@\\s]+@[a-z.]+$',
  '^(a|b)$',
  '^[+-]?\\d{1,3}?(?:[.,]\\d{3}){2}$',
])
  test(`the pattern ${pattern} is kept`, () => {
    assert.match(written({ type: 'string', pattern }), /\.regex\(\//)
  })

for (const pattern of [
  '(a|a)*$',
  '(a?)+$',
  '((ab)+)+',
  '(a{1,9}){2,}',
  '(?=a)b',
  '(a)\\1',
  '\\s*a*b*c*$',
  `${'a?'.repeat(30)}${'a'.repeat(30)}`,
  `^${'(a|a)'.repeat(40)}b`,
  `^${'.{0,9999}'.repeat(4)}x`,
])
  test(`the pattern ${pattern} is left to the server`, () => {
    assert.doesNotMatch(written({ type: 'string', pattern }), /regex/)
  })
