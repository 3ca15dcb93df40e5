/**
 * Texts as a terminal may show them. Names, reasons and what others published come from anywhere: what would move the
 * cursor, change the window or turn letters around is written out instead of being sent.
 */

/** Control characters, and those that turn the direction of letters. Source Unicode TR 36, section 2.6 */
const commanding = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** The colours that reports use, and their end. Source ECMA-48, select graphic rendition: 0, 1, 2, 31 to 36 */
const colour = /^.\[(?:[012]|3[1-6])m/su

/** The same text; control characters other than lines, tabs and our colours as `\u001b`, which JSON reads as the same. */
export function toVisible(text: string): string {
  return text.replaceAll(commanding, (found, at: number) =>
    isPlain(text, at) ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function isPlain(text: string, at: number): boolean {
  const letter = text.charAt(at)
  if (letter === '\r') return text.charAt(at + 1) === '\n'
  return letter === '\n' || letter === '\t' || (letter === escape && isColour(text, at))
}

const escape = '\u001b'
/** The longest of our colours. Units: characters. */
const colourLettersMax = 5

function isColour(text: string, at: number): boolean {
  return colour.test(text.slice(at, at + colourLettersMax))
}
