/**
 * How values of PostgreSQL become values of JavaScript: what JSON can hold, and bytes. Every pool uses it; it never
 * changes the parsers of `pg` for others in the process.
 */
import pg from 'pg'

type Parse = (text: string) => unknown

const { builtins } = pg.types
/** Array types that `pg` would turn into dates, floats or objects, by the type of their elements. */
const arrayOids = {
  int8: 1016,
  numeric: 1231,
  timestamp: 1115,
  timestamptz: 1185,
  date: 1182,
  interval: 1187,
}
const textArrayOid = 1009

const same: Parse = (text) => text

const parsers = new Map<number, Parse>([
  [builtins.INT8, toInteger],
  [builtins.TIMESTAMPTZ, toInstant],
  [builtins.TIMESTAMP, toLocalTime],
  [builtins.DATE, same],
  [builtins.INTERVAL, same],
  [600, same],
  [718, same],
  [arrayOids.int8, eachOf(toInteger)],
  [arrayOids.timestamptz, eachOf(toInstant)],
  [arrayOids.timestamp, eachOf(toLocalTime)],
  [arrayOids.numeric, eachOf(same)],
  [arrayOids.date, eachOf(same)],
  [arrayOids.interval, eachOf(same)],
])

/** The parsers of one pool, as `pg` asks for them. */
export const valueTypes: pg.CustomTypesConfig = {
  // pg declares an overload per format; the formats used here are text, and its own parsers serve the rest.
  getTypeParser: ((oid: number, format?: 'text' | 'binary'): Parse => {
    const ours = format === 'binary' ? undefined : parsers.get(oid)
    return ours ?? (pg.types.getTypeParser(oid, format) as Parse)
  }) as typeof pg.types.getTypeParser,
}

function toInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`int8 ${text} is not a safe integer: select it as text`)
  }
  return value
}

/** From `2026-01-02 03:04:05.6+00` to ISO 8601; the session's time zone is UTC. `infinity` stays what it is. */
function toInstant(text: string): string {
  return text.endsWith('+00') ? `${toLocalTime(text.slice(0, -3))}Z` : text
}

function toLocalTime(text: string): string {
  return text.replace(' ', 'T')
}

function eachOf(parse: Parse): Parse {
  // pg knows text[] and does not list its number among the declared ones.
  const toTexts = pg.types.getTypeParser(textArrayOid as number, 'text') as (
    text: string,
  ) => (string | null)[]
  return (text) => toTexts(text).map((item) => (item === null ? null : parse(item)))
}
