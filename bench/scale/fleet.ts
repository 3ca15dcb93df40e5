/** Writes a large system as its teams would: a file for each service, each with its contract, and one `atoll.ts`. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Services that are asked by a service, and whose events it hears: some that stand before it. */
const distances = [1, 7] as const
const root = join(import.meta.dirname, '../..')

/** Writes so many services into a folder, ready to be checked and loaded. */
export async function writeFleet(folder: string, services: number): Promise<void> {
  const numbers = Array.from({ length: services }, (_, number) => number)
  await mkdir(join(folder, 'services'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  const options = {
    extends: join(root, 'tsconfig.json'),
    include: ['**/*.ts'],
    exclude: ['node_modules'],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'fleet', type: 'module' }))
  await writeFile(join(folder, 'atoll.ts'), systemOf(numbers))
  await Promise.all(
    numbers.map((number) =>
      writeFile(join(folder, 'services', `${nameOf(number)}.ts`), serviceOf(number)),
    ),
  )
}

const nameOf = (number: number) => `team${number}`

function serviceOf(number: number): string {
  const name = nameOf(number)
  const others = distances.map((distance) => number - distance).filter((other) => other >= 0)
  const imports = others.map((other) => `import { ${nameOf(other)} } from './${nameOf(other)}.ts'`)
  const [asked] = others.map(nameOf)
  const uses = asked === undefined ? '' : `, { uses: { ${others.map(nameOf).join(', ')} } }`
  const answer =
    asked === undefined
      ? 'async ({ thingId }) => toThing(thingId)'
      : `async ({ thingId }, { call }) => call.${asked}.thingOf({ thingId })`
  const hears = others.map(
    (other) =>
      `here.on(${nameOf(other)}.thingAdded, ({ thingId }, { transaction }) =>
      transaction(({ sql }) => sql\`insert into heard values (\${thingId})\`)),`,
  )
  return `import { implement } from '@atoll/chassis'
import { command, conflict, contract, event, query, scope } from '@atoll/contract'
import { z } from 'zod'
${imports.join('\n')}

const Thing = z.object({
  thingId: z.string().min(1).max(40),
  name: z.string().max(100),
  cents: z.int().min(0),
  tags: z.array(z.string().max(20)).max(10),
  state: z.enum(['new', 'used', 'gone']),
})
const ThingId = Thing.pick({ thingId: true })
const Page = z.object({ things: z.array(Thing).max(50) })

export const ${name} = contract('${name}', 1, {
  thingOf: query({ input: ThingId, output: Thing, allow: scope('read'), http: 'GET /things/{thingId}' }),
  pageOf: query({ input: Thing.pick({ state: true }), output: Page, allow: scope('read'), http: 'GET /things' }),
  addThing: command({
    input: Thing,
    output: ThingId,
    allow: scope('write'),
    http: 'POST /things',
    faults: { taken: conflict(ThingId) },
  }),
  removeThing: command({ input: ThingId, output: ThingId, allow: scope('write'), http: 'DELETE /things/{thingId}' }),
  thingAdded: event({ data: Thing, key: 'thingId', says: 'a thing was added' }),
})

const toThing = (thingId: string): z.infer<typeof Thing> => ({ thingId, name: 'a', cents: 1, tags: [], state: 'new' })
const here = implement(${name}${uses})

export default here.service({
  handlers: {
    thingOf: ${answer},
    pageOf: async () => ({ things: [toThing('a')] }),
    addThing: (thing, { transaction, fault }) =>
      transaction(async ({ sql, emit }) => {
        const rows = await sql\`insert into thing values (\${thing.thingId}) on conflict do nothing returning 1\`
        if (rows.length === 0) return fault('taken', { thingId: thing.thingId })
        emit(${name}.thingAdded, thing)
        return { thingId: thing.thingId }
      }),
    removeThing: ({ thingId }, { transaction }) =>
      transaction(async ({ sql }) => {
        await sql\`delete from thing where id = \${thingId}\`
        return { thingId }
      }),
  },
  on: [${hears.join('\n')}],
})
`
}

function systemOf(numbers: readonly number[]): string {
  const names = numbers.map(nameOf)
  const imports = names.map(
    (name) => `import ${name}Service, { ${name} } from './services/${name}.ts'`,
  )
  const routes = names.flatMap((name) => [
    `'GET /${name}/things/{thingId}': ${name}.thingOf,`,
    `'GET /${name}/things': ${name}.pageOf,`,
    `'POST /${name}/things': ${name}.addThing,`,
  ])
  return `import { gateway } from '@atoll/gateway'
import { microservices, postgres, rest, system } from '@atoll/system'
${imports.join('\n')}

const web = gateway('web', {
  ${routes.join('\n  ')}
})

export default system('fleet', {
  services: [${names.map((name) => `${name}Service`).join(', ')}],
  gateways: [web],
  decisions: { architecture: microservices(), communication: { default: rest() }, messaging: postgres() },
})
`
}
