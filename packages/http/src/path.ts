/**
 * The one judge of paths. A path that two programs could read differently is refused rather than repaired: encoded
 * separators and dots, escapes of escapes, matrix parameters, control characters. Used by the gate on what arrives and
 * by the binding on what it is about to send.
 */

/**
 * In this order: escapes of `%` `.` `/` `;` `\` and of control characters, broken escapes, anything that is not visible
 * ASCII, `\` and `;` as they are, double slashes, and parts that are only dots.
 */
const trick =
  /%(?:2[ef5]|3b|5c|7f|[01][0-9a-f])|%(?![0-9a-f]{2})|[^!-~]|[\\;]|\/\/|\/\.{1,2}(?:\/|$)/i

/** Whether every program reads this path alike. Shape: the path without its query. */
export function isPlainPath(path: string): boolean {
  return path.startsWith('/') && !trick.test(path)
}

/** Writes a text as one part of a path; null for one that no plain path can hold. */
export function encodePathPart(text: string): string | null {
  if (text === '' || !text.isWellFormed()) return null
  const part = encodeURIComponent(text)
  return isPlainPath(`/${part}`) ? part : null
}
