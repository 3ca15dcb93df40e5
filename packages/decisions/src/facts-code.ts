/**
 * Reads source text without a parser: which part of it is code, which are texts, which are SQL statements. It may take an
 * odd regular expression for a text; what is reported on it names a line that people look at.
 */

/** A piece of a file. Shape: from: of its first character, counted from 0 */
export interface Piece {
  readonly text: string
  readonly from: number
}

/** A source file as it is read. */
export interface Code {
  /** As long as the file; comments and the insides of texts are blank. */
  readonly bare: string
  /** Texts in quotes, without them. */
  readonly texts: readonly Piece[]
  /** What stands in ``sql`…` ``, with blanks in place of what is put in. */
  readonly statements: readonly Piece[]
}

/** Reads a file of TypeScript or JavaScript. */
export function readCode(text: string): Code {
  return new Reader(text).read()
}

class Reader {
  readonly #text: string
  readonly #bare: string[] = []
  readonly #texts: Piece[] = []
  readonly #statements: Piece[] = []
  #at = 0
  /** How many templates stand in each other here. */
  #nested = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): Code {
    this.#code(null)
    return { bare: this.#bare.join(''), texts: this.#texts, statements: this.#statements }
  }

  /** Reads code up to the bracket that ends it, or to the end of the file. */
  #code(end: '}' | null): void {
    let depth = 0
    while (this.#at < this.#text.length) {
      const letter = this.#text.charAt(this.#at)
      const pair = this.#text.slice(this.#at, this.#at + 2)
      if (pair === '//') this.#blankTo(this.#text.indexOf('\n', this.#at), 0)
      else if (pair === '/*') this.#blankTo(this.#text.indexOf('*/', this.#at + 2), 2)
      else if (letter === "'" || letter === '"') this.#quoted(letter)
      else if (letter === '`') this.#template()
      else {
        if (letter === '{') depth += 1
        if (letter === '}' && depth === 0 && end !== null) return
        if (letter === '}') depth -= 1
        this.#keep(letter)
      }
    }
  }

  #keep(letter: string): void {
    this.#bare.push(letter)
    this.#at += 1
  }

  /** Blanks up to a place, and so many characters more; to the end of the file if there is no such place. */
  #blankTo(place: number, more: number): void {
    const end = place < 0 ? this.#text.length : place + more
    this.#bare.push(blankOf(this.#text.slice(this.#at, end)))
    this.#at = end
  }

  #quoted(quote: string): void {
    const from = this.#at + 1
    this.#keep(quote)
    while (this.#at < this.#text.length) {
      const letter = this.#text.charAt(this.#at)
      if (letter === quote || letter === '\n') break
      this.#blankTo(this.#at, letter === '\\' ? 2 : 1)
    }
    this.#texts.push({ text: this.#text.slice(from, this.#at), from })
    if (this.#at < this.#text.length) this.#keep(this.#text.charAt(this.#at))
  }

  #template(): void {
    const isStatement = endsWithSql(this.#bare)
    const from = this.#at + 1
    this.#keep('`')
    const parts: string[] = []
    const take = (end: number) => {
      parts.push(this.#text.slice(this.#at, end))
      this.#blankTo(this.#at, end - this.#at)
    }
    while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== '`') {
      if (this.#text.startsWith('${', this.#at) && this.#nested < nestedMax) {
        const begin = this.#at
        this.#keep('$')
        this.#keep('{')
        this.#nested += 1
        this.#code('}')
        this.#nested -= 1
        if (this.#at < this.#text.length) this.#keep('}')
        parts.push(blankOf(this.#text.slice(begin, this.#at)))
      } else take(this.#at + (this.#text.charAt(this.#at) === '\\' ? 2 : 1))
    }
    if (this.#at < this.#text.length) this.#keep('`')
    if (isStatement) this.#statements.push({ text: parts.join(''), from })
  }
}

/** More than anybody reads; what lies deeper counts as text. */
const nestedMax = 50

/** Blanks that keep the lines. */
function blankOf(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ')
}

/** How far back the name of a template's tag is looked for. Units: characters */
const tagMax = 400

/** Whether what was read so far ends with `sql`, or with `sql<{ … }>`. */
function endsWithSql(bare: readonly string[]): boolean {
  const text = bare.slice(-tagMax).join('').trimEnd()
  if (!text.endsWith('>')) return isTag(text)
  let depth = 0
  for (let place = text.length - 1; place >= 0; place -= 1) {
    if (text.charAt(place) === '>' && text.charAt(place - 1) !== '=') depth += 1
    if (text.charAt(place) === '<') depth -= 1
    if (depth === 0) return isTag(text.slice(0, place).trimEnd())
  }
  return false
}

function isTag(text: string): boolean {
  return text.endsWith('sql') && !/\w/.test(text.charAt(text.length - 'sql'.length - 1))
}

/** Finds lines of a text by the place of a character. */
export function lineFinder(text: string): (place: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (place) => {
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= place) low = middle
      else high = middle
    }
    return low + 1
  }
}
