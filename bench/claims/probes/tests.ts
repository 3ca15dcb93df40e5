/** `tests`: runs every test that the catalogue names as evidence, and times a service alone beside the whole store. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { toFigure } from '../../figures.ts'
import { catalogue } from '../catalogue.ts'
import { claimOf } from '../claim.ts'
import type { Tested } from '../evidence.ts'
import { finding, type Finding, type Probe, verdictOf } from '../probe.ts'
import { root } from '../store.ts'

/** A service alone, and the whole store. */
const alone = 'examples/store/services/orders/place.test.ts'
const whole = 'examples/store/journeys/store.processes.journey.test.ts'
/** How long one file may take. Units: milliseconds. */
const fileMsMax = 600_000

/** One test as it ended. */
interface Outcome {
  readonly title: string
  readonly isPassed: boolean
}

interface Ran {
  readonly outcomes: readonly Outcome[]
  readonly seconds: number
}

/** The measurement. */
export const tests: Probe = {
  name: 'tests',
  title: 'Tests that assert what a pattern claims',
  async run({ tell }) {
    const named = namedTests()
    const files = [...new Set([...named.map(({ evidence }) => evidence.file), alone, whole])]
    const ran = new Map<string, Ran>()
    for (const file of files.toSorted()) {
      tell(file)
      ran.set(file, await runFile(file))
    }
    const findings = named.map(({ claim, evidence }): Finding => {
      const outcomes = ran.get(evidence.file)?.outcomes ?? []
      const found = outcomes.filter(({ title }) => title.includes(evidence.title))
      if (found.length === 0)
        throw new Error(`${evidence.file} has run no test '${evidence.title}'`)
      const failed = found.find(({ isPassed }) => !isPassed)
      if (failed !== undefined) throw new Error(`${evidence.file}: '${failed.title}' failed`)
      return { claim, verdict: evidence.verdict, says: evidence.says }
    })
    const rows = [...ran].map(([file, { outcomes, seconds }]) => [
      file,
      String(outcomes.length),
      toFigure(seconds),
    ])
    const columns = ['file', 'passed', 'seconds']
    const title = 'Files of tests that were run; all of their tests passed'
    return {
      tables: [{ title, columns, rows }],
      findings: [...findings, ...speeds(ran)],
    }
  },
}

function speeds(ran: ReadonlyMap<string, Ran>): readonly Finding[] {
  const each = (file: string) => {
    const { outcomes, seconds } = ran.get(file) ?? { outcomes: [], seconds: Number.NaN }
    return { count: outcomes.length, seconds }
  }
  const [one, all] = [each(alone), each(whole)]
  const beside = `${one.count} tests of orders alone took ${toFigure(one.seconds)} s with its own PostgreSQL; ${all.count} journeys of the whole store as seven processes ${toFigure(all.seconds)} s`
  return [
    finding(
      'service-component-test',
      'Tests are fast, and fail for reasons of the service alone.',
      {
        verdict: verdictOf(one.seconds < all.seconds),
        says: `${beside}. No other service runs.`,
      },
    ),
    finding('microservice-architecture', 'Tests over several services are hard to set up.', {
      verdict: 'when',
      says: `${beside}. They are slower; to set up they are one line here, since one command starts the whole system.`,
    }),
  ]
}

function namedTests(): readonly { readonly claim: string; readonly evidence: Tested }[] {
  return Object.entries(catalogue).flatMap(([pattern, claims]) =>
    Object.entries(claims).flatMap(([text, evidence]) =>
      evidence.by === 'test'
        ? [{ claim: claimOf(pattern as Parameters<typeof claimOf>[0], text).id, evidence }]
        : [],
    ),
  )
}

/** Source: TAP 14; nested results are indented. */
async function runFile(file: string): Promise<Ran> {
  const startedAt = performance.now()
  const flags = ['--conditions=atoll-source', '--test', '--test-reporter=tap']
  const text = await new Promise<string>((resolve) => {
    const options = { cwd: root, timeout: fileMsMax, maxBuffer: 64 * 1024 ** 2 }
    execFile(process.execPath, [...flags, join(root, file)], options, (_, out) => resolve(out))
  })
  const outcomes = [...text.matchAll(/^ *(not )?ok \d+ - (.*?)(?: # (\w+).*)?$/gm)].flatMap(
    ([, not, title = '', directive]) =>
      directive === 'SKIP' || directive === 'TODO' ? [] : [{ title, isPassed: not === undefined }],
  )
  const failed = outcomes.filter(({ isPassed }) => !isPassed)
  if (outcomes.length === 0 || failed.length > 0)
    throw new Error(`${file}: ${failed.map(({ title }) => title).join('; ') || 'no test has run'}`)
  return { outcomes, seconds: (performance.now() - startedAt) / 1000 }
}
