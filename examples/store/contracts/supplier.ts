/**
 * What may be said to a supplier of the store 1.
 * Written once from its OpenAPI document; from now on it is yours to change. A field of an answer
 * that may be missing may be null too, since many servers in Java write it so.
 */
import { anyone, command, contract, notFound, precondition, query } from '@atoll/contract'
import { z } from 'zod'

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

const Offer = z.object({
  sku: z.string(),
  name: z.string(),
  /** In minor units */
  amount: z.int(),
  currency: z.literal('USD'),
  /** The most that are here */
  most: z.int32(),
})

const TooMany = z.object({ most: z.int32() })

const Supply = z.object({
  reference: z.string(),
  sku: z.string(),
  name: z.string(),
  pieces: z.int32(),
  /** Which supplier took it */
  supplier: z.string(),
  arrivesOn: z.iso.date(),
})

const SupplyOrder = z.object({ sku: z.string().min(1).max(40), pieces: z.int32().min(1).max(1000) })

/** a supplier of the store. */
export const supplier = contract('supplier', 1, {
  /** Orders pieces */
  order: command({
    input: SupplyOrder,
    output: Supply,
    faults: {
      /** The store does not sell it */
      notFound: notFound(ProblemDetail),
      /** Not so many are here */
      unprocessable: precondition(TooMany),
    },
    allow: anyone,
    idempotencyKey: 'required',
    http: 'POST /supplies 201',
  }),
  /** What a piece costs here */
  offer: query({
    input: z.object({ sku: z.string() }),
    output: Offer,
    faults: {
      /** The store does not sell it */
      notFound: notFound(ProblemDetail),
    },
    allow: anyone,
    http: 'GET /offers/{sku}',
  }),
})
