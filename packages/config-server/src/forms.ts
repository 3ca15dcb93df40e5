/**
 * The other forms of an answer: one set of properties as JSON, YAML or `.properties`, and texts whose placeholders are
 * filled in. Source: Spring Cloud Config reference, Serving Alternative Formats, Serving Plain Text
 */
import { splitName } from '@atoll/config'
import { stringify } from 'yaml'
import type { Scalar } from './document.ts'
import { nameTooDeep } from './faults.ts'

/** A form by the ending of its path. */
export type Form = 'json' | 'yml' | 'yaml' | 'properties'

type Flat = ReadonlyMap<string, Scalar>

/** Writes properties in a form. Faults: `internal` `settings_unreadable` for a name that is too deep */
export function toForm(form: Form, flat: Flat): { readonly type: string; readonly text: string } {
  if (form === 'json') return { type: 'application/json', text: JSON.stringify(toTree(flat)) }
  if (form === 'properties') {
    const lines = [...flat].map(([name, value]) => `${name}: ${value}`)
    return { type: plain, text: lines.join('\n') }
  }
  return {
    type: plain,
    text: stringify(toTree(flat), { version: '1.1', aliasDuplicateObjects: false }),
  }
}

/** What is asked for by a person or a script is text, not a page. */
export const plain = 'text/plain;charset=UTF-8'

type Branch = Map<string, Branch | Scalar>

/** Steps of one name: those of a file of YAML, each with dots of its own. */
const stepsMax = 200

/** Nested objects and lists out of flat names; where a name has both a value and names below it, those below count. */
function toTree(flat: Flat): unknown {
  const root: Branch = new Map()
  for (const [name, value] of flat) {
    const steps = splitName(name)
    if (steps.length > stepsMax) throw nameTooDeep(name, stepsMax)
    const last = steps.pop() ?? name
    let at = root
    for (const step of steps) {
      const known = at.get(step)
      const branch: Branch = known instanceof Map ? known : new Map()
      at.set(step, branch)
      at = branch
    }
    if (!(at.get(last) instanceof Map)) at.set(last, value)
  }
  return toValue(root)
}

function toValue(node: Branch | Scalar): unknown {
  if (!(node instanceof Map)) return node
  const entries = [...node]
  const isList = entries.length > 0 && entries.every(([step], place) => step === `[${place}]`)
  if (isList) return entries.map(([, each]) => toValue(each))
  return Object.fromEntries(
    entries.map(([step, each]) => [step.startsWith('[') ? step.slice(1, -1) : step, toValue(each)]),
  )
}

/** Placeholders inside placeholders. */
const depthMax = 10
/** What is read to fill in one answer: its time and its size are bounded by that. Units: characters. */
const readMax = 4_194_304

/** What one answer is filled in from. */
interface Filling {
  readonly flat: Flat
  /** What may still be read; once it is used up, placeholders stay as they are. Units: characters. */
  left: number
}

/** Fills `${name}` and `${name:instead}` in; one that nobody sets stays as it is. */
export function fillIn(text: string, flat: Flat): string {
  return fill(text, { flat, left: readMax }, 0)
}

function fill(text: string, filling: Filling, depth: number): string {
  if (depth > 0) filling.left -= text.length + 1
  if (depth > depthMax) return text
  let filled = ''
  let at = 0
  while (at < text.length) {
    const start = text.indexOf('${', at)
    const end = start === -1 || filling.left <= 0 ? -1 : closingOf(text, start + 2)
    if (end === -1) return filled + text.slice(at)
    filled += text.slice(at, start) + valueOf(text.slice(start + 2, end), filling, depth + 1)
    at = end + 1
  }
  return filled
}

/** The brace that ends a placeholder, past those inside it; -1 if there is none. */
function closingOf(text: string, from: number): number {
  let open = 1
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('${', at)) open += 1
    else if (text[at] === '}') open -= 1
    if (open === 0) return at
  }
  return -1
}

function valueOf(inside: string, filling: Filling, depth: number): string {
  const { flat } = filling
  const own = flat.get(fill(inside, filling, depth))
  if (own !== undefined) return fill(String(own), filling, depth)
  const colon = inside.indexOf(':')
  if (colon === -1) return `\${${inside}}`
  const value = flat.get(fill(inside.slice(0, colon), filling, depth))
  return fill(value === undefined ? inside.slice(colon + 1) : String(value), filling, depth)
}

/** Fills in the placeholders of every text of one answer. */
export function fillAll(flat: Flat): Map<string, Scalar> {
  const filling = { flat, left: readMax }
  return new Map(
    [...flat].map(([name, value]) => [
      name,
      typeof value === 'string' ? fill(value, filling, 0) : value,
    ]),
  )
}
