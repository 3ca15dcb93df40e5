/**
 * The public API of a package as text: each entry of its manifest, each exported name, its
 * declaration as the compiler writes it, without comments. Committed as `api.txt` beside the
 * manifest, so that a change of the API shows in the diff. Reads compiled declarations only.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { parseSync } from 'oxc-parser'
import { identifierOf, isNode, type Node } from '../check/node.ts'
import type { Package } from '../check/tree.ts'

/** Re-exports of re-exports are followed this deep; deeper is a circle. */
const depthMax = 20

/** Renders the API of a package whose declarations lie below `declarations`. */
export function renderApi(declarations: string, owner: Package): string {
  const head = `Public API of ${owner.name}. Written by: npm run generate`
  const chapters = Object.entries(owner.entries)
    .toSorted(([left], [right]) => left.localeCompare(right))
    .map(([subpath, source]) => {
      const exported = readExports(join(declarations, owner.folder, toDeclaration(source)), 0)
      const names = [...exported.keys()].toSorted()
      const texts = names.map((name) => exported.get(name) ?? '')
      return [`── ${posix.join(owner.name, subpath)}`, ...texts].join('\n')
    })
  return `${[head, ...chapters].join('\n\n')}\n`
}

type Declarations = Map<string, string>

function toDeclaration(source: string): string {
  return source.replace(/\.ts$/, '.d.ts')
}

function readExports(path: string, depth: number): Declarations {
  const found: Declarations = new Map()
  if (depth > depthMax || !existsSync(path)) return found
  const text = readFileSync(path, 'utf8')
  const { program, comments } = parseSync(path, text)
  const body = (program as unknown as { body: Node[] }).body
  const module: Module = { path, depth, body, textOf: (node) => textWithout(text, comments, node) }
  for (const statement of body) {
    for (const [name, declaration] of readStatement(module, statement)) {
      const overloads = found.get(name)
      found.set(name, overloads === undefined ? declaration : `${overloads}\n${declaration}`)
    }
  }
  return found
}

type Module = {
  readonly path: string
  readonly depth: number
  readonly body: readonly Node[]
  readonly textOf: (node: Node) => string
}

function readStatement(module: Module, statement: Node): [string, string][] {
  if (statement.type === 'ExportAllDeclaration') return readAll(module, statement)
  if (statement.type !== 'ExportNamedDeclaration') return []
  if (isNode(statement['declaration'])) {
    const text = module.textOf(statement)
    return namesOf(statement['declaration']).map((name) => [name, text])
  }
  const specifiers = Array.isArray(statement['specifiers']) ? statement['specifiers'] : []
  return specifiers.filter(isNode).map((each) => {
    const name = identifierOf(each['exported']) ?? '?'
    const local = identifierOf(each['local']) ?? name
    return [name, rename(readNamed(module, statement['source'], local), local, name)]
  })
}

function readAll(module: Module, statement: Node): [string, string][] {
  const name = identifierOf(statement['exported'])
  const file = sourceFile(module, statement['source'])
  if (name !== undefined || file === undefined) {
    return [[name ?? '*', module.textOf(statement)]]
  }
  return [...readExports(file, module.depth + 1)]
}

function readNamed(module: Module, source: unknown, local: string): string {
  const file = sourceFile(module, source)
  if (file !== undefined) return readExports(file, module.depth + 1).get(local) ?? `export ${local}`
  if (isNode(source)) return `export { ${local} } from '${String(source['value'])}';`
  const own = module.body.filter((node) => namesOf(node).includes(local))
  return own.map((node) => `export ${module.textOf(node)}`).join('\n') || `export { ${local} };`
}

function sourceFile(module: Module, source: unknown): string | undefined {
  const specifier = isNode(source) ? source['value'] : undefined
  if (typeof specifier !== 'string' || !specifier.startsWith('.')) return undefined
  return join(module.path, '..', toDeclaration(specifier))
}

function namesOf(declaration: Node): string[] {
  const own = identifierOf(declaration['id'])
  if (own !== undefined) return [own]
  const list = declaration['declarations']
  return Array.isArray(list) ? list.flatMap((each: Node) => identifierOf(each['id']) ?? []) : []
}

function rename(text: string, local: string, name: string): string {
  return local === name ? text : `as ${name}: ${text}`
}

function textWithout(
  text: string,
  comments: readonly { start: number; end: number }[],
  node: Node,
): string {
  let at = node.start
  let result = ''
  for (const comment of comments.filter(({ start, end }) => start >= at && end <= node.end)) {
    result += text.slice(at, comment.start)
    at = comment.end
  }
  result += text.slice(at, node.end)
  return result.replace(/[ \t]*\n(\s*\n)*/g, '\n').replace(/^export declare /, 'export ')
}
