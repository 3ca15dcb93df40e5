/** The names by which services of the store speak of one thing. */
import { z } from 'zod'

/** The number of a product in the catalogue, such as `FUR-CH-10000454`. */
export const Sku = z
  .string()
  .max(40)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/)

/** The number of an order. */
export const OrderId = z.uuid()

/** Who orders: the subject of the customer's token. */
export const CustomerId = z.string().min(1).max(128)

/** Where payments keeps a card; says nothing about the card. */
export const CardReference = z.uuid()
