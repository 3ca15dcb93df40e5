/** What a program finds at the door: health, the document, and headers. */
import assert from 'node:assert/strict'
import { validate } from '@readme/openapi-parser'
import { ask, type Ground, type Problem } from '../shop.ts'
import type { Journey } from './journey.ts'

/** The journeys of the door. */
export const gatewayJourneys: readonly Journey[] = [
  { title: 'it is live and ready', run: health },
  { title: 'its document is OpenAPI 3.1 and names every route', run: document },
  { title: 'an unknown route is a problem with a code and no stack', run: unknown },
]

async function health(ground: Ground): Promise<void> {
  for (const path of ['/health/live', '/health/ready']) {
    const { status } = await ask(ground, path)
    assert.equal(status, 200, path)
  }
}

async function document(ground: Ground): Promise<void> {
  const { status, body } = await ask<Record<string, unknown>>(ground, '/openapi.json')
  assert.equal(status, 200)
  assert.match(String(body['openapi']), /^3\.1\./)
  // The validator wants a document type of its own; that this is one is what it is asked.
  const result = await validate(structuredClone(body) as never)
  assert.ok(result.valid, JSON.stringify(result))
  const paths = Object.keys(body['paths'] ?? {})
  for (const path of [
    '/api/session',
    '/api/products',
    '/api/products/{sku}',
    '/api/orders',
    '/api/orders/{orderId}',
    '/api/orders/{orderId}/events',
    '/health/ready',
  ])
    assert.ok(paths.includes(path), `${path} is documented`)
}

async function unknown(ground: Ground): Promise<void> {
  const { status, body, headers } = await ask<Problem>(ground, '/api/nothing/here')
  assert.equal(status, 404)
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/)
  assert.match(body.code, /^[a-z_.]+$/)
  assert.doesNotMatch(JSON.stringify(body), / at .*:\d+/)
}
