/** An operation or an event of a service that is there: a member of its contract, and the files that carry it out. */
import { Fault } from '@atoll/pipeline'
import { addImport, addNames, addToBlock, addToList, inTurn } from './edit.ts'
import { readModelFile, regionOf, rename, type Renaming } from './models.ts'
import { type MemberName, type Name, parseMemberName, parseServiceName } from './names.ts'
import { type Change, type Piece, sortChanges } from './piece.ts'
import { assertService, contractFile, migrationFile, readIn, serviceFile } from './place.ts'

const owner = parseServiceName('sample-owner')
const listener = parseServiceName('sample-listener')

/** What `atoll new operation` is told. */
export interface OperationWish {
  /** Shape: `orders.cancelOrder`. */
  readonly name: string
  readonly kind: 'command' | 'query'
}

/** What `atoll new operation` writes. Faults: those of the name; `service_missing`, `member_exists`. */
export function newOperation(folder: string, { name, kind }: OperationWish): Piece {
  const named = parseMemberName(name, 'an operation')
  const { service, member } = named
  assertService(folder, service)
  const sample = parseMemberName(
    kind === 'command' ? 'sample-owner.sampleCommand' : 'sample-owner.sampleQuery',
    'an operation',
  )
  const names: Renaming = [
    [sample.member, member],
    [owner, service],
  ]
  const copy = (file: string) => rename(readModelFile('additions', file), names)
  const from = `services/${owner.kebab}`
  const to = `services/${service.kebab}`
  const migration = kind === 'command' ? '0001-sample-command.sql' : '0002-sample-query.sql'
  const files = new Map([
    [`${to}/handlers/${member.kebab}.ts`, copy(`${from}/handlers/${sample.member.kebab}.ts`)],
    [`${to}/${member.kebab}.test.ts`, copy(`${from}/${sample.member.kebab}.test.ts`)],
    [migrationFile(folder, service.kebab, member.kebab), copy(`${from}/migrations/${migration}`)],
  ])
  const imported = kind === 'command' ? ['command', 'scope'] : ['notFound', 'query', 'scope']
  return {
    files,
    ...sortChanges([
      memberChange(folder, named, { region: kind, names, imported }),
      registration(folder, {
        service,
        line: `import { ${member.camel} } from './handlers/${member.kebab}.ts'`,
        opening: 'handlers: {',
        item: member.camel,
      }),
    ]),
    next: [
      `What it takes and answers stands in ${contractFile(service.kebab)}; what it does in ${to}/handlers/${member.kebab}.ts.`,
      `The outside reaches it by a route in gateway/api.ts, such as '${kind === 'command' ? 'POST' : 'GET'} /api/${member.kebab}': ${service.camel}.${member.camel}.`,
    ],
  }
}

/** What `atoll new event` is told. */
export interface EventWish {
  /** Shape: `orders.orderCancelled`. */
  readonly name: string
  /** The service that listens; nobody if null. */
  readonly to: string | null
}

const sampleEvent = parseMemberName('sample-owner.sampleEvent', 'an event').member

/** What `atoll new event` writes. Faults: those of the names; `service_missing`, `member_exists`, `own_event`. */
export function newEvent(folder: string, { name, to }: EventWish): Piece {
  const named = parseMemberName(name, 'an event')
  const { service, member } = named
  assertService(folder, service)
  const names: Renaming = [
    [sampleEvent, member],
    [owner, service],
  ]
  const from = `services/${owner.kebab}/tell-sample-event`
  const told = `services/${service.kebab}/tell-${member.kebab}`
  const files = ['.ts', '.test.ts'].map((end): [string, string] => [
    `${told}${end}`,
    rename(readModelFile('additions', `${from}${end}`), names),
  ])
  const heard = to === null ? null : listening(folder, parseServiceName(to), { named, names })
  return {
    files: new Map([...files, ...(heard?.files ?? [])]),
    ...sortChanges([
      memberChange(folder, named, { region: 'event', names, imported: ['event'] }),
      ...(heard?.changes ?? []),
    ]),
    next: [
      `What it says stands in ${contractFile(service.kebab)}. Tell of it in a transaction: tell${member.pascal}(work, id), from ${told}.ts.`,
      ...(to === null
        ? []
        : [`What is done about it stands in services/${to}/handlers/${heardIn(named)}.ts.`]),
    ],
  }
}

/** The files of whoever listens to an event, and where they are registered. */
function listening(
  folder: string,
  service: Name,
  { named, names }: { readonly named: MemberName; readonly names: Renaming },
): { readonly files: readonly [string, string][]; readonly changes: readonly Change[] } {
  if (service.kebab === named.service.kebab) {
    const message = `${service.kebab} cannot listen to its own events: what follows from a change belongs into the transaction that makes it.`
    throw new Fault({ kind: 'invalid', code: 'own_event', message })
  }
  assertService(folder, service)
  const all: Renaming = [...names, [listener, service]]
  const copy = (file: string) =>
    rename(readModelFile('additions', `services/${listener.kebab}/${file}`), all)
  const { member } = named
  const home = `services/${service.kebab}`
  const file = heardIn(named)
  return {
    files: [
      [`${home}/handlers/${file}.ts`, copy('handlers/sample-event.ts')],
      [`${home}/${file}.test.ts`, copy('sample-event.test.ts')],
      [
        migrationFile(folder, service.kebab, `heard-${member.kebab}`),
        copy('migrations/0001-heard-sample-event.sql'),
      ],
    ],
    changes: [
      registration(folder, {
        service,
        line: `import { ${member.camel} } from './handlers/${file}.ts'`,
        opening: 'on: [',
        item: member.camel,
      }),
    ],
  }
}

/** The file of a listener is named like the event. */
function heardIn({ member }: MemberName): string {
  return member.kebab
}

/** A contract with one member more. */
function memberChange(
  folder: string,
  { service, member }: MemberName,
  { region, names, imported }: { region: string; names: Renaming; imported: readonly string[] },
): Change {
  const file = contractFile(service.kebab)
  const before = readIn(folder, file)
  if (before.split('\n').some((line) => line.trimStart().startsWith(`${member.camel}: `))) {
    const message = `${file} has '${member.camel}' already: take another name.`
    throw new Fault({ kind: 'conflict', code: 'member_exists', message })
  }
  const model = readModelFile('additions', contractFile(owner.kebab))
  const lines = regionOf(rename(model, names), region)
  const after = inTurn(
    before,
    (text) => addToBlock(text, isOpening(service.kebab), lines),
    (text) => addNames(text, imported, '@atoll/contract'),
    (text) => addNames(text, ['z'], 'zod'),
  )
  const add = `Add it to the contract, and import ${imported.join(', ')} from '@atoll/contract' and z from 'zod':\n${lines.join('\n')}`
  return { file, before, after, add }
}

/** The line after which the members of a contract stand, in both forms that a formatter makes of it. */
function isOpening(service: string): (line: string, lineBefore: string) => boolean {
  const short = `contract('${service}', `
  return (line, lineBefore) =>
    (line.startsWith('export const ') && line.includes(short) && line.endsWith(', {')) ||
    (line === '  {' && /^ {2}\d+,$/.test(lineBefore))
}

/** A service with one handler or listener more. */
function registration(
  folder: string,
  wish: { service: Name; line: string; opening: 'handlers: {' | 'on: ['; item: string },
): Change {
  const { service, line, opening, item } = wish
  const file = serviceFile(service.kebab)
  const before = readIn(folder, file)
  const isFirst = opening === 'on: [' && !/^ {2}on: \[/m.test(before)
  const after = inTurn(
    before,
    (text) => addImport(text, line),
    (text) =>
      isFirst
        ? addToBlock(text, (each) => each.includes('implementation.service({'), [
            `  on: [${item}],`,
          ])
        : addToList(text, opening, item),
  )
  const closing = opening.endsWith('[') ? ']' : '}'
  const add = `Import it, and name it in the service:\n${line}\n  ${opening} …, ${item} ${closing},`
  return { file, before, after, add }
}
