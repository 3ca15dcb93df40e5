/**
 * An open loop: callers come at their own pace whether or not others are answered, and go away when they have waited long
 * enough. Takes one argument, JSON: `{ url, headers, body, phases: [{ perSecond, seconds }], timeoutMs }`; says for each
 * phase, in slices of half a second, how many came, how many of those were answered with 2xx in time, and how many such
 * answers arrived.
 */
import { Agent } from 'undici'

interface Phase {
  readonly perSecond: number
  readonly seconds: number
}

interface Asked {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
  readonly phases: readonly Phase[]
}

/** One slice of a phase. */
interface Slice {
  came: number
  /** Of those that came. */
  good: number
  /** Answers that arrived, to whoever came in this slice or before. */
  answered: number
}

const sliceMs = 500
/** How often new callers come. Units: milliseconds. */
const tickMs = 5

// Written by the measurement that starts this program.
const asked = JSON.parse(process.argv[2] ?? '') as Asked
const { origin, pathname } = new URL(asked.url)
const agent = new Agent({ connections: 4_000, pipelining: 1 })
const phases: Slice[][] = []
/** Where the time is now; answers that come later than all phases are in nobody's slice. */
let present: Slice | null = null
for (const phase of asked.phases) phases.push(await run(phase))
process.stdout.write(`${JSON.stringify({ phases })}\n`, () => process.exit(0))

async function run({ perSecond, seconds }: Phase): Promise<Slice[]> {
  const slices: Slice[] = []
  const startedAt = performance.now()
  const waiting: Promise<void>[] = []
  let came = 0
  for (;;) {
    const elapsedMs = performance.now() - startedAt
    if (elapsedMs >= seconds * 1000) break
    const slice = (slices[Math.floor(elapsedMs / sliceMs)] ??= { came: 0, good: 0, answered: 0 })
    present = slice
    for (; came < (elapsedMs / 1000) * perSecond; came += 1) waiting.push(send(slice))
    await new Promise((resolve) => setTimeout(resolve, tickMs))
  }
  // Nobody waits here for callers of this phase: the next one begins while they are still in line.
  void Promise.all(waiting)
  if (asked.phases.length !== phases.length + 1) return slices
  present = null
  await new Promise((resolve) => setTimeout(resolve, asked.timeoutMs))
  return slices
}

async function send(slice: Slice): Promise<void> {
  slice.came += 1
  try {
    const { headers, body, timeoutMs } = asked
    const signal = AbortSignal.timeout(timeoutMs)
    const request = {
      origin,
      path: pathname,
      method: 'POST',
      headers: { ...headers },
      body,
    } as const
    const reply = await agent.request({ ...request, signal })
    await reply.body.dump()
    if (reply.statusCode >= 300) return
    slice.good += 1
    if (present !== null) present.answered += 1
  } catch {
    // Not answered in time: it came, and that is all.
  }
}
