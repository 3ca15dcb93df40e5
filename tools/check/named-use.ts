/**
 * Recognizes the names that reach outside the program for time, chance, settings and the screen.
 * Called for every node of every file by `source.ts`; who may use what is decided in `singles.ts`.
 */
import { identifierOf, isNode, type Node } from './node.ts'

const globals = new Map([
  ['setTimeout', 'setTimeout'],
  ['setInterval', 'setTimeout'],
])

const properties = new Map([
  ['Date.now', 'Date.now'],
  ['performance.now', 'Date.now'],
  ['Math.random', 'Math.random'],
  ['process.env', 'process.env'],
])

/** The rule's name for what a node uses, or nothing. */
export function namedUse(node: Node): string | undefined {
  if (node.type === 'MemberExpression') return memberUse(node)
  if (node.type === 'CallExpression') return globals.get(identifierOf(node['callee']) ?? '')
  if (node.type === 'NewExpression') {
    const isNow = identifierOf(node['callee']) === 'Date' && isEmpty(node['arguments'])
    return isNow ? 'Date.now' : undefined
  }
  if (node.type === 'ImportDeclaration' && isTimers(node['source'])) return 'setTimeout'
  return undefined
}

function memberUse(node: Node): string | undefined {
  const object = identifierOf(node['object'])
  if (object === 'console') return 'console'
  const property = identifierOf(node['property'])
  if (object === 'globalThis' && property !== undefined) return globals.get(property)
  return properties.get(`${object}.${property}`)
}

function isTimers(source: unknown): boolean {
  if (!isNode(source)) return false
  return source['value'] === 'node:timers' || source['value'] === 'node:timers/promises'
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0
}
