/** The form of a name that a token speaks of: a subject, a client, an id. Issuers write by it, verifiers read by it. */

/** The longest name. Units: UTF-16 characters. */
const charactersMax = 255

/** No control character, which no database and no header keeps; nothing invisible or turned round, so that two names that look alike are alike. */
const form = /^\P{C}+$/u

/** Tells a name from everything else a claim may hold. Source Unicode 17, general category C */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= charactersMax && form.test(value)
}
