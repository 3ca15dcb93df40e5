/**
 * An open loop: callers come at their own pace whether or not others are answered, and go away when they have waited long
 * enough. Takes one argument, JSON: `{ url, headers, body, phases: [{ perSecond, seconds, kinds }], timeoutMs }`; says for
 * each phase and kind of caller, in slices of half a second, how many came, how many of those were answered with 2xx in
 * time, and how many such answers arrived.
 */
import { Agent } from 'undici'

/** Callers of one sort: so many of all, with these headers beside those of everybody. */
interface Kind {
  readonly share: number
  readonly headers: Readonly<Record<string, string>>
}

interface Phase {
  readonly perSecond: number
  readonly seconds: number
  readonly kinds: readonly Kind[]
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
/** By phase, by kind, by time. */
const phases: Slice[][][] = []
/** Where the time is now, by kind; answers that come later than all phases are in nobody's slice. */
let present: Slice[] | null = null
for (const phase of asked.phases) phases.push(await run(phase))
process.stdout.write(`${JSON.stringify({ phases })}\n`, () => process.exit(0))

async function run({ perSecond, seconds, kinds }: Phase): Promise<Slice[][]> {
  const slices: Slice[][] = kinds.map(() => [])
  const startedAt = performance.now()
  let came = 0
  for (;;) {
    const elapsedMs = performance.now() - startedAt
    if (elapsedMs >= seconds * 1000) break
    const place = Math.floor(elapsedMs / sliceMs)
    const now = slices.map((each) => (each[place] ??= { came: 0, good: 0, answered: 0 }))
    present = now
    // Nobody waits here for callers: others come, and other phases begin, while they are still in line.
    for (; came < (elapsedMs / 1000) * perSecond; came += 1) void send(now, choose(kinds), kinds)
    await new Promise((resolve) => setTimeout(resolve, tickMs))
  }
  if (asked.phases.length !== phases.length + 1) return slices
  present = null
  await new Promise((resolve) => setTimeout(resolve, asked.timeoutMs))
  return slices
}

function choose(kinds: readonly Kind[]): number {
  let left = Math.random()
  for (const [place, { share }] of kinds.entries()) {
    left -= share
    if (left < 0) return place
  }
  return 0
}

async function send(slices: readonly Slice[], kind: number, kinds: readonly Kind[]): Promise<void> {
  const slice = slices[kind]
  if (slice === undefined) return
  slice.came += 1
  try {
    const { headers, body, timeoutMs } = asked
    const signal = AbortSignal.timeout(timeoutMs)
    const reply = await agent.request({
      origin,
      path: pathname,
      method: 'POST',
      headers: { ...headers, ...kinds[kind]?.headers },
      body,
      signal,
    })
    await reply.body.dump()
    if (reply.statusCode >= 300) return
    slice.good += 1
    const arrivedIn = present?.[kind]
    if (arrivedIn !== undefined) arrivedIn.answered += 1
  } catch {
    // Not answered in time: it came, and that is all.
  }
}
