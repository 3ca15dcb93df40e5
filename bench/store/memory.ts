/** `memory`: what all processes of a side hold together, PostgreSQL included, after the start and after 1,000 orders. */
import { inOneProcess, inProcesses, requestAt } from '../chain/sides.ts'
import { atMost, medianOf, toFigure } from '../figures.ts'
import { measureLoad } from '../load.ts'
import type { Measure } from '../measure.ts'
import { installPeers } from '../peers.ts'
import { memoryOf } from '@atoll/comparison/processes'
import { type Program, openServer, type RunningServer, runProgram } from '../program.ts'
import { inTurn } from '../sides.ts'

interface MemorySide {
  readonly name: string
  readonly program: Program
  use(server: RunningServer): Promise<unknown>
}

/** Orders after which memory is looked at again. */
const orderCount = 1_000
/** Goal of the design, with PostgreSQL. Units: megabytes. */
const megabytesMost = 350

const store = 'Atoll, the store, one process'
const sides: readonly MemorySide[] = [
  storeAs(store, 'one-process'),
  storeAs('Atoll, the store, a process for each', 'processes'),
  ...inOneProcess.slice(0, 3).map(toSide('one process')),
  ...inProcesses.slice(0, 3).map(toSide('a process for each')),
]

function storeAs(name: string, topology: string): MemorySide {
  return {
    name,
    program: ['programs/system.ts', '../examples/store', topology],
    use: ({ url }) => runProgram(['programs/shop.ts', url, 'count', String(orderCount)], 'load'),
  }
}

function toSide(how: string) {
  return ({ name, program }: { readonly name: string; readonly program: Program }): MemorySide => ({
    name: `${name}, the chain, ${how}`,
    program,
    // Well over a thousand requests.
    use: async (server) => measureLoad(server, await requestAt(server), { seconds: 2 }),
  })
}

/** The measurement. */
export const memory: Measure = {
  name: 'memory',
  title: 'Memory of all processes together',
  async run(options) {
    await installPeers(options.tell)
    const found = await inTurn(sides, options, async ({ program, use }) => {
      await using server = await openServer(program)
      const begun = await megabytesOf(server)
      await use(server)
      return { begun, used: await megabytesOf(server) }
    })
    const of = (side: string, when: 'begun' | 'used') =>
      medianOf((found.get(side) ?? []).map((each) => each[when]))
    for (const [when, words] of [
      ['begun', 'after the start'],
      ['used', 'after 1,000 orders'],
    ] as const) {
      const bound = { value: of(store, when), most: megabytesMost, unit: 'MB' }
      options.judge(atMost(`memory: ${store}, ${words}`, bound))
    }
    const columns = ['side', 'after the start', 'after use']
    const rows = sides.map(({ name }) => [
      name,
      toFigure(of(name, 'begun')),
      toFigure(of(name, 'used')),
    ])
    const title = 'Memory of all processes of a side, shared pages counted once. Units: megabytes'
    return [{ title, columns, rows }]
  },
}

async function megabytesOf({ pid }: RunningServer): Promise<number> {
  return ((await memoryOf(pid)) ?? Number.NaN) / 1024 ** 2
}
