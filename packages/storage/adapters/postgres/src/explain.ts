/**
 * How errors of a statement look through the port. The adapter's `sql` calls it; the vendor's words stay in the cause,
 * save for mistakes in the SQL itself, which name no data.
 */
import { Fault } from '@atoll/pipeline'
import { isServerError, type ServerError, sqlStates } from '@atoll/postgres'
import { StatementRefused } from '@atoll/storage'

/** The class of SQLSTATEs for syntax, unknown tables and columns, missing rights. */
const statementClass = '42'

/** What `sql` throws for an error: a refused statement, a fault, or the error itself. */
export function explainStatement(error: unknown): unknown {
  if (!isServerError(error)) return error
  if (error.code === sqlStates.readOnlyTransaction) return writesOutside(error)
  const { code, constraint } = error
  return new StatementRefused({
    sqlState: code,
    constraint,
    message: `The database refused a statement (${nameOf(error)}).`,
    cause: error,
  })
}

function nameOf(error: ServerError): string {
  if (error.constraint !== undefined) return `${error.code} on ${error.constraint}`
  return error.code.startsWith(statementClass) ? `${error.code}: ${error.message}` : error.code
}

function writesOutside(cause: ServerError): Fault {
  return new Fault({
    kind: 'internal',
    code: 'storage.read_only',
    message: 'Outside a transaction sql only reads: write inside transaction().',
    executed: 'no',
    cause,
  })
}
