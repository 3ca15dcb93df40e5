/**
 * An OpenAPI document of others as a contract to read and to keep: the text of one TypeScript module in the style of a
 * person's. It is written once; nothing reads the document afterwards. Called by `atoll import openapi`; it reads no
 * file and no network.
 */
import type { JsonSchema } from '../json-schema.ts'
import { callOf, object, property, type Property, text } from './code.ts'
import { createWriter, type ModuleWriter, notSaid } from './constants.ts'
import { type Document, entriesOf, openDocument, own, Refusal, textOf } from './document.ts'
import { createGraph } from './graph.ts'
import { spreadInheritance } from './inheritance.ts'
import { createNames, toContractConstant, toContractName, toMemberName } from './names.ts'
import { describeOperation, schemasOf, writeOperation } from './operation.ts'
import { type Found, Inexpressible } from './parameters.ts'
import { printComment, printConst } from './print.ts'
import { harmless, quote, toLines, visible } from './text.ts'

/** Something of a document that the contract does not say as the document does. */
export interface ImportRemark {
  /** `left out`: the operation is not there; `changed`: it is there without this; `noted`: no contract says it. */
  readonly effect: 'left out' | 'changed' | 'noted'
  /** Where: `POST /orders`, or `#/components/schemas/Order`. */
  readonly at: string
  /** The operation's name in the contract; null for a schema. */
  readonly operation: string | null
  readonly reason: string
}

/** A contract made of a document. */
export interface ImportedContract {
  readonly ok: true
  /** The module. */
  readonly source: string
  /** The contract's name. */
  readonly name: string
  /** The constant that holds it. */
  readonly constant: string
  /** What the document calls itself, and its version. */
  readonly title: string
  readonly version: string
  /** Shape: http as in the contract, at as in the document. */
  readonly operations: readonly {
    readonly name: string
    readonly http: string
    readonly at: string
  }[]
  /** How many schemas have a constant. */
  readonly schemas: number
  readonly remarks: readonly ImportRemark[]
}

/** Why there is no contract. */
export interface RefusedImport {
  readonly ok: false
  /** A sentence. */
  readonly reason: string
  readonly remarks: readonly ImportRemark[]
}

/** Names that an imported module may import, and that none of its constants may have. */
const importable =
  `anyone command conflict contract forbidden invalid notFound precondition query scope secret stream`.split(
    ' ',
  )

const contractName = /^[a-z][a-z0-9-]{0,62}$/

/**
 * Writes the contract of a parsed OpenAPI 3.0 or 3.1 document. `name` is the contract's, else that of its title.
 * Never throws: what cannot be imported is refused with a sentence.
 */
export function importOpenApi(
  parsed: unknown,
  options: { readonly name?: string } = {},
): ImportedContract | RefusedImport {
  const remarks: ImportRemark[] = []
  try {
    return importDocument(parsed, { name: options.name, remarks })
  } catch (thrown) {
    if (thrown instanceof Refusal) return { ok: false, reason: thrown.message, remarks }
    if (thrown instanceof RangeError)
      return { ok: false, reason: 'This document is nested too deep to be read.', remarks }
    throw thrown
  }
}

interface Importing {
  readonly name: string | undefined
  readonly remarks: ImportRemark[]
}

function importDocument(parsed: unknown, { name: asked, remarks }: Importing): ImportedContract {
  const read = openDocument(parsed)
  const document = openDocument(spreadInheritance(read))
  const info = document.part(own(document.root, 'info'))
  const title = textOf(own(info, 'title')) ?? ''
  const name = asked ?? toContractName(title)
  if (!contractName.test(name))
    throw new Refusal(
      asked === undefined
        ? 'Its title makes no name for a contract: give one with the name option.'
        : `'${asked.slice(0, 80)}' is no name of a contract: write up to 63 lower case letters, digits and hyphens, a letter first.`,
    )
  const constant = toContractConstant(name, importable)
  const found = operationsIn(document)
  const writer = openWriter(document, found, {
    taken: [...importable, constant],
    remark: (pointer, reason) =>
      remarks.push(remarkOn({ effect: 'changed', at: pointer, operation: null, reason })),
  })
  for (const [event] of entriesOf(own(document.root, 'webhooks')))
    remarks.push(webhook(harmless(event).slice(0, 200)))
  const made = found.flatMap((each) => writeMember(writer, each, remarks))
  if (made.length === 0) throw new Refusal('It has no operation that a contract can say.')
  const version = textOf(own(info, 'version')) ?? ''
  const constants = writer.constants()
  const about = { name, constant, title, version, info, remarks }
  return {
    ok: true,
    source: printModule(writer, { ...about, members: made.map(({ member }) => member) }),
    name,
    constant,
    title: harmless(title).slice(0, 200),
    version: harmless(version).slice(0, 60),
    operations: made.map(({ member, http, at }) => ({ name: member.key, http, at })),
    schemas: constants.length,
    remarks,
  }
}

/** Names of a document stand in remarks, and remarks on a terminal. */
function remarkOn(remark: ImportRemark): ImportRemark {
  const shown = (said: string) => visible(said.slice(0, remarkMax))
  return { ...remark, at: shown(remark.at), reason: shown(remark.reason) }
}

/** The longest place or reason of a remark, in characters. */
const remarkMax = 300

function webhook(at: string): ImportRemark {
  const reason = 'a webhook is a call to others, and no operation of this service'
  return { effect: 'left out', at, operation: null, reason }
}

interface NamedOperation extends Found {
  readonly name: string
  /** `POST /orders`, as in the document. */
  readonly at: string
}

const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'] as const

/** Every operation of a document under a lawful name, in its order. */
function operationsIn(document: Document): NamedOperation[] {
  const names = createNames()
  return entriesOf(own(document.root, 'paths')).flatMap(([path, written]) => {
    document.step()
    const item = document.part(written)
    if (item === null) return []
    return methods.flatMap((each) => {
      const operation = document.part(own(item, each))
      if (operation === null) return []
      const method = each.toUpperCase()
      const wanted =
        toMemberName(textOf(own(operation, 'operationId')) ?? '') || toMemberName(`${each} ${path}`)
      const at = `${method} ${harmless(path).slice(0, 200)}`
      return [{ method, path, item, operation, at, name: names.take(wanted) }]
    })
  })
}

function openWriter(
  document: Document,
  found: readonly NamedOperation[],
  about: {
    readonly taken: readonly string[]
    readonly remark: (pointer: string, reason: string) => void
  },
): ModuleWriter {
  const schemas = found.map((each) => schemasOf({ document }, each))
  const sent = schemas.flatMap((each) => each.sent)
  const answered = schemas.flatMap((each) => each.answered)
  const graph = createGraph(document, [...sent, ...answered])
  return createWriter({
    ...about,
    document,
    graph,
    sent: graph.reached(sent),
    answered: graph.reached(answered),
  })
}

interface Member {
  readonly member: Property
  readonly http: string
  readonly at: string
}

function writeMember(
  writer: ModuleWriter,
  found: NamedOperation,
  remarks: ImportRemark[],
): Member[] {
  const { at, name: operation, method } = found
  const tell = (effect: ImportRemark['effect']) => (reason: string) =>
    void remarks.push(remarkOn({ effect, at, operation, reason }))
  const reasons = new Set<string>()
  const notes = new Set<string>()
  try {
    if (!['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method))
      throw new Inexpressible(`no operation of ours is a ${method}`)
    const telling = {
      change: (reason: string) => reasons.add(reason),
      note: (reason: string) => notes.add(reason),
    }
    const { code, http } = writeOperation(writer, found, telling)
    for (const reason of reasons) tell('changed')(reason)
    for (const reason of notes) tell('noted')(reason)
    const comment = [
      ...describeOperation(found.operation),
      ...[...reasons].map((each) => notSaid(each)),
    ]
    return [{ member: property(operation, code, comment), http, at }]
  } catch (thrown) {
    if (!(thrown instanceof Inexpressible)) throw thrown
    tell('left out')(thrown.message)
    return []
  }
}

interface Module {
  readonly name: string
  readonly constant: string
  readonly title: string
  readonly version: string
  readonly info: JsonSchema | null
  readonly members: readonly Property[]
  readonly remarks: readonly ImportRemark[]
}

function printModule(writer: ModuleWriter, module: Module): string {
  const { constant, title } = module
  const number = Number(/\d+/.exec(module.version)?.[0] ?? 1)
  const version = Number.isSafeInteger(number) && number > 0 ? number : 1
  const members = object(module.members, { isOpen: true })
  const code = callOf('contract', text(quote(module.name)), text(String(version)), members)
  const constants = writer
    .constants()
    .map((each) => printConst(each.name, each.code, { comment: each.comment, isExported: false }))
  const imports = ['contract', ...writer.imports()].toSorted()
  return [
    printComment(headOf(module), 0),
    `import ${printNames(imports)} from '@atoll/contract'\n`,
    `import { z } from 'zod'\n`,
    '\n',
    ...constants.map((each) => `${each}\n`),
    printConst(constant, code, { comment: toLines(`${title}.`), isExported: true }),
    printLeftOut(module.remarks),
  ].join('')
}

function printNames(names: readonly string[]): string {
  const flat = `{ ${names.join(', ')} }`
  const lineMax = 72
  return flat.length <= lineMax ? flat : `{\n${names.map((name) => `  ${name},\n`).join('')}}`
}

function headOf({ title, version, info, remarks }: Module): string[] {
  const notes = [
    ...new Set(remarks.filter(({ effect }) => effect === 'noted').map(({ reason }) => reason)),
  ]
  return [
    ...toLines(`What may be said to ${title} ${version}.`),
    ...toLines(own(info, 'description')),
    ...toLines(
      'Written once from its OpenAPI document; from now on it is yours to change. A field of an answer that may be missing may be null too, since many servers in Java write it so.',
    ),
    ...(notes.length === 0 ? [] : toLines(`No contract says: ${notes.join(', ')}.`)),
  ]
}

/** What has no operation here, for whoever looks for it. */
function printLeftOut(remarks: readonly ImportRemark[]): string {
  const left = remarks.filter(({ effect }) => effect === 'left out')
  if (left.length === 0) return ''
  const lines = left.map(
    ({ at, operation, reason }) =>
      `// - ${at}${operation === null ? '' : ` (${operation})`}: ${harmless(reason)}\n`,
  )
  return `\n// Left out of it:\n${lines.join('')}`
}
