/** One line of comma-separated values. The price list is read with it; line breaks inside a field are not known here. */

/**
 * Splits a line into its fields.
 *  Source   RFC 4180, section 2
 */
export function parseCsvLine(line: string): string[] {
  const fields: string[] = []
  let at = 0
  while (at <= line.length) {
    const end = line[at] === '"' ? endOfQuoted(line, at) : endOfPlain(line, at)
    const field = line.slice(at, end)
    fields.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field)
    at = end + 1
  }
  return fields
}

function endOfPlain(line: string, at: number): number {
  const comma = line.indexOf(',', at)
  return comma < 0 ? line.length : comma
}

/** The place behind the closing quote; a quote inside the field is written twice. */
function endOfQuoted(line: string, at: number): number {
  let quote = line.indexOf('"', at + 1)
  while (quote >= 0 && line[quote + 1] === '"') quote = line.indexOf('"', quote + 2)
  return quote < 0 ? line.length : quote + 1
}
