/** A service with its contract, a command, a query, an event, a migration and tests; and its place in `atoll.ts`. */
import { addImport, addToList, inTurn } from './edit.ts'
import { readModel, rename } from './models.ts'
import { parseServiceName } from './names.ts'
import { type Piece, sortChanges } from './piece.ts'
import { readIn } from './place.ts'

const sample = parseServiceName('sample-service')

/** What `atoll new service` writes. Faults: those of the name; `file_missing` where no system is. */
export function newService(folder: string, text: string): Piece {
  const name = parseServiceName(text)
  const files = [...readModel('service')]
    .filter(([file]) => file !== 'atoll.ts')
    .map((entry) => entry.map((each) => rename(each, [[sample, name]])))
  const { kebab, camel } = name
  const line = `import { service as ${camel} } from './services/${kebab}/service.ts'`
  const before = readIn(folder, 'atoll.ts')
  const after = inTurn(
    before,
    (each) => addImport(each, line),
    (each) => addToList(each, 'services: [', camel),
  )
  const add = `Import the service, and name it in \`services\`:\n${line}`
  return {
    files: new Map(files.map(([file = '', written = '']) => [file, written])),
    ...sortChanges([{ file: 'atoll.ts', before, after, add }]),
    next: [
      `What may be said to it stands in contracts/${kebab}.ts, and what it does in services/${kebab}/handlers.`,
      `Whoever calls it names it in its own implementation.ts: implement(…, { uses: { ${camel} } }).`,
      `The outside reaches it by a route in gateway/api.ts, such as 'GET /api/notes/{id}': ${camel}.note.`,
    ],
  }
}
