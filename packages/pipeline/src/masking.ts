/**
 * What is never shown to people who look at names and values of others: what is named like a secret, and what opens the
 * door inside an address. Asked by the servers of ours that show such; records of a log have their own rules.
 */

/** Stands for what is masked. */
export const masked = '***'

/** The names under which services publish what opens them. Source: Spring Boot, sanitized keys; Spring Boot Admin, metadata */
const secretName = /pass|secret|token|credential|private|api.?key|key(?:$|[^a-z])/i

/** Whether a property or an entry is named like a secret. Shape: `shop.db.password`, `user.password`, `apiKey`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name)
}

/** What stands before the host of an address: who asks, and the password. */
const userInfo = /\/\/[^\s/]*@/g
/** One field of a query, or of what drivers write in its place: behind blanks or at the start too, its value in marks. */
const queryField = /([?&;\s]|^)([^=?&;\s]*) ?= ?('(?:[^'\\]|\\.)*'|[^?&;\s]*)/g

/** A text whose addresses open no door. Shape: `http://u:p@h/?token=t` → `http://***@h/?token=***`, `host=h password=p`. */
export function maskAddresses(text: string): string {
  if (!text.includes('//') && !text.includes('=')) return text
  return text
    .replace(userInfo, `//${masked}@`)
    .replace(queryField, (field, mark: string, name: string) =>
      isSecretName(name) ? `${mark}${name}=${masked}` : field,
    )
}
