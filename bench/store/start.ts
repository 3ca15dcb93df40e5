/**
 * `start`: how long until the first order is taken, on a fresh directory and again. The peers have no store, so theirs is
 * the first answer of the chain. Compiled code is kept between starts, for all sides alike.
 */
import { join } from 'node:path'
import { inOneProcess, inProcesses, requestAt, spring } from '../chain/sides.ts'
import { atMost, medianOf, toFigure, toSpread } from '../figures.ts'
import type { Measure } from '../measure.ts'
import { installPeers } from '../peers.ts'
import { openServer, type Program, type RunningServer, runProgram } from '../program.ts'
import { openFolder } from '../programs/folder.ts'
import { inTurn } from '../sides.ts'
import { buildSpring } from '../spring.ts'

interface StartSide {
  readonly name: string
  program(folder: string): Program
  first(server: RunningServer): Promise<unknown>
}

/** Goals of the design. Units: seconds. */
const coldSecondsMost = 6
const warmSecondsMost = 2

const store = 'Atoll, the store'
const isPeer = ({ name }: { readonly name: string }) => name !== 'Atoll'
const always: readonly StartSide[] = [
  {
    name: store,
    program: (folder) => [
      'programs/system.ts',
      '../examples/store',
      'one-process',
      join(folder, '.atoll'),
    ],
    first: ({ url }) => runProgram(['programs/shop.ts', url, 'first'], 'load'),
  },
  {
    name: 'Atoll, the chain',
    program: (folder) => [
      'programs/system.ts',
      'systems/chain',
      'one-process',
      join(folder, '.atoll'),
    ],
    first: askChain,
  },
  ...inOneProcess.filter(isPeer).slice(0, 2).map(toSide('one process')),
  ...inProcesses.filter(isPeer).slice(0, 2).map(toSide('a process for each')),
]

function toSide(how: string) {
  return ({ name, program }: { readonly name: string; readonly program: Program }): StartSide => ({
    name: `${name}, the chain, ${how}`,
    program: () => program,
    first: askChain,
  })
}

async function askChain(server: RunningServer): Promise<void> {
  const { path, headers, body } = await requestAt(server)
  const reply = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { ...headers },
    body,
  })
  if (reply.status !== 200) throw new Error(`the first answer was ${reply.status}`)
  await reply.text()
}

/** The measurement. */
export const start: Measure = {
  name: 'start',
  title: 'From nothing to the first answer',
  async run(options) {
    await installPeers(options.tell)
    const peer = await buildSpring(options.tell)
    const sides = peer.isHere ? [...always, toSide('a process for each')(spring)] : always
    if (!peer.isHere) options.tell(`${spring.name} is left out: ${peer.reason}`)
    const found = await inTurn(sides, options, async (side) => {
      const folder = await openFolder('start')
      try {
        return { cold: await timeOf(side, folder.path), warm: await timeOf(side, folder.path) }
      } finally {
        await folder.remove()
      }
    })
    const times = (side: string, when: 'cold' | 'warm') =>
      (found.get(side) ?? []).map((each) => each[when])
    const unit = 's'
    for (const [when, most] of [
      ['cold', coldSecondsMost],
      ['warm', warmSecondsMost],
    ] as const) {
      const claim = `start: ${store}, first order, ${when}`
      options.judge(atMost(claim, { value: medianOf(times(store, when)), most, unit }))
    }
    const columns = ['side', 'cold', 'smallest – largest', 'warm', 'smallest – largest']
    const rows = sides.map(({ name }) => {
      const [cold, warm] = [times(name, 'cold'), times(name, 'warm')]
      return [
        name,
        toFigure(medianOf(cold)),
        toSpread(cold),
        toFigure(medianOf(warm)),
        toSpread(warm),
      ]
    })
    return [{ title: 'Start to the first answer. Units: seconds', columns, rows }]
  },
}

/** Units: seconds from the start of the process to the first answer. */
async function timeOf(side: StartSide, folder: string): Promise<number> {
  const startedAt = performance.now()
  await using server = await openServer(side.program(folder), {
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  })
  await side.first(server)
  return (performance.now() - startedAt) / 1000
}
