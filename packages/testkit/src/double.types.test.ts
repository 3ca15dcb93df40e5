/** What the compiler refuses of a double. Never run: the type check is the test. */
import { double } from './double.ts'
import { prices } from './testing/service.ts'

double(prices, { priceOf: async ({ id }) => ({ price: id.length }) })
double(prices, { priceOf: async ({ id }, { fault }) => fault('unknown', { id }) })

// @ts-expect-error The output has a number.
double(prices, { priceOf: async () => ({ price: 'four' }) })

// @ts-expect-error There is no such operation.
double(prices, { prizeOf: async () => ({ price: 4 }) })

double(prices, {
  // @ts-expect-error The contract declares no such fault.
  priceOf: async ({ id }, { fault }) => fault('soldOut', { id }),
})

double(prices, {
  // @ts-expect-error The details of the fault name an id.
  priceOf: async (_, { fault }) => fault('unknown', {}),
})

double(prices, {
  // @ts-expect-error The input has no such field.
  priceOf: async ({ sku }) => ({ price: sku }),
})
