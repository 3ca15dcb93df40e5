/** What is to be written into a system: new files, changed files, and what only a person can add. Values; nothing is written here. */

/** A file of a system that gets some more lines. */
export interface Edit {
  readonly file: string
  readonly before: string
  readonly after: string
}

/** Lines for a file whose form we do not know. */
export interface ByHand {
  readonly file: string
  /** Shape: a sentence, then the lines. */
  readonly add: string
}

/** What is to be written. */
export interface Piece {
  /** Shape: path in the system → text. */
  readonly files: ReadonlyMap<string, string>
  readonly edits: readonly Edit[]
  readonly byHand: readonly ByHand[]
  /** What is worth doing next, a sentence each. */
  readonly next: readonly string[]
}

/** One change of a file: the changed text, or null where its form is unknown. */
export interface Change {
  readonly file: string
  readonly before: string
  readonly after: string | null
  /** What to add by hand where its form is unknown. */
  readonly add: string
}

/** Sorts changes into those that can be made and those that a person has to make. */
export function sortChanges(changes: readonly Change[]): Pick<Piece, 'edits' | 'byHand'> {
  return {
    edits: changes.flatMap(({ file, before, after }) =>
      after === null ? [] : [{ file, before, after }],
    ),
    byHand: changes.flatMap(({ file, after, add }) => (after === null ? [{ file, add }] : [])),
  }
}
