/**
 * Any lawful small document becomes a lawful module. Documents are made by chance, each with values that its schemas describe: a schema and one of its values are made
 * together, so that nothing here has to understand JSON Schema.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { parseSync } from 'oxc-parser'
import { z } from 'zod'
import { type Operation, operationsOf } from '../contract.ts'
import { toOpenApi } from '../openapi.ts'
import { parseRoute } from '../route.ts'
import { createParser } from '../schema.ts'
import { importOpenApi } from './index.ts'
import { evaluate } from './testing.ts'

type Json = Readonly<Record<string, unknown>>

/** A schema and a value of it. */
interface Made {
  readonly schema: Json
  readonly value: unknown
}

/** A document, what may be sent to each of its operations, and what it may answer. */
interface MadeDocument {
  readonly document: Json
  readonly operations: readonly {
    readonly method: 'GET' | 'POST'
    readonly path: string
    readonly required: readonly string[]
    readonly input: unknown
    readonly output: unknown
  }[]
}

type Version = '3.0.3' | '3.1.0'

const words = fc.constantFrom(
  'id',
  'name',
  'a-b',
  'first name',
  "it's",
  'say "so"',
  'größe',
  '名前',
  '$ref$',
  '*/ x',
  '`${x}`',
  '\\',
)

const text = fc.string({ maxLength: 8 })

function strings(): fc.Arbitrary<Made> {
  return fc.oneof(
    text.map((value) => ({ schema: { type: 'string' }, value })),
    fc.tuple(fc.nat(4), fc.nat(4)).chain(([min, more]) =>
      fc.string({ minLength: min, maxLength: min + more }).map((value) => ({
        schema: { type: 'string', minLength: min, maxLength: min + more },
        value,
      })),
    ),
    fc.uuid().map((value) => ({ schema: { type: 'string', format: 'uuid' }, value })),
    fc
      .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => ({
        schema: { type: 'string', format: 'date-time' },
        value: date.toISOString(),
      })),
    fc
      .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => ({
        schema: { type: 'string', format: 'date' },
        value: date.toISOString().slice(0, 10),
      })),
    fc.ipV4().map((value) => ({ schema: { type: 'string', format: 'ipv4' }, value })),
    fc.constant({ schema: { type: 'string', pattern: '^[a-z]+/\\d{2}$' }, value: 'ab/12' }),
    fc.constant({ schema: { type: 'string', format: 'password' }, value: 'secret' }),
    fc
      .uniqueArray(text, { minLength: 1, maxLength: 4 })
      .map((values) => ({ schema: { type: 'string', enum: values }, value: values[0] })),
  )
}

function numbers(version: Version): fc.Arbitrary<Made> {
  return fc.oneof(
    fc.integer().map((value) => ({ schema: { type: 'integer', format: 'int32' }, value })),
    fc.maxSafeInteger().map((value) => ({ schema: { type: 'integer', format: 'int64' }, value })),
    fc
      .integer({ min: -1000, max: 1000 })
      .map((value) => ({ schema: { type: 'integer', minimum: value, maximum: value + 3 }, value })),
    fc.integer({ min: -1000, max: 1000 }).map((value) => ({
      schema:
        version === '3.0.3'
          ? { type: 'number', minimum: value - 1, exclusiveMinimum: true }
          : { type: 'number', exclusiveMinimum: value - 1 },
      value,
    })),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value) => ({ schema: { type: 'number' }, value })),
  )
}

function plain(version: Version): fc.Arbitrary<Made> {
  return fc.oneof(
    strings(),
    numbers(version),
    fc.boolean().map((value) => ({ schema: { type: 'boolean' }, value })),
  )
}

function nullable(version: Version, { schema, value }: Made, isNull: boolean): Made {
  const type = schema['type']
  const wide =
    version === '3.0.3'
      ? { ...schema, nullable: true }
      : typeof type === 'string' && !('enum' in schema)
        ? { ...schema, type: [type, 'null'] }
        : { oneOf: [schema, { type: 'null' }] }
  return { schema: wide, value: isNull ? null : value }
}

function objects(inner: fc.Arbitrary<Made>, prefix = ''): fc.Arbitrary<Made> {
  const field = fc.record({
    name: words,
    made: inner,
    isRequired: fc.boolean(),
    isThere: fc.boolean(),
    description: fc.option(fc.oneof(text, fc.constant('*/ throw 1 /* @ts-nocheck')), {
      nil: undefined,
    }),
  })
  return fc.uniqueArray(field, { maxLength: 4, selector: ({ name }) => name }).map((fields) => {
    const required = fields.filter(({ isRequired }) => isRequired).map(({ name }) => prefix + name)
    const properties = fields.map(({ name, made, description }): [string, unknown] => [
      prefix + name,
      '$ref' in made.schema || description === undefined
        ? made.schema
        : { ...made.schema, description },
    ])
    const there = fields.filter(({ isRequired, isThere }) => isRequired || isThere)
    return {
      schema: {
        type: 'object',
        properties: Object.fromEntries(properties),
        ...(required.length > 0 ? { required } : {}),
      },
      value: Object.fromEntries(there.map(({ name, made }) => [prefix + name, made.value])),
    }
  })
}

function nested(version: Version, refs: readonly Made[]): fc.Arbitrary<Made> {
  const { any } = fc.letrec<{ any: Made }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      plain(version),
      ...(refs.length > 0 ? [fc.constantFrom(...refs)] : []),
      fc.tuple(tie('any'), fc.boolean()).map(([made, isNull]) => nullable(version, made, isNull)),
      fc.tuple(tie('any'), fc.nat(2)).map(([{ schema, value }, count]) => ({
        schema: { type: 'array', items: schema, minItems: count },
        value: Array.from({ length: count }, () => value),
      })),
      fc.tuple(tie('any'), words).map(([{ schema, value }, name]) => ({
        schema: { type: 'object', additionalProperties: schema },
        value: { [name]: value },
      })),
      objects(tie('any')),
      fc.tuple(objects(tie('any'), 'l'), objects(tie('any'), 'r')).map(([left, right]) => ({
        schema: { allOf: [left.schema, right.schema] },
        value: { ...(left.value as object), ...(right.value as object) },
      })),
      fc.tuple(objects(tie('any'), 'l'), objects(tie('any'), 'r'), fc.boolean()).map(tagged),
      fc.tuple(strings(), tie('any'), fc.boolean()).map(([left, right, isLeft]) => ({
        schema: { anyOf: [left.schema, right.schema] },
        value: isLeft ? left.value : right.value,
      })),
    ),
  }))
  return any
}

function tagged([left, right, isLeft]: [Made, Made, boolean]): Made {
  const withTag = (made: Made, tag: string) => ({
    allOf: [
      made.schema,
      { type: 'object', properties: { kind: { enum: [tag] } }, required: ['kind'] },
    ],
  })
  const chosen = isLeft ? left : right
  return {
    schema: { oneOf: [withTag(left, 'left'), withTag(right, 'right')] },
    value: { ...(chosen.value as object), kind: isLeft ? 'left' : 'right' },
  }
}

/** Components of which each may name those before it and, in a field that may be missing, any at all. */
function components(version: Version): fc.Arbitrary<readonly (Made & { readonly name: string })[]> {
  const names = fc.uniqueArray(
    fc.constantFrom('Order', 'order', 'a.b.Order', '3D', 'Größe', 'class', 'Z', 'Date'),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  return names.chain((all) => {
    const make = (
      index: number,
      known: readonly (Made & { readonly name: string })[],
    ): fc.Arbitrary<readonly (Made & { readonly name: string })[]> => {
      const name = all[index]
      if (name === undefined) return fc.constant(known)
      const refs = known.map((each) => ({ schema: refTo(each.name), value: each.value }))
      return fc
        .tuple(
          nested(version, refs),
          objects(nested(version, refs)),
          fc.boolean(),
          fc.nat(all.length - 1),
        )
        .chain(([any, whole, isObject, back]) => {
          const looping = all[back] ?? name
          const properties = { ...(whole.schema['properties'] as Json), back: refTo(looping) }
          const made = isObject ? { ...whole, schema: { ...whole.schema, properties } } : any
          return make(index + 1, [...known, { ...made, name }])
        })
    }
    return make(0, [])
  })
}

function refTo(name: string): Json {
  return { $ref: `#/components/schemas/${encodeURIComponent(name)}` }
}

/** Lawful small documents. */
const madeDocuments: fc.Arbitrary<MadeDocument> = fc
  .constantFrom<Version>('3.0.3', '3.1.0')
  .chain((version) =>
    components(version).chain((schemas) => {
      const refs = schemas.map(({ name, value }) => ({ schema: refTo(name), value }))
      const body = objects(nested(version, refs))
      const query = objects(plain(version))
      return fc
        .record({
          answers: fc.tuple(nested(version, refs), nested(version, refs)),
          body,
          query,
          ids: fc.tuple(fc.boolean(), fc.integer()),
          said: text,
        })
        .map((made) => toDocument(version, schemas, made))
    }),
  )

function toDocument(
  version: Version,
  schemas: readonly (Made & { readonly name: string })[],
  made: {
    readonly answers: readonly [Made, Made]
    readonly body: Made
    readonly query: Made
    readonly ids: readonly [boolean, number]
    readonly said: string
  },
): MadeDocument {
  const { answers, body, query, said } = made
  const [isField, id] = made.ids
  const answer = ({ schema }: Made) => ({
    200: { description: said, content: { 'application/json': { schema } } },
    404: { description: said },
  })
  const requiredOf = (each: Made) => (each.schema['required'] ?? []) as readonly string[]
  const parameters = Object.entries(query.schema['properties'] as Json).map(([name, schema]) => ({
    name,
    in: 'query',
    required: requiredOf(query).includes(name),
    schema,
  }))
  const path = isField ? '/things/{thing_id}' : '/things'
  const inPath = isField
    ? [{ name: 'thing_id', in: 'path', required: true, schema: { type: 'integer' } }]
    : []
  const sent = isField ? { thingId: id } : {}
  return {
    document: {
      openapi: version,
      info: { title: 'Made', version: '1', description: said },
      paths: {
        '/found': { get: { summary: said, parameters, responses: answer(answers[0]) } },
        [path]: {
          post: {
            parameters: inPath,
            requestBody: {
              required: true,
              content: { 'application/json': { schema: body.schema } },
            },
            responses: answer(answers[1]),
          },
        },
      },
      components: {
        schemas: Object.fromEntries(schemas.map(({ name, schema }) => [name, schema])),
      },
    },
    operations: [
      {
        method: 'GET',
        path: '/found',
        required: requiredOf(query),
        input: query.value,
        output: answers[0].value,
      },
      {
        method: 'POST',
        path: path.replace('thing_id', 'thingId'),
        required: [...(isField ? ['thingId'] : []), ...requiredOf(body)],
        input: { ...(body.value as object), ...sent },
        output: answers[1].value,
      },
    ],
  }
}

test('any lawful small document becomes a module that parses, runs, says the same and takes what it describes', async () => {
  await fc.assert(
    fc.asyncProperty(madeDocuments, async ({ document, operations }) => {
      const imported = importOpenApi(document, { name: 'made' })
      assert.ok(imported.ok, JSON.stringify(imported))
      assert.deepEqual(parseSync('made.ts', imported.source).errors, [], imported.source)
      const contract = evaluate(imported.source, imported.constant, z)
      const found = operationsOf(contract)
      assert.deepEqual(
        found.map((each) => `${parseRoute(each).method} ${parseRoute(each).path}`),
        operations.map(({ method, path }) => `${method} ${path}`),
      )
      const routes = found.map((operation) => ({ ...parseRoute(operation), operation }))
      assert.ok(toOpenApi({ title: 'made', version: '1', routes }))
      for (const [index, operation] of found.entries()) await takes(operation, operations[index])
    }),
    { numRuns: 40 },
  )
})

test('modules are laid out as the formatter of this repository would', () => {
  const made = fc.sample(madeDocuments, { seed: 7, numRuns: 40 })
  const sources = made.map(({ document }) => importOpenApi(document, { name: 'made' }))
  const all = sources.map((each) => (each.ok ? each.source : each.reason)).join('\n')
  const program = fileURLToPath(import.meta.resolve('@biomejs/biome/bin/biome'))
  const args = [program, 'format', '--stdin-file-path=made.ts']
  const root = join(import.meta.dirname, '../../../..')
  const formatted = execFileSync(process.execPath, args, {
    cwd: root,
    input: all,
    encoding: 'utf8',
  })
  assert.equal(all, formatted)
})

async function takes(
  operation: Operation,
  made:
    | { readonly required: readonly string[]; readonly input: unknown; readonly output: unknown }
    | undefined,
): Promise<void> {
  assert.ok(made !== undefined)
  const schema = operation.input['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
  const { required = [] } = schema
  assert.ok(Array.isArray(required))
  assert.deepEqual(required.map(String).toSorted(), made.required.toSorted())
  const input = await createParser(operation.input, 'refuse')(made.input)
  assert.ok(input.ok, JSON.stringify([input, made.input]))
  const output = await createParser(operation.output, 'allow')(made.output)
  assert.ok(output.ok, JSON.stringify([output, made.output]))
}
