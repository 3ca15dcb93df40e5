/** One document of a file: flat properties, and the profiles for which it counts. */
import { propertiesMax } from '@atoll/config'
import { fileUnreadable } from './faults.ts'
import { parseProperties } from './properties-file.ts'
import { isActive } from './profile-expression.ts'
import { parseYaml } from './yaml-file.ts'

/** What a property may be. A number too large for a number is a text. */
export type Scalar = string | number | boolean

/** Flat names and their values, in the order of the file. */
export type Document = ReadonlyMap<string, Scalar>

/** Endings of files that are read, the strongest first. Source: Spring Boot, of files with one name `.properties` wins */
export const endings = ['properties', 'yml', 'yaml'] as const

/** Reads the documents of a file, in their order. Faults: `internal` `settings_unreadable` */
export function parseDocuments(path: string, bytes: Buffer): readonly Document[] {
  const text = toText(path, bytes)
  const documents = path.endsWith('.properties') ? parseProperties(text) : parseYaml(path, text)
  const count = documents.reduce((sum, { size }) => sum + size, 0)
  if (count > propertiesMax)
    throw fileUnreadable(path, `it has ${count} properties; ${propertiesMax} are read`)
  return documents
}

/** Whether a document counts. Source: Spring Boot reference, Activation Properties */
export function countsFor(path: string, document: Document, profiles: readonly string[]): boolean {
  const condition = namesOf(document, 'spring.config.activate.on-profile')
  if (condition.length === 0) return true
  return condition.some((each) => isActive(path, each, profiles))
}

/** A list, or one text with commas. */
function namesOf(document: Document, name: string): readonly string[] {
  const own = document.get(name)
  if (own !== undefined) return String(own).split(',')
  const names: string[] = []
  for (let place = 0; document.has(`${name}[${place}]`); place += 1)
    names.push(String(document.get(`${name}[${place}]`)))
  return names
}

function toText(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw fileUnreadable(path, 'it is no UTF-8')
  }
}
