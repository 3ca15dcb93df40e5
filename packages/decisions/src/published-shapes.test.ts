import assert from 'node:assert/strict'
import { describe as group, test } from 'node:test'
import { describe, type Schema } from '@atoll/contract'
import { z } from 'zod'
import { differencesOf } from './published-shapes.ts'

function differ(writer: Schema, reader: Schema, unknownFields: 'refuse' | 'allow' = 'allow') {
  return differencesOf(describe(writer, 'output'), describe(reader, 'output'), {
    unknownFields,
  }).map(({ field, why }) => `${field} ${why}`)
}

group('what one end writes and the other reads', () => {
  const tree: z.ZodType = z.object({
    get more() {
      return z.array(tree)
    },
  })
  const same: Readonly<Record<string, Schema>> = {
    'an object': z.object({ a: z.string(), b: z.int().optional() }),
    'a list': z.array(z.object({ a: z.enum(['x', 'y']) })),
    'one of several': z.union([
      z.object({ kind: z.literal('a') }),
      z.object({ kind: z.literal('b') }),
    ]),
    'null or a text': z.string().nullable(),
    anything: z.unknown(),
    'a tree': tree,
  }
  for (const [name, schema] of Object.entries(same))
    test(`is the same: ${name}`, () => {
      assert.deepEqual(differ(schema, schema, 'refuse'), [])
    })
})

group('a difference', () => {
  const cases: readonly (readonly [string, Schema, Schema, string])[] = [
    [
      'is a field that may be left out',
      z.object({ a: z.string().optional() }),
      z.object({ a: z.string() }),
      '/a missing',
    ],
    [
      'is a field that is gone, deep inside',
      z.object({ items: z.array(z.object({})) }),
      z.object({ items: z.array(z.object({ sku: z.string() })) }),
      '/items/*/sku missing',
    ],
    ['is another type', z.object({ a: z.string() }), z.object({ a: z.int() }), '/a type'],
    ['is a number where a whole one is read', z.number(), z.int(), '/ type'],
    ['is null', z.string().nullable(), z.string(), '/ type'],
    ['is a new value', z.enum(['a', 'b']), z.enum(['a']), '/ value'],
    ['is any text where some are read', z.string(), z.enum(['a']), '/ value'],
    ['is a wider bound', z.string().max(20), z.string().max(10), '/ bounds'],
    ['is a lower bound', z.int().min(0), z.int().min(1), '/ bounds'],
    [
      'is a new kind',
      z.union([z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('c') })]),
      z.union([z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })]),
      '/ type',
    ],
  ]
  for (const [name, writer, reader, expected] of cases)
    test(name, () => assert.deepEqual(differ(writer, reader), [expected]))

  test('is a field that nobody named, where such are refused, and nowhere else', () => {
    const [more, fewer] = [z.object({ a: z.string(), b: z.string() }), z.object({ a: z.string() })]
    assert.deepEqual(differ(more, fewer, 'refuse'), ['/b unknown'])
    assert.deepEqual(differ(more, fewer, 'allow'), [])
    assert.deepEqual(differ(more, z.looseObject({ a: z.string() }), 'refuse'), [])
  })

  test('is none where more is read than written', () => {
    assert.deepEqual(differ(z.int(), z.number()), [])
    assert.deepEqual(differ(z.enum(['a']), z.enum(['a', 'b'])), [])
    assert.deepEqual(differ(z.literal('a'), z.string()), [])
    assert.deepEqual(differ(z.string().max(5), z.string().max(9)), [])
    assert.deepEqual(differ(z.string(), z.string().nullable()), [])
  })
})

test('shapes that hold themselves are followed once', { timeout: 5_000 }, () => {
  const node: z.ZodType = z.object({
    value: z.string(),
    get left() {
      return node.nullable()
    },
    get right() {
      return node.nullable()
    },
  })
  const other: z.ZodType = z.object({
    value: z.int(),
    get left() {
      return other.nullable()
    },
    get right() {
      return other.nullable()
    },
  })
  assert.deepEqual(differ(node, node, 'refuse'), [])
  assert.ok(differ(node, other).includes('/value type'))
  const endless = { anyOf: [{ $ref: '#' }, { $ref: '#' }] }
  assert.deepEqual(differencesOf(endless, endless, { unknownFields: 'refuse' }), [])
  let deep: object = { type: 'string' }
  for (let forms = 0; forms < 50_000; forms += 1) deep = { anyOf: [deep, { type: 'null' }] }
  assert.deepEqual(differencesOf({ ...deep }, { ...deep }, { unknownFields: 'refuse' }), [])
})

test('a field may be named like a part of every object', () => {
  const wider = z.object({ constructor: z.string() })
  assert.deepEqual(differ(wider, z.object({}), 'refuse'), ['/constructor unknown'])
})
