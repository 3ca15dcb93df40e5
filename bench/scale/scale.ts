/** `scale`: how long a system of 300 services is checked, loaded and described. Nobody else is measured beside it. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { atMost, medianOf, toFigure } from '../figures.ts'
import type { Measure, MeasureOptions } from '../measure.ts'
import { runProgram } from '../program.ts'
import { openFolder } from '../programs/folder.ts'
import { writeFleet } from './fleet.ts'

const services = 300
/** Goals of the design. Units: seconds. */
const typesSecondsMost = 15
const loadSecondsMost = 3

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)

/** The measurement. */
export const scale: Measure = {
  name: 'scale',
  title: `A system of ${services} services`,
  run: measure,
}

async function measure({ rounds, judge, tell }: MeasureOptions) {
  const folder = await openFolder('scale')
  try {
    await writeFleet(folder.path, services)
    const [types, loads, documents]: [number[], number[], number[]] = [[], [], []]
    let bytes = 0
    for (let round = 1; round <= rounds; round += 1) {
      const startedAt = performance.now()
      await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder.path])
      types.push((performance.now() - startedAt) / 1000)
      const said = await runProgram(['programs/load-fleet.ts', folder.path], 'load')
      loads.push(Number(said['loadSeconds']))
      documents.push(Number(said['documentSeconds']))
      bytes = Number(said['documentBytes'])
      tell(`round ${round}: types ${toFigure(types.at(-1) ?? 0)} s, ${JSON.stringify(said)}`)
    }
    const bounds = [
      ['type check', types, typesSecondsMost],
      ['load and check', loads, loadSecondsMost],
    ] as const
    for (const [what, seconds, most] of bounds)
      judge(atMost(`scale: ${what}`, { value: medianOf(seconds), most, unit: 's' }))
    const rows = [
      ['type check from nothing', `${toFigure(medianOf(types))} s`],
      ['loading from source, checking, planning', `${toFigure(medianOf(loads))} s`],
      ['one OpenAPI document of all routes', `${toFigure(medianOf(documents))} s`],
      ['its size', `${toFigure(bytes / 1024)} kB`],
    ]
    return [
      {
        title: `A system of ${services} services and ${services * 3} routes`,
        columns: ['', ''],
        rows,
      },
    ]
  } finally {
    await folder.remove()
  }
}
