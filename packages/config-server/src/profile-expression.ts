/**
 * Says whether a condition on profiles holds: `dev`, `!dev`, `dev & cloud`, `(dev | test) & cloud`. Called for documents
 * that count for some profiles only. Source: Spring Framework, Profiles.of
 */
import { fileUnreadable } from './faults.ts'

/** The longest condition. Units: characters. */
const conditionMax = 500

/** Whether a condition holds. Faults: `internal` `settings_unreadable` for one that is none. */
export function isActive(path: string, condition: string, profiles: readonly string[]): boolean {
  const wrong = () =>
    fileUnreadable(path, 'a condition on profiles is none: names with ! & | and parentheses')
  if (condition.length > conditionMax) throw wrong()
  const tokens = condition.match(/[!&|()]|[^\s!&|()]+/g) ?? []
  let at = 0
  const one = (): boolean => {
    const token = tokens[at++]
    if (token === '!') return !one()
    if (token === '(') {
      const inner = any()
      if (tokens[at++] !== ')') throw wrong()
      return inner
    }
    if (token === undefined || /^[&|)]$/.test(token)) throw wrong()
    return profiles.includes(token)
  }
  const chain = (
    mark: '&' | '|',
    next: () => boolean,
    join: (l: boolean, r: boolean) => boolean,
  ) => {
    let is = next()
    while (tokens[at] === mark) {
      at += 1
      is = join(is, next())
    }
    return is
  }
  const all = (): boolean => chain('&', one, (left, right) => left && right)
  const any = (): boolean => chain('|', all, (left, right) => left || right)
  const is = any()
  if (at !== tokens.length) throw wrong()
  return is
}
