import assert from 'node:assert/strict'
import { test } from 'node:test'
import { documentOf } from '@atoll/gateway'
import { validate } from '@readme/openapi-parser'
import { web } from './web.ts'

function written(): Record<string, unknown> {
  const document: unknown = JSON.parse(JSON.stringify(documentOf(web, 'store', '1')))
  assert.ok(typeof document === 'object' && document !== null)
  return { ...document }
}

test('the document of the store is valid OpenAPI 3.1', async () => {
  const result = await validate(written() as Parameters<typeof validate>[0])
  assert.deepEqual(result.valid ? [] : result.errors, [])
})

function pathsOf(document: Record<string, unknown>): Record<string, object> {
  const { paths } = document
  assert.ok(typeof paths === 'object' && paths !== null)
  return { ...paths }
}

test('every route of the store is in its document', () => {
  const paths = pathsOf(written())
  for (const { route } of web.routes)
    assert.ok(route.method.toLowerCase() in (paths[route.path] ?? {}), route.path)
})

test('a program is told exactly what a product with its stock looks like', () => {
  const text = JSON.stringify(pathsOf(written())['/api/products/{sku}'])
  for (const word of ['"subCategory"', '"available"', '"X-Partial"', '"in":"path"'])
    assert.ok(text.includes(word), word)
})
