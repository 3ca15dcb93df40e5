/** The contract of `bench/contracts.ts` in Nest's own words: classes for class-validator. */
import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsString,
  IsUUID,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator'

/** Applies decorators to the fields of a class. */
function shape(type, fields) {
  for (const [name, decorators] of Object.entries(fields))
    for (const one of decorators) one(type.prototype, name)
}

class Line {}
shape(Line, {
  sku: [IsString(), Length(1, 40)],
  quantity: [IsInt(), Min(1), Max(99)],
})

/** What is quoted. */
export class Order {}
shape(Order, {
  orderId: [IsUUID()],
  customer: [IsString(), Length(1, 100)],
  card: [IsString(), Length(4, 40)],
  lines: [
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(50),
    ValidateNested({ each: true }),
    Type(() => Line),
  ],
})

/** What the catalog is asked. */
export class PricesOf {}
shape(PricesOf, {
  skus: [
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(50),
    IsString({ each: true }),
    Length(1, 40, { each: true }),
  ],
})

/** What payments is asked. */
export class MethodOf {}
shape(MethodOf, { card: [IsString(), Length(4, 40)] })
