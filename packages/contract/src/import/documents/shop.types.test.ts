/**
 * What may be said to Shop API v2.
 * Products, orders and stock of a small shop.
 * Written once from its OpenAPI document; from now on it is yours to change. A field of an answer
 * that may be missing may be null too, since many servers in Java write it so.
 * No contract says: the header Location of an answer.
 */
import {
  anyone,
  command,
  conflict,
  contract,
  invalid,
  notFound,
  precondition,
  query,
  scope,
  secret,
} from '@atoll/contract'
import { z } from 'zod'

/** A time with its offset, or without one as LocalDateTime is written. */
const DateTime = z.iso.datetime({ offset: true, local: true })

/** How failures are told. Source RFC 9457 */
const Problem = z.looseObject({
  type: z.string().nullish(),
  title: z.string().nullish(),
  detail: z.string().nullish(),
  instance: z.string().nullish(),
  status: z.int().nullish(),
})

const Category = z.object({
  name: z.string(),
  get parts() {
    return z.array(Category).nullish()
  },
})

const ProblemDetail = z.object({
  /** Shape    uri */
  type: z.string().nullish(),
  title: z.string().nullish(),
  status: z.int32().nullish(),
  detail: z.string().nullish(),
  /** Shape    uri */
  instance: z.string().nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
})

const FieldError = z.object({
  field: z.string(),
  message: z.string(),
  rejectedValue: z.unknown().optional(),
})

const ValidationProblem = ProblemDetail.extend({ errors: z.array(FieldError).nullish() })

const Line = z.object({ sku: z.string(), quantity: z.int32().min(1).max(99) })

// region schemas
const PaymentBase = z.object({ kind: z.string() })

const CardPayment = PaymentBase.extend({
  kind: z.literal('card'),
  number: secret(z.string()),
  holder: z.string().nullish(),
})

const InvoicePayment = PaymentBase.extend({ kind: z.literal('invoice'), email: z.email() })

const Payment = z.discriminatedUnion('kind', [CardPayment, InvoicePayment])
// endregion

const Order = z.object({
  id: z.int(),
  state: z.enum(['PLACED', 'PAID', 'SHIPPED', 'CANCELLED']),
  placedAt: DateTime,
  lines: z.array(Line),
  paidBy: Payment.nullish(),
})

const Money = z.object({ amount: z.number(), currency: z.string().length(3) })

/** What is sold */
const Product = z.object({
  id: z.guid(),
  sku: z.string(),
  name: z.string(),
  price: Money,
  status: z.enum(['ACTIVE', 'SOLD_OUT', 'RETIRED']),
  updatedAt: DateTime.nullish(),
  supplier: z.string().nullish(),
  attributes: z.record(z.string(), z.string()).nullish(),
  /** In kilograms */
  weight: z.number().gt(0).nullish(),
})

/** What is sold */
const ProductInput = z.object({
  id: z.guid().optional(),
  sku: z.string(),
  name: z.string(),
  price: Money,
  status: z.enum(['ACTIVE', 'SOLD_OUT', 'RETIRED']),
  updatedAt: DateTime.optional(),
  supplier: z.string().nullish(),
  attributes: z.record(z.string(), z.string()).optional(),
  /** In kilograms */
  weight: z.number().gt(0).optional(),
})

const SortObject = z.object({
  empty: z.boolean().nullish(),
  sorted: z.boolean().nullish(),
  unsorted: z.boolean().nullish(),
})

const PageProduct = z.object({
  totalElements: z.int().nullish(),
  totalPages: z.int32().nullish(),
  size: z.int32().nullish(),
  content: z.array(Product).nullish(),
  number: z.int32().nullish(),
  sort: SortObject.nullish(),
  first: z.boolean().nullish(),
  last: z.boolean().nullish(),
  empty: z.boolean().nullish(),
})

const Counted = z.object({ sku: z.string(), pieces: z.int32() })

const PlaceOrder = z.object({
  lines: z.array(Line).min(1).max(50),
  payment: z.discriminatedUnion('kind', [CardPayment, InvoicePayment]),
  note: z.string().max(500).optional(),
})

/** Not said here: tags: 'uniqueItems' is not checked. */
const NewProduct = z.object({
  sku: z.string().regex(/^[A-Z]{2}-\d{4}$/u),
  name: z.string().min(1).max(120),
  price: Money,
  tags: z.array(z.string()).optional(),
  /** The first day on which it is sold */
  availableFrom: z.iso.date().optional(),
})

/** No such product */
const unknownProduct = notFound(ProblemDetail)

/** No such order, or somebody else's */
const unknownOrder = notFound(ProblemDetail)

/** Shop API. */
export const shop = contract('shop', 2, {
  /** Lists what is sold, page by page */
  list: query({
    input: z.object({
      status: z.enum(['ACTIVE', 'SOLD_OUT', 'RETIRED']).optional(),
      /** One of these is enough */
      tag: z.array(z.string()).optional(),
      page: z.int32().min(0).optional(),
      size: z.int32().min(1).optional(),
      sort: z.array(z.string()).optional(),
    }),
    output: PageProduct,
    allow: anyone,
    http: 'GET /shop/api/products',
  }),
  create: command({
    input: NewProduct,
    output: Product,
    faults: {
      /** Some fields are wrong */
      badRequest: invalid(ValidationProblem),
      /** The SKU is taken */
      conflict: conflict(ProblemDetail),
    },
    allow: scope('products:write'),
    http: 'POST /shop/api/products 201',
  }),
  /** Not said here: its 404 is documented with the body of its success: taken for a mistake. */
  get: query({
    input: z.object({ id: z.guid() }),
    output: Product,
    faults: { notFound: notFound(z.object({})) },
    allow: anyone,
    http: 'GET /shop/api/products/{id}',
  }),
  update: command({
    input: ProductInput.extend({ pathId: z.guid() }),
    output: Product,
    faults: { unknownProduct },
    allow: scope('products:write', 'products:read'),
    http: 'PUT /shop/api/products/{pathId}',
  }),
  /** Not said here: the header parameter 'X-Trace-Label' has no place in the input of a GET, and is left out. */
  list1: query({
    input: z.object({ 'placed-after': DateTime }),
    output: z.array(Order),
    allow: scope(),
    http: 'GET /shop/api/orders',
  }),
  // region operation
  /**
   * Places an order
   * Payment is asked for at once.
   * What is not in stock is refused.
   */
  place: command({
    input: PlaceOrder,
    output: Order,
    faults: {
      badRequest: invalid(ValidationProblem),
      /** Not in stock */
      unprocessable: precondition(Problem),
    },
    allow: scope(),
    idempotencyKey: 'required',
    http: 'POST /shop/api/orders 201',
  }),
  // endregion
  /**
   * @deprecated
   * Not said here: the query parameter 'silent' has no place in the input of a DELETE, and is left out.
   */
  cancel: command({
    input: z.object({ orderId: z.int() }),
    output: z.null(),
    faults: { unknownOrder },
    allow: scope(),
    http: 'DELETE /shop/api/orders/{orderId} 204',
  }),
  categories: query({
    input: z.object({}),
    output: z.array(Category),
    allow: anyone,
    http: 'GET /shop/api/categories',
  }),
  /** Not said here: its security scheme 'api-key' wants no bearer token: a verified caller is asked for. */
  stock: query({
    input: z.object({}),
    output: z.record(z.string(), z.int32()),
    allow: scope(),
    http: 'GET /shop/api/stock',
  }),
  /** Not said here: it asks for one of several sets of scopes: here for what all of them have. */
  count: command({
    input: z.array(Counted),
    output: z.null(),
    allow: scope(),
    http: 'POST /shop/api/stock',
  }),
})

// Left out of it:
// - PATCH /api/products/{id}/price (reprice): the query parameter 'amount' has no place in the input of a PATCH
// - GET /api/products/{id}/image (image): it answers with image/png, and ours are JSON
// - POST /api/products/{id}/image (upload): its body is multipart/form-data, and ours are JSON

// What must compile of it, and what must not.
import type { Parsed, Written } from '../../schema.ts'

type Shop = typeof shop

const line = { sku: 'AB-1234', quantity: 1 }

export const compiles = {
  order: {
    lines: [line],
    payment: { kind: 'card', number: '4111' },
  } satisfies Written<Shop['place']['input']>,
  deep: (tree: Parsed<Shop['categories']['output']>) =>
    tree[0]?.parts?.[0]?.parts?.[0]?.name satisfies string | undefined,
}

export const refused = {
  // @ts-expect-error no such value of the enumeration
  value: { status: 'GONE' } satisfies Written<Shop['list']['input']>,
  order: {
    lines: [line],
    // @ts-expect-error the fields of the other alternative
    payment: { kind: 'invoice', number: '4111' },
  } satisfies Written<Shop['place']['input']>,
  // @ts-expect-error a tree is one all the way down
  deep: (tree: Parsed<Shop['categories']['output']>) => tree[0]?.parts?.[0]?.parts?.[0]?.none,
  // @ts-expect-error a map of numbers
  stock: (stock: Parsed<Shop['stock']['output']>) => stock['AB-1234'] satisfies string | undefined,
}
