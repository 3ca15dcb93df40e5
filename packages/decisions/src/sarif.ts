/**
 * Findings as a SARIF log, which code scanning services and editors read. Called by whoever writes the file; it makes a
 * value and writes nothing.
 */
import { createHash } from 'node:crypto'

/** What was found, in words, and where. */
export interface Reported {
  /** The rule by its id, such as `own-tables`. */
  readonly rule: string
  readonly level: 'error' | 'warning' | 'note'
  /** What it is about, such as `service:orders`. */
  readonly place: string
  /** Shape: file: relative to the folder of the system, with slashes; line: from 1. Null where nothing is written down. */
  readonly at: { readonly file: string; readonly line: number } | null
  /** What is wrong. */
  readonly what: string
  /** What to do about it. */
  readonly remedy: string
}

/** A rule in words. */
export interface ReportedRule {
  readonly id: string
  readonly name: string
  /** What it asks for, and why. */
  readonly help: string
  readonly level: Reported['level']
}

/**
 * Makes the log.
 * Shape: `decisions` is the file that stands for what has no place of its own, since some readers refuse such results
 * Source OASIS SARIF 2.1.0 (2020), sections 3.14, 3.19, 3.27 to 3.29
 */
export function toSarif(report: {
  readonly version: string
  readonly language: string
  readonly rules: readonly ReportedRule[]
  readonly found: readonly Reported[]
  readonly decisions: string
}): object {
  const { version, language, rules, found, decisions } = report
  const ids = rules.map(({ id }) => id)
  const prints = createPrints()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'atoll', semanticVersion: version, language, rules: rules.map(toRule) },
        },
        language,
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [base]: { description: { text: 'The folder of atoll.ts.' } } },
        results: found.map((each) => ({
          ruleId: each.rule,
          ruleIndex: ids.indexOf(each.rule),
          kind: 'fail',
          level: each.level,
          message: { text: `${each.what} ${each.remedy}` },
          locations: [toLocation(each, decisions)],
          partialFingerprints: { 'atoll/v1': prints(each) },
          properties: { place: each.place, remedy: each.remedy },
        })),
      },
    ],
  }
}

/** By which places are relative; whoever reads the log knows where its folder is. */
const base = 'SYSTEM'

function toRule({ id, name, help, level }: ReportedRule): object {
  return {
    id,
    name: toPascal(id),
    shortDescription: { text: name },
    fullDescription: { text: help },
    help: { text: help },
    defaultConfiguration: { level },
  }
}

/** Source SARIF 2.1.0 section 3.49.7: names of rules are identifiers in PascalCase. */
function toPascal(id: string): string {
  const words = id.split('-').map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
  return words.join('')
}

function toLocation({ at, place }: Reported, decisions: string): object {
  const { file, line } = at ?? { file: decisions, line: 1 }
  return {
    physicalLocation: {
      artifactLocation: { uri: toUri(file), uriBaseId: base },
      region: { startLine: line },
    },
    logicalLocations: [{ fullyQualifiedName: place, kind: 'module' }],
  }
}

/** A question mark or a hash in the name of a file would end its path. */
function toUri(file: string): string {
  return file.toWellFormed().split('/').map(encodeURIComponent).join('/')
}

/** Tells findings apart from run to run though lines move: by what is said of which place, and the how manieth it is. */
function createPrints(): (found: Reported) => string {
  const counts = new Map<string, number>()
  return ({ rule, place, at, what }) => {
    const text = JSON.stringify([rule, place, at?.file ?? null, what])
    const count = counts.get(text) ?? 0
    counts.set(text, count + 1)
    return `${createHash('sha256').update(text).digest('hex').slice(0, 32)}:${count}`
  }
}
