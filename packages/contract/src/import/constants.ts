/** The constants of a module: which schemas it names, under which names, and in which order they stand. */
import type { JsonSchema } from '../json-schema.ts'
import { type Code, object, property, text, zod } from './code.ts'
import { type Document, entriesOf, own, toRecord } from './document.ts'
import type { Graph } from './graph.ts'
import { createNames, type Names, toConstantName, toFaultConstant } from './names.ts'
import { describeField, isOfOtherSide } from './objects.ts'
import { writeSchema } from './schema.ts'
import { shapeOf } from './shape.ts'
import { harmless } from './text.ts'
import { type Side, whole, type Writer } from './writer.ts'

/** A constant as it is printed. */
export interface Constant {
  readonly name: string
  readonly comment: readonly string[]
  readonly code: Code
}

/** The writer of one module, and what it was asked for. */
export interface ModuleWriter extends Writer {
  /** Everything that was asked for, what is needed first. */
  readonly constants: () => readonly Constant[]
  /** The names of `@atoll/contract`, sorted. */
  readonly imports: () => readonly string[]
}

/** What is known of a document before anything is written. */
export interface Known {
  readonly document: Document
  readonly graph: Graph
  /** What requests and answers reach, by pointer. */
  readonly sent: ReadonlySet<string>
  readonly answered: ReadonlySet<string>
  /** Names that no constant may take. */
  readonly taken: readonly string[]
  /** Tells what is not expressed in a schema. */
  readonly remark: (pointer: string, reason: string) => void
}

interface Wanted {
  readonly pointer: string
  readonly side: Side
  readonly name: string
  made: Constant | null
}

/** Makes the writer of one module. */
export function createWriter(known: Known): ModuleWriter {
  const { document, graph } = known
  const names = createNames([...known.taken, 'z'])
  const wanted = new Map<string, Wanted>()
  const imported = new Set<string>()
  const standard = new Map<string, Constant>()
  const faults = new Map<string, Constant>()
  const nameOf = createNaming(document, names)
  const twofold = twofoldIn(known)
  const writer: Writer = {
    document,
    graph,
    write: (schema, at) => writeSchema(writer, schema, at),
    constant(pointer, side) {
      const isTwo = twofold.has(pointer)
      const key = `${isTwo ? side : ''}${pointer}`
      const before = wanted.get(key)
      if (before !== undefined) return before.name
      const only = known.answered.has(pointer) ? 'output' : 'input'
      const name = isTwo && side === 'input' ? nameOf(pointer, 'Input') : nameOf(pointer, '')
      wanted.set(key, { pointer, side: isTwo ? side : only, name, made: null })
      return name
    },
    fault(pointer, make) {
      const before = faults.get(pointer)
      if (before !== undefined) return before.name
      const made = make()
      const constant = { ...made, name: names.take(toFaultConstant(made.name)) }
      faults.set(pointer, constant)
      return constant.name
    },
    imported(name) {
      imported.add(name)
      return name
    },
    dateTime: () => takeStandard('DateTime', dateTime),
    problem: () => takeStandard('Problem', problem),
  }
  const takeStandard = (name: string, made: Omit<Constant, 'name'>): string => {
    const before = standard.get(name)
    if (before !== undefined) return before.name
    const constant = { ...made, name: names.take(name) }
    standard.set(name, constant)
    return constant.name
  }
  const constants = () => {
    // Writing one may ask for more, which then come up here too.
    for (const each of wanted.values())
      each.made ??= writeConstant(writer, known, { ...each, isTwo: twofold.has(each.pointer) })
    const ordered = [...wanted.values()].toSorted(
      (left, right) => graph.position(left.pointer) - graph.position(right.pointer),
    )
    return [...standard.values(), ...ordered.flatMap(({ made }) => made ?? []), ...faults.values()]
  }
  return { ...writer, constants, imports: () => [...imported].toSorted() }
}

function writeConstant(
  writer: Writer,
  known: Known,
  { pointer, side, name, isTwo }: Wanted & { readonly isTwo: boolean },
): Constant {
  const { document } = known
  const schema = document.find(pointer)?.value
  const reasons = new Set<string>()
  const written = writer.write(schema, {
    side,
    isLenient: isTwo ? side === 'output' : known.answered.has(pointer),
    self: pointer,
    isPutOff: false,
    isSame: true,
    depth: 0,
    remark: (reason) => reasons.add(reason),
  })
  for (const reason of reasons) known.remark(pointer, reason)
  const record = toRecord(schema)
  const described = describeField(record)
  const title = own(record, 'title')
  const comment = described.length > 0 ? described : titleOf(title, name)
  return {
    name,
    comment: [...comment, ...[...reasons].map(notSaid)],
    code: whole(written),
  }
}

/** How a comment marks what is not expressed. */
export function notSaid(reason: string): string {
  return harmless(`Not said here: ${reason}.`)
}

/** A title that only repeats the name says nothing. */
function titleOf(title: unknown, name: string): string[] {
  if (typeof title !== 'string') return []
  return toConstantName(title).toLowerCase() === name.toLowerCase()
    ? []
    : describeField({ description: title })
}

/** Names of components are taken in the order of the document, whoever asks first; other places are named when asked. */
function createNaming(
  document: Document,
  names: Names,
): (pointer: string, ending: string) => string {
  const known = new Map<string, string>()
  const components = toRecord(own(document.root, 'components'))
  for (const [key] of entriesOf(own(components, 'schemas')))
    known.set(
      document.find(`#/components/schemas/${encode(key)}`)?.pointer ?? '',
      names.take(toConstantName(key)),
    )
  return (pointer, ending) => {
    const before = known.get(pointer + (ending === '' ? '' : ` ${ending}`))
    if (before !== undefined) return before
    const plain =
      known.get(pointer) ?? toConstantName(pointer.split('/').filter(isTelling).join('-'))
    const name = names.take(plain + ending)
    known.set(pointer + (ending === '' ? '' : ` ${ending}`), name)
    return name
  }
}

function encode(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))
}

function isTelling(part: string): boolean {
  return !/^(#|components|schemas|schema|content|paths|responses|properties|application~1json|\d+)$/.test(
    part,
  )
}

/** The schemas that read differently when they are sent: one names a required field that is only read, or only written. */
function twofoldIn({ document, graph, sent, answered }: Known): ReadonlySet<string> {
  const leading = graph.leadingTo((pointer) => hasOneSided(document, { $ref: pointer }))
  return new Set([...leading].filter((pointer) => sent.has(pointer) && answered.has(pointer)))
}

function hasOneSided(document: Document, schema: JsonSchema): boolean {
  const fields = shapeOf(document, schema)?.fields.values() ?? []
  return [...fields].some(
    (field) =>
      field.isRequired &&
      (isOfOtherSide(document, field.schema, 'input') ||
        isOfOtherSide(document, field.schema, 'output')),
  )
}

/** Source RFC 3339; without an offset it is what Java's LocalDateTime writes. */
const dateTime: Omit<Constant, 'name'> = {
  comment: ['A time with its offset, or without one as LocalDateTime is written.'],
  code: text('z.iso.datetime({ offset: true, local: true })'),
}

const problem: Omit<Constant, 'name'> = {
  comment: ['How failures are told. Source RFC 9457'],
  code: zod(
    'looseObject',
    object(
      ['type', 'title', 'detail', 'instance']
        .map((name) => property(name, text('z.string().nullish()')))
        .concat(property('status', text('z.int().nullish()'))),
    ),
  ),
}
