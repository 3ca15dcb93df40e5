/**
 * Carries mutants out: each schedule passes on the platform as it is, and fails for an assertion on the platform with
 * one protection less. Called by `main.ts`; it never changes the workspace itself.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tree } from '../check/tree.ts'
import { type FileResult, runFile } from '../test/run-file.ts'
import { type Copy, copyWorkspace } from './copy.ts'
import type { Mutant, Schedule } from './mutant.ts'

/** What proving is made of. */
export interface ProofParts {
  readonly tree: Pick<Tree, 'root' | 'files'>
  readonly mutants: readonly Mutant[]
  /** The environment of the tests: where PostgreSQL is. */
  readonly env: Readonly<Record<string, string>>
  /** Copies that are worked on at the same time. */
  readonly atOnce: number
  /** How often each mutant is carried out; it must be caught each time. */
  readonly times: number
  readonly onVerdict: (verdict: Verdict) => void
}

/** What became of one mutant. `unclear`: neither caught nor survived, since nothing was proven. */
export interface Verdict {
  readonly mutant: Mutant
  readonly outcome: 'caught' | 'survived' | 'unclear'
  /** What the assertion said, or why nothing was proven. */
  readonly why: string
  readonly seconds: number
}

/** A schedule waits for conditions; one that waits for long waits for what will never be. Units: milliseconds. */
const scheduleTimeoutMs = 40_000

/** Proves all mutants and answers in their order. */
export async function prove(parts: ProofParts): Promise<readonly Verdict[]> {
  const { tree, mutants, env, atOnce, times, onVerdict } = parts
  const folder = mkdtempSync(join(tmpdir(), 'atoll-mutants-'))
  try {
    const copies = Array.from({ length: Math.min(atOnce, mutants.length) }, (_, index) =>
      copyWorkspace(tree, join(folder, `copy-${index}`)),
    )
    // Every run loads nearly the same code; types are erased and modules compiled once for all.
    const cached = { ...env, NODE_COMPILE_CACHE: join(folder, 'compiled') }
    const run: Run = async (copy, file, titles) => {
      const events = mkdtempSync(join(folder, 'events-'))
      const options = {
        root: copy.root,
        folder: events,
        env: cached,
        timeoutMs: scheduleTimeoutMs,
        titles,
      }
      return runFile(file, options)
    }
    const healthy = await runHealthy(copies, mutants, run)
    return await inTurn(copies, mutants, async (copy, mutant) => {
      const verdict = await judgeMutant(mutant, { copy, run, times, healthy })
      onVerdict(verdict)
      return verdict
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Run = (copy: Copy, file: string, titles: readonly string[]) => Promise<FileResult>

/** Runs each schedule once on the platform as it is, a process for each file. */
async function runHealthy(
  copies: readonly Copy[],
  mutants: readonly Mutant[],
  run: Run,
): Promise<readonly FileResult[]> {
  const schedules = Map.groupBy(
    mutants.map(({ caughtBy }) => caughtBy),
    ({ file }) => file,
  )
  return inTurn(copies, [...schedules], (copy, [file, wanted]) =>
    run(copy, file, [...new Set(wanted.map(({ title }) => title))]),
  )
}

interface Trial {
  readonly copy: Copy
  readonly run: Run
  readonly times: number
  readonly healthy: readonly FileResult[]
}

async function judgeMutant(mutant: Mutant, trial: Trial): Promise<Verdict> {
  const startedAt = performance.now()
  const { outcome, why } = await tryMutant(mutant, trial)
  return { mutant, outcome, why, seconds: (performance.now() - startedAt) / 1000 }
}

type Finding = Pick<Verdict, 'outcome' | 'why'>

async function tryMutant(mutant: Mutant, trial: Trial): Promise<Finding> {
  const { copy, run, times, healthy } = trial
  const { file, title } = mutant.caughtBy
  const before = judge(
    healthy.find((result) => result.file === file)?.events ?? [],
    mutant.caughtBy,
  )
  if (before.outcome !== 'survived')
    return unclear(`without the change its schedule does not pass: ${before.why}`)
  try {
    copy.weaken(mutant)
    let finding: Finding = unclear('it was tried no time')
    for (let time = 0; time < times; time += 1) {
      finding = judge((await run(copy, file, [title])).events, mutant.caughtBy)
      if (finding.outcome !== 'caught') break
    }
    return finding
  } catch (error) {
    return unclear(error instanceof Error ? error.message : String(error))
  } finally {
    copy.heal()
  }
}

/** What the events of one run say of one schedule: only its own assertion catches, only its own success is a pass. */
function judge(events: FileResult['events'], { title }: Schedule): Finding {
  const failures = events.filter((event) => event.kind === 'failed')
  const own = failures.find((event) => event.title === title)
  if (own?.isAssertion === true) return { outcome: 'caught', why: own.why }
  // The file as a whole fails when it cannot be loaded, hangs, or leaves something behind.
  const other = own ?? failures.find((event) => event.title === '(file)')
  if (other !== undefined)
    return unclear(`'${other.title}' failed, yet for no assertion of the schedule: ${other.why}`)
  const hasPassed = events.some((event) => event.kind === 'passed' && event.title === title)
  return hasPassed ? { outcome: 'survived', why: '' } : unclear(`there is no test '${title}'`)
}

function unclear(why: string): Finding {
  return { outcome: 'unclear', why }
}

/** Does all work, each copy one piece at a time; answers in the order of the work. */
async function inTurn<Work, Result>(
  copies: readonly Copy[],
  work: readonly Work[],
  act: (copy: Copy, piece: Work) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const queue = work.entries()
  const workThrough = async (copy: Copy) => {
    for (const [place, piece] of queue) results[place] = await act(copy, piece)
  }
  await Promise.all(copies.map(workThrough))
  return results
}
