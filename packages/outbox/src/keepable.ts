/** Text as PostgreSQL's jsonb keeps it. Used for what comes from outside and is put aside: it must never fail to be. */

/** Replaces what jsonb takes in no form: NUL, and halves of surrogate pairs. Source PostgreSQL manual, section 8.14 */
export function toKeepable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
