/** Lawful names that stay recognisable: of a contract, of its operations, of the constants for schemas. */

/** Names that no constant of a module may have. Source ECMA-262 section 12.7.2, strict and module code. */
const reserved = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield`.split(/\s+/),
)

/** The longest name of a contract or an operation. */
const lengthMax = 63

/** Names of one module: each is given once. */
export interface Names {
  /** The wanted name, or the first of `name2`, `name3` … that is free. */
  take(wanted: string): string
}

/** Makes names; those in `taken` are not given. */
export function createNames(taken: readonly string[] = []): Names {
  const given = new Set(taken)
  const next = new Map<string, number>()
  return {
    take(wanted) {
      let name = wanted
      for (let n = next.get(wanted) ?? 2; given.has(name); n++) {
        const ending = String(n)
        name = wanted.slice(0, lengthMax - ending.length) + ending
        next.set(wanted, n + 1)
      }
      given.add(name)
      return name
    },
  }
}

/** The name of a constant: `order-line` → `OrderLine`. Letters of any script stay. */
export function toConstantName(written: string): string {
  const words = written.split(/[^\p{ID_Continue}$]+|_+/u).filter((word) => word !== '')
  const name = words
    .map(capital)
    .join('')
    .slice(0, lengthMax)
    .replace(/[\ud800-\udbff]$/, '')
  if (name === '') return 'Schema'
  return /^[\p{ID_Start}$]/u.test(name) ? name : `Schema${name}`
}

/** The name of an operation: `get-order_by id` → `getOrderById`; empty where no letter or digit is. */
export function toMemberName(written: string): string {
  const plain = written.normalize('NFKD').replaceAll(/\p{M}+/gu, '')
  const words = plain.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const name = words.map((word, index) => (index === 0 ? lower(word) : capital(word))).join('')
  return (/^[a-z]/.test(name) || name === '' ? name : `operation${name}`).slice(0, lengthMax)
}

/** The name of a contract: `Order Service API` → `order-service-api`; empty where no letter is. */
export function toContractName(written: string): string {
  const plain = written
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
  const name = (plain.match(/[a-z0-9]+/g) ?? []).join('-')
  const first = name.search(/[a-z]/)
  const short = first < 0 ? '' : name.slice(first, first + lengthMax)
  return short.endsWith('-') ? short.slice(0, -1) : short
}

/** The constant that holds a contract: `order-service` → `orderService`. */
export function toContractConstant(name: string, taken: readonly string[]): string {
  const [first = '', ...others] = name.split('-').filter((word) => word !== '')
  const plain = first + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return reserved.has(plain) || taken.includes(plain) ? `${plain}Contract` : plain
}

/** The constant for a fault that many operations declare. */
export function toFaultConstant(name: string): string {
  return reserved.has(name) ? `${name}Fault` : name
}

/** The name of a field that stands in a path: `order_id` → `orderId`. */
export function toPathField(written: string): string {
  if (/^[A-Za-z][A-Za-z0-9]*$/.test(written)) return written
  const name = toMemberName(written)
  return name === '' ? 'part' : name
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}

/** `ID` → `id`, `URLOf` → `urlOf`, `getOrder` as it is. */
function lower(word: string): string {
  const head = /^[A-Z]+(?![a-z])|^[A-Z]/.exec(word)?.[0] ?? ''
  return head.toLowerCase() + word.slice(head.length)
}
