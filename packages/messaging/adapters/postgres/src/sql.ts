/** Statements as they are written in this adapter: values always travel beside the text. */
import { type Statement, toStatement } from '@atoll/postgres'

/** Writes one statement. */
export function sql(template: TemplateStringsArray, ...values: readonly unknown[]): Statement {
  return toStatement(template, values)
}
