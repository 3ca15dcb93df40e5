/** How wide a text is on a terminal, and how it is broken to fit. Korean takes two columns a letter. Called by what makes text. */

/** Letters of two columns. Source: Unicode Annex 11, the wide blocks that our texts and names can hold. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u9fff\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u

const ascii = /^[\x20-\x7e]*$/

/** How many columns a text takes. */
export function columnsOf(text: string): number {
  if (ascii.test(text)) return text.length
  let columns = 0
  for (const letter of text) columns += wide.test(letter) ? 2 : 1
  return columns
}

/** Fills a text up with spaces. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

/** Breaks a text between words, each line at most so wide; a word that is wider has a line of its own. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && columnsOf(longer) > columns) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

/** Breaks a text behind a mark such as `- `; further lines stand under its first letter. */
export function hang(mark: string, text: string, columns: number): readonly string[] {
  const indent = columnsOf(mark)
  return wrap(text, columns - indent).map(
    (line, index) => (index === 0 ? mark : ' '.repeat(indent)) + line,
  )
}
