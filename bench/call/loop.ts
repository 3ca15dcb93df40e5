/** Calls as fast as they are answered: one at a time, or so many in flight. Every side of `call` runs this same loop. */

/** How to call. */
export interface Looping {
  /** Units: calls under way at once. */
  readonly inFlight: number
  readonly seconds: number
}

/** Calls between two looks at the clock. */
const callsBetween = 32
/** Units: seconds. */
const warmSeconds = 1

/** Units: calls in a second, after the code has become warm. */
export async function callsPerSecond(
  call: () => Promise<unknown>,
  { inFlight, seconds }: Looping,
): Promise<number> {
  await run(call, { inFlight, seconds: Math.min(seconds, warmSeconds) })
  return run(call, { inFlight, seconds })
}

async function run(call: () => Promise<unknown>, { inFlight, seconds }: Looping): Promise<number> {
  const startedAt = performance.now()
  const endsAt = startedAt + seconds * 1000
  let calls = 0
  const lane = async () => {
    while (performance.now() < endsAt) {
      for (let one = 0; one < callsBetween; one += 1) await call()
      calls += callsBetween
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  return (calls / (performance.now() - startedAt)) * 1000
}

/** Reads the arguments that every program of `call` takes: variant, calls in flight, seconds. */
export function parseArguments(args: readonly string[]): Looping & { readonly variant: string } {
  const [variant = '', inFlight = '1', seconds = '1'] = args
  return { variant, inFlight: Number(inFlight), seconds: Number(seconds) }
}
