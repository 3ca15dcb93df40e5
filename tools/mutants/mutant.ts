/**
 * What a deliberate weakening of the platform is: one protection taken out by a small change of text, and the scripted
 * schedule that must notice. The lists of them stand beside this file; `prove.ts` carries them out on a copy.
 */

/** One protection taken away. */
export interface Mutant {
  /** What the protection is called, in kebab-case. */
  readonly name: string
  /** What the weakened platform does instead. */
  readonly without: string
  readonly edits: readonly Edit[]
  readonly caughtBy: Schedule
}

/** One change of text; the text must stand in the file exactly once. */
export interface Edit {
  /** Path from the root. */
  readonly file: string
  readonly text: string
  readonly becomes: string
}

/** One test whose interleaving is written down in it: gates, failpoints, held locks, a simulated clock, a seed. */
export interface Schedule {
  /** Path from the root. */
  readonly file: string
  /** Chapters and test, joined by ' › '. */
  readonly title: string
}

/** Changes a text. Faults: an error if the text to change is not there exactly once. */
export function edit(source: string, { file, text, becomes }: Edit): string {
  const count = source.split(text).length - 1
  if (count !== 1) throw new Error(`${file} holds this ${count} times, not once: ${text}`)
  if (text === becomes) throw new Error(`${file} would stay as it is: ${text}`)
  // A function, since a replacement text could hold patterns such as $&.
  return source.replace(text, () => becomes)
}

/** The change as a person reads it. */
export function describeEdits({ edits }: Mutant): string {
  return edits
    .map(({ file, text, becomes }) => [`  ${file}`, ...mark('-', text), ...mark('+', becomes)])
    .flat()
    .join('\n')
}

function mark(sign: string, text: string): string[] {
  return text.split('\n').map((line) => `  ${sign} ${line}`)
}
