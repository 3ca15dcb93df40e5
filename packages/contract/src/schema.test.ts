import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { fieldSchema, fieldsOf, fromText, isRequired } from './json-schema.ts'
import { createParser, describe, type Schema, type UnknownFields } from './schema.ts'
import { isSecret, secret } from './secret.ts'
import { stream } from './stream.ts'

async function issuesOf(schema: Schema, value: unknown, unknown: UnknownFields = 'refuse') {
  const validation = await createParser(schema, unknown)(value)
  return validation.ok ? [] : validation.issues.map(({ path }) => path)
}

const line = z.object({ sku: z.string(), tags: z.array(z.object({ name: z.string() })).optional() })
const order = z.object({
  lines: z.array(line),
  pair: z.tuple([z.object({ a: z.number() }), z.object({ b: z.number() })]).optional(),
  by: z.union([z.object({ email: z.string() }), z.object({ phone: z.string() })]).optional(),
  notes: z.record(z.string(), z.string()).optional(),
  open: z.looseObject({}).optional(),
  parent: z.object({ line }).nullable().optional(),
})

test('a field that nobody declared is refused at any depth, named by its pointer', async () => {
  const good = { lines: [{ sku: 'a', tags: [{ name: 'x' }] }] }
  assert.deepEqual(await issuesOf(order, good), [])
  const bad: readonly (readonly [string, unknown])[] = [
    ['/x', { ...good, x: 1 }],
    ['/lines/1/x', { lines: [{ sku: 'a' }, { sku: 'a', x: 1 }] }],
    ['/lines/0/tags/0/x', { lines: [{ sku: 'a', tags: [{ name: 'n', x: 1 }] }] }],
    ['/pair/1/x', { ...good, pair: [{ a: 1 }, { b: 1, x: 1 }] }],
    ['/by/x', { ...good, by: { phone: '1', x: 1 } }],
    ['/a~1b~0c', { ...good, 'a/b~c': 1 }],
    ['/constructor', { ...good, constructor: 1 }],
    ['/__proto__', JSON.parse('{ "lines": [], "__proto__": { "admin": true } }')],
  ]
  for (const [pointer, value] of bad) assert.deepEqual(await issuesOf(order, value), [pointer])
})

test('a field that nobody declared is refused where a value may be null or of another type too', async () => {
  const schema = z.object({
    parent: z.object({ line }).nullable(),
    list: z.array(line).nullable(),
    either: z.union([z.string(), z.array(line), line]),
  })
  const good = { parent: null, list: null, either: 'x' }
  assert.deepEqual(await issuesOf(schema, good), [])
  const x = { sku: 'a', x: 1 }
  assert.deepEqual(await issuesOf(schema, { ...good, parent: { line: x } }), ['/parent/line/x'])
  assert.deepEqual(await issuesOf(schema, { ...good, list: [x] }), ['/list/0/x'])
  assert.deepEqual(await issuesOf(schema, { ...good, either: x }), ['/either/x'])
  assert.deepEqual(await issuesOf(schema, { ...good, either: [x] }), ['/either/0/x'])
})

test('what a schema leaves open stays open', async () => {
  const value = { lines: [], notes: { any: 'x' }, open: { any: 1 } }
  assert.deepEqual(await issuesOf(order, value), [])
})

test('a reader of replies lets unknown fields pass', async () => {
  assert.deepEqual(await issuesOf(order, { lines: [], x: 1 }, 'allow'), [])
})

test('a recursive schema is searched as deep as the value goes', async () => {
  const node = z.object({
    get next() {
      return node.optional()
    },
  })
  assert.deepEqual(await issuesOf(node, { next: { next: { next: {} } } }), [])
  assert.deepEqual(await issuesOf(node, { next: { next: { x: 1 } } }), ['/next/next/x'])
})

test('every reason is told, by JSON pointer', async () => {
  const schema = z.object({
    a: z.number(),
    'b/c': z.object({ '~': z.string() }),
    list: z.array(z.int()),
  })
  const value = { a: 'x', 'b/c': { '~': 1 }, list: [1, 'x'] }
  assert.deepEqual(await issuesOf(schema, value), ['/a', '/b~1c/~0', '/list/1'])
  assert.deepEqual(await issuesOf(z.string(), 1), [''])
})

test('a schema that validates later is waited for', async () => {
  const schema = z.string().refine(async (text) => text === 'a')
  assert.deepEqual(await issuesOf(schema, 'b'), [''])
  assert.deepEqual(await issuesOf(schema, 'a'), [])
})

test('checking an arbitrary value never throws', async () => {
  const parser = createParser(order, 'refuse')
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (value) => {
      await parser(value)
    }),
  )
})

test('a text becomes what its field asks for, and one that does not look the part stays a text', () => {
  const at = (schema: Schema, text: string) => fromText(describe(schema, 'input'), text)
  assert.equal(at(z.int(), '12'), 12)
  assert.equal(at(z.number(), '-1.5'), -1.5)
  assert.equal(at(z.boolean(), 'true'), true)
  assert.equal(at(z.boolean(), 'false'), false)
  assert.equal(at(z.string(), '12'), '12')
  assert.equal(at(z.int().optional(), '12'), 12)
  assert.equal(at(z.int().nullable(), '12'), 12)
  assert.equal(at(z.union([z.string(), z.number()]), '12'), '12')
  for (const text of ['', ' 1', '1 ', '0x10', '1e3', 'NaN', 'Infinity', '01', '+1', '.5', '1.'])
    assert.equal(at(z.number(), text), text)
  for (const text of ['TRUE', '1', 'yes']) assert.equal(at(z.boolean(), text), text)
})

test('fields are looked up by their own names only', () => {
  const schema = describe(z.object({ a: z.string(), b: z.int().optional() }), 'input')
  assert.deepEqual(fieldsOf(schema), ['a', 'b'])
  assert.equal(fieldSchema(schema, 'b')['type'], 'integer')
  assert.deepEqual(fieldSchema(schema, 'constructor'), {})
  assert.deepEqual([isRequired(schema, 'a'), isRequired(schema, 'b')], [true, false])
})

test('a secret schema still validates, describes itself and has its own methods', async () => {
  const password = secret(z.string().min(3))
  assert.ok(isSecret(password))
  assert.ok(!isSecret(z.string()))
  assert.deepEqual(await issuesOf(password, 'ab'), [''])
  assert.equal(describe(password, 'input')['type'], 'string')
  assert.equal(password.parse('abc'), 'abc')
  assert.deepEqual(await issuesOf(z.object({ password }), { password: 'abc' }), [])
})

test('a stream takes what can be iterated and nothing else', async () => {
  const output = stream(z.object({ at: z.number() }))
  const items = (async function* () {
    yield { at: 1 }
  })()
  const parser = createParser(output, 'allow')
  assert.deepEqual(await parser(items), { ok: true, value: items })
  for (const value of [[], {}, null, 'x']) assert.deepEqual((await parser(value)).ok, false)
})
