/**
 * Recognizes everything by which a file reaches another module: imports, re-exports, dynamic
 * imports, import types, `require` and `import.meta.resolve` of a literal. Called for every node of
 * every file by `source.ts`.
 */
import { isNode, type Node } from './node.ts'

/** A reach from one file to another module. */
export type Import = {
  readonly specifier: string
  readonly line: number
  /** True if nothing of it is left when the program runs. */
  readonly isTypeOnly: boolean
  /** True if it is loaded when the file is loaded: no dynamic import. */
  readonly isStatic: boolean
}

/** The import that a node makes, still without its line. */
export function readImport(node: Node): Omit<Import, 'line'> | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return toImport(node['source'], { isTypeOnly: node['importKind'] === 'type', isStatic: true })
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return toImport(node['source'], { isTypeOnly: node['exportKind'] === 'type', isStatic: true })
    case 'TSImportType':
      return toImport(node['source'], { isTypeOnly: true, isStatic: true })
    case 'ImportExpression':
      return toImport(node['source'], { isTypeOnly: false, isStatic: false })
    case 'CallExpression':
      return isResolving(node['callee'])
        ? toImport(firstOf(node['arguments']), { isTypeOnly: false, isStatic: false })
        : undefined
    default:
      return undefined
  }
}

function toImport(
  source: unknown,
  kind: { isTypeOnly: boolean; isStatic: boolean },
): Omit<Import, 'line'> | undefined {
  if (!isNode(source) || typeof source['value'] !== 'string') return undefined
  return { specifier: source['value'], ...kind }
}

function isResolving(callee: unknown): boolean {
  if (!isNode(callee)) return false
  if (callee['name'] === 'require') return true
  if (callee.type !== 'MemberExpression') return false
  const { object, property } = callee
  if (!isNode(object) || !isNode(property) || property['name'] !== 'resolve') return false
  return object.type === 'MetaProperty' || object['name'] === 'require'
}

function firstOf(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined
}
