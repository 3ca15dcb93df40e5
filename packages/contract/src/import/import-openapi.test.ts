import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Contract, type Operation, operationsOf } from '../contract.ts'
import { toOpenApi } from '../openapi.ts'
import { parseRoute } from '../route.ts'
import { createParser } from '../schema.ts'
import { importOpenApi } from './index.ts'
import { evaluate } from './testing.ts'

type Json = Readonly<Record<string, unknown>>

const documents = join(import.meta.dirname, 'documents')
const cases = [
  { name: 'shop', document: read('shop.json'), base: '/shop' },
  { name: 'petclinic', document: read('petclinic.yaml'), base: '/petclinic/api' },
] as const

const shop = contractOf('shop')

function contractOf(name: (typeof cases)[number]['name']): Contract {
  const { document } = cases.find((each) => each.name === name) ?? cases[0]
  const imported = importOpenApi(document, { name })
  assert.ok(imported.ok)
  return evaluate(imported.source, imported.constant, z)
}

function operationOf(name: string): Operation {
  const found = operationsOf(shop).find((each) => each.name === name)
  assert.ok(found !== undefined, name)
  return found
}

/** What follows a module in its file, so that the compiler tells what its types refuse. */
const mistakes = '\n// What must compile of it, and what must not.\n'
/** The marks of what documents show. */
const regions = /^ *\/\/ (?:region \w+|endregion)\n/gm

function read(file: string): Json {
  const document: unknown = parse(readFileSync(join(documents, file), 'utf8'))
  return at(document)
}

function at(value: unknown, ...path: readonly string[]): Json {
  let found = value
  for (const each of path) found = Reflect.get(at(found), each) ?? {}
  assert.ok(typeof found === 'object' && found !== null)
  return { ...found }
}

function documented(contract: Contract): Json {
  const routes = operationsOf(contract).map((operation) => ({
    ...parseRoute(operation),
    operation,
  }))
  return toOpenApi({ title: 'again', version: '1', routes })
}

function requiredIn(schema: unknown): readonly string[] {
  const { required } = at(schema)
  return Array.isArray(required) ? required.map(String) : []
}

for (const { name, document, base } of cases) {
  const contract = contractOf(name)

  test(`${name}: the module is the one that is kept and type-checked here, character by character`, () => {
    const imported = importOpenApi(document, { name })
    assert.ok(imported.ok)
    const kept = readFileSync(join(documents, `${name}.types.test.ts`), 'utf8')
    const [module = ''] = kept.replaceAll(regions, '').split(mistakes)
    assert.equal(imported.source, module)
    assert.deepEqual(
      imported.operations.map((each) => each.name),
      operationsOf(contract).map((each) => each.name),
    )
  })

  test(`${name}: its own OpenAPI document has the same paths, methods, successes and required fields`, () => {
    const imported = importOpenApi(document, { name })
    assert.ok(imported.ok)
    const again = documented(contract)
    for (const { at: place, http } of imported.operations) {
      const [method = '', path = ''] = place.split(' ')
      const [, ours = ''] = http.split(' ')
      const nameless = (text: string) => text.replaceAll(/\{\w+\}/g, '{}')
      assert.equal(nameless(ours), base + nameless(path))
      const before = at(document, 'paths', path, method.toLowerCase())
      const after = at(again, 'paths', ours, method.toLowerCase())
      const success = Object.keys(at(before, 'responses')).find((each) => each.startsWith('2'))
      assert.ok(success !== undefined && success in at(after, 'responses'), place)
      assert.deepEqual(bodyFields(again, after), bodyFields(document, before), place)
      assert.deepEqual(queryFields(after), queryFields(before), place)
    }
    const total = Object.values(at(document, 'paths')).flatMap((item) =>
      Object.keys(at(item)).filter((key) => key !== 'parameters'),
    )
    const left = imported.remarks.filter(({ effect }) => effect === 'left out')
    assert.equal(imported.operations.length + left.length, total.length)
  })
}

/** The required fields of a body: those that are only read are not sent. */
function bodyFields(document: Json, operation: Json): readonly string[] {
  const schema = at(operation, 'requestBody', 'content', 'application/json', 'schema')
  return [...requiredOf(document, schema)].toSorted()
}

function requiredOf(document: Json, schema: Json): Set<string> {
  const reference = schema['$ref']
  const whole =
    typeof reference === 'string' ? at(document, ...reference.slice(2).split('/')) : schema
  const parts = Array.isArray(whole['allOf']) ? whole['allOf'].map((each) => at(each)) : []
  const required = new Set(requiredIn(whole))
  const properties = { ...at(whole, 'properties') }
  for (const part of parts) {
    for (const each of requiredOf(document, part)) required.add(each)
    Object.assign(properties, at(part, 'properties'))
  }
  for (const name of required) if (at(properties, name)['readOnly'] === true) required.delete(name)
  return required
}

/** Spring's `pageable` stands for fields none of which is required. */
function queryFields(operation: Json): readonly string[] {
  const { parameters = [] } = operation
  assert.ok(Array.isArray(parameters))
  return parameters
    .map((each) => at(each))
    .filter((each) => each['in'] === 'query' && each['required'] === true)
    .map((each) => String(each['name']))
    .filter((each) => each !== 'pageable')
}

test('a document that we write ourselves comes back as what it was written of', () => {
  for (const { name } of cases) {
    const before = documented(contractOf(name))
    const imported = importOpenApi(JSON.parse(JSON.stringify(before)), { name })
    assert.ok(imported.ok)
    const after = documented(evaluate(imported.source, imported.constant, z))
    const shown = (document: Json) =>
      Object.entries(at(document, 'paths')).flatMap(([path, item]) =>
        Object.entries(at(item)).map(([method, each]) => {
          const operation = at(each)
          const { security, 'x-scopes': scopes = null } = operation
          const successes = Object.keys(at(operation, 'responses')).filter((status) => status < '3')
          const fields = [bodyFields(document, operation), queryFields(operation)]
          return [method, path, security, scopes, successes, fields]
        }),
      )
    assert.deepEqual(shown(after), shown(before))
  }
})

test('what cannot be said is told with its place, its operation and its reason, and marked in the module', () => {
  const imported = importOpenApi(cases[0].document, { name: 'shop' })
  assert.ok(imported.ok)
  const told = imported.remarks.map(({ effect, at: place, operation }) => [
    effect,
    place,
    operation,
  ])
  assert.deepEqual(told, [
    ['changed', 'GET /api/products/{id}', 'get'],
    ['left out', 'PATCH /api/products/{id}/price', 'reprice'],
    ['left out', 'GET /api/products/{id}/image', 'image'],
    ['left out', 'POST /api/products/{id}/image', 'upload'],
    ['changed', 'GET /api/orders', 'list1'],
    ['noted', 'POST /api/orders', 'place'],
    ['changed', 'DELETE /api/orders/{orderId}', 'cancel'],
    ['changed', 'GET /api/stock', 'stock'],
    ['changed', 'POST /api/stock', 'count'],
    ['changed', '#/components/schemas/NewProduct', null],
  ])
  for (const { reason } of imported.remarks)
    assert.ok(imported.source.replaceAll(/\s+\*?\s*/g, ' ').includes(reason), reason)
})

test('nobody may call what asks for a token, and anyone may call what asks for none', () => {
  const scopes = operationsOf(shop).map(({ name, allow }) => [name, allow.scopes])
  assert.deepEqual(Object.fromEntries(scopes), {
    list: 'anyone',
    create: ['products:write'],
    get: 'anyone',
    update: ['products:write', 'products:read'],
    list1: [],
    place: [],
    cancel: [],
    categories: 'anyone',
    stock: [],
    count: [],
  })
})

test('what a server answers is taken: null for what is missing, a tree, a tagged alternative', async () => {
  const order = {
    id: 1,
    state: 'PAID',
    placedAt: '2026-11-23T08:00:00.123',
    lines: [{ sku: 'AB-1234', quantity: 1 }],
    paidBy: { kind: 'card', number: '4111', holder: null },
  }
  const taken: readonly (readonly [Operation, unknown])[] = [
    [
      operationOf('list1'),
      [order, { ...order, paidBy: { kind: 'invoice', email: 'a@example.com' } }],
    ],
    [operationOf('categories'), [{ name: 'a', parts: [{ name: 'b', parts: null }] }]],
    [operationOf('list'), { content: null, totalPages: 0, more: 'than was said' }],
    [operationOf('cancel'), null],
  ]
  for (const [operation, value] of taken) {
    const validation = await createParser(operation.output, 'allow')(value)
    assert.ok(validation.ok, JSON.stringify(validation))
  }
  const wrong = [{ ...order, paidBy: { kind: 'cash' } }]
  assert.equal((await createParser(operationOf('list1').output, 'allow')(wrong)).ok, false)
})
