/** The contract of `bench/contracts.ts` in Fastify's own words: JSON Schema for ajv and for its serializer. */

const sku = { type: 'string', minLength: 1, maxLength: 40 }
const cents = { type: 'integer', minimum: 0 }
const card = { type: 'string', minLength: 4, maxLength: 40 }

function object(properties) {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(properties),
    properties,
  }
}

function list(items) {
  return { type: 'array', minItems: 1, maxItems: 50, items }
}

/** What is quoted. */
export const order = object({
  orderId: { type: 'string', format: 'uuid' },
  customer: { type: 'string', minLength: 1, maxLength: 100 },
  card,
  lines: list(object({ sku, quantity: { type: 'integer', minimum: 1, maximum: 99 } })),
})
/** What a quote says. */
export const quote = object({
  orderId: { type: 'string', format: 'uuid' },
  lines: list(object({ sku, quantity: { type: 'integer' }, cents })),
  totalCents: cents,
  method: { type: 'string', maxLength: 20 },
})
/** What the catalog is asked and answers. */
export const skus = object({ skus: list(sku) })
export const prices = object({ prices: list(cents) })
/** What payments is asked and answers. */
export const paying = object({ card })
export const method = object({ method: { type: 'string', maxLength: 20 } })
