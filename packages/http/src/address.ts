/**
 * Takes the address of a server apart, as people write it into settings: credentials and all. Called by clients that
 * are given addresses; what is written wrongly is never repeated, since it may be a password.
 */

/** A server and the path below which it answers. The password is only in `headers`. */
export interface BaseAddress {
  /** Shape: `http://127.0.0.1:8761`. */
  readonly origin: string
  /** Shape: `/eureka`, without a slash at its end. */
  readonly base: string
  /** Source: RFC 7617, for what stands before an `@`. */
  readonly headers: Readonly<Record<string, string>>
}

/** Reads an address. Faults: a TypeError with `advice`, which says what to write, and whether anything was given. */
export function parseBaseAddress(text: string, advice: string): BaseAddress {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new TypeError(`${advice}${toldOfNothing(text)}`)
  const { origin, pathname, username, password } = url
  const credentials = `${decode(username)}:${decode(password)}`
  const basic = `Basic ${Buffer.from(credentials).toString('base64')}`
  return {
    origin,
    base: withoutEnd(pathname),
    headers: username === '' && password === '' ? {} : { authorization: basic },
  }
}

/**
 * What is said of a setting that is not there; of any other nothing, since it may hold a password. Plain JavaScript lets
 * a variable through that is not set. Shape: `, not undefined (is its variable set?)`.
 */
export function toldOfNothing(given: unknown): string {
  if (given === '') return ', not an empty text (is its variable set?)'
  return typeof given === 'string' ? '' : `, not ${String(given)} (is its variable set?)`
}

/** What is not escaped rightly stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Shape: `/eureka/` → `/eureka`. */
function withoutEnd(path: string): string {
  let end = path.length
  while (path[end - 1] === '/') end -= 1
  return path.slice(0, end)
}
