/** Routes of the gateway's own as operations, so that borders and documents see nothing else. */
import { type Access, type JsonSchema, type Operation, query, type Schema } from '@atoll/contract'

/** A route of the gateway's own, checked for access at its border; what it takes and gives may be described. */
export function ownOperation(
  gateway: string,
  route: string,
  shape: { readonly allow: Access; readonly input?: Schema; readonly output?: Schema },
): Operation {
  const { allow, input = describedAs({}), output = describedAs({}) } = shape
  return { ...query({ input, output, allow }), contract: gateway, name: route, version: 1 }
}

/** A schema that is only described: whatever it is given passes. */
export function describedAs(schema: JsonSchema): Schema {
  const describe = () => schema
  return {
    '~standard': {
      version: 1,
      vendor: 'atoll',
      validate: (value) => ({ value }),
      jsonSchema: { input: describe, output: describe },
    },
  }
}
