/**
 * The other forms of an answer: one set of properties as JSON, YAML or `.properties`, and texts whose placeholders are
 * filled in. Source: Spring Cloud Config reference, Serving Alternative Formats, Serving Plain Text
 */
import { splitName } from '@atoll/config'
import { stringify } from 'yaml'
import type { Scalar } from './document.ts'

/** A form by the ending of its path. */
export type Form = 'json' | 'yml' | 'yaml' | 'properties'

type Flat = ReadonlyMap<string, Scalar>

/** Writes properties in a form. */
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

/** Nested objects and lists out of flat names; where a name has both a value and names below it, those below count. */
function toTree(flat: Flat): unknown {
  const root: Branch = new Map()
  for (const [name, value] of flat) {
    const steps = splitName(name)
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
/** A text with its placeholders filled in. Units: characters. */
const filledMax = 1_048_576

/** Fills `${name}` and `${name:instead}` in; one that nobody sets stays as it is. */
export function fillIn(text: string, flat: Flat, depth = 0): string {
  if (depth > depthMax) return text
  let filled = ''
  let at = 0
  while (at < text.length && filled.length <= filledMax) {
    const start = text.indexOf('${', at)
    const end = start === -1 ? -1 : closingOf(text, start + 2)
    if (end === -1) return filled + text.slice(at)
    filled += text.slice(at, start) + valueOf(text.slice(start + 2, end), flat, depth)
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

function valueOf(inside: string, flat: Flat, depth: number): string {
  const name = fillIn(inside, flat, depth + 1)
  const own = flat.get(name)
  if (own !== undefined) return fillIn(String(own), flat, depth + 1)
  const colon = inside.indexOf(':')
  if (colon === -1) return `\${${inside}}`
  const value = flat.get(fillIn(inside.slice(0, colon), flat, depth + 1))
  return fillIn(value === undefined ? inside.slice(colon + 1) : String(value), flat, depth + 1)
}

/** Fills in the placeholders of every text. */
export function fillAll(flat: Flat): Map<string, Scalar> {
  return new Map(
    [...flat].map(([name, value]) => [
      name,
      typeof value === 'string' ? fillIn(value, flat) : value,
    ]),
  )
}
