/** What the rules of the checker are made of, and what they find. */

/** One thing that must hold. */
export interface Rule {
  /** The invariant of docs/refer that it is a part of, I1 to I11. */
  readonly invariant: string
  readonly rule: string
}

/** Something that is wrong, and where. */
export interface Violation extends Rule {
  readonly database: string
  readonly what: string
}

/** One row of a database. */
export type Row = Readonly<Record<string, unknown>>

/** Reads rows of one service's database, or of the messages' as `messaging`. */
export type Read = <T extends object = Row>(service: string, sql: string) => Promise<T[]>

/** Examples of one violation that are told. */
const examplesMax = 5

/** Collects what is wrong; of each rule and database only the first few are kept. */
export class Findings {
  readonly #found: Violation[] = []
  readonly #counts = new Map<string, number>()

  add(rule: Rule, database: string, what: object): void {
    const name = `${database}: ${rule.rule}`
    const count = (this.#counts.get(name) ?? 0) + 1
    this.#counts.set(name, count)
    if (count > examplesMax) return
    const { invariant, rule: text } = rule
    this.#found.push({ invariant, rule: text, database, what: JSON.stringify(what) })
  }

  all(): Violation[] {
    return this.#found
  }
}
