/**
 * Reads `.properties` files, in UTF-8, with several documents divided by lines of `#---`.
 * Source: java.util.Properties.load; Spring Boot reference, Working With Multi-Document Files
 */
import type { Document, Scalar } from './document.ts'

/** Reads all documents. Every text is one of these files. */
export function parseProperties(text: string): readonly Document[] {
  const documents: Map<string, Scalar>[] = [new Map<string, Scalar>()]
  let joined = ''
  for (const raw of text.split(/\r\n|[\n\r]/)) {
    const line = raw.trimStart()
    if (joined === '' && (raw === '#---' || raw === '!---')) {
      documents.push(new Map<string, Scalar>())
      continue
    }
    if (joined === '' && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue
    joined += line
    if (isContinued(line)) {
      joined = joined.slice(0, -1)
      continue
    }
    add(documents.at(-1), joined)
    joined = ''
  }
  if (joined !== '') add(documents.at(-1), joined)
  return documents
}

/** An odd number of backslashes at the end. */
function isContinued(line: string): boolean {
  let count = 0
  while (line[line.length - 1 - count] === '\\') count += 1
  return count % 2 === 1
}

/** A name ends at the first blank, `=` or `:` that is not escaped; one such mark and blanks around it are no part of the value. */
function add(document: Map<string, Scalar> | undefined, line: string): void {
  let end = 0
  while (end < line.length && !/[\s=:]/.test(line[end] ?? '')) end += line[end] === '\\' ? 2 : 1
  const value = line.slice(end).trimStart()
  const isMarked = value.startsWith('=') || value.startsWith(':')
  document?.set(
    unescape(line.slice(0, end)),
    unescape(isMarked ? value.slice(1).trimStart() : value),
  )
}

const escapes: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }

function unescape(text: string): string {
  return text.replaceAll(/\\u[0-9a-fA-F]{4}|\\./gs, (escape) => {
    if (escape.length > 2) return String.fromCharCode(Number.parseInt(escape.slice(2), 16))
    const letter = escape.slice(1)
    return escapes[letter] ?? letter
  })
}
