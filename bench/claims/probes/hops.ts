/**
 * `hops`: two stores at work at once, one whose callers choose an instance, one with a balancer between, asked in turn call by
 * call, so that whatever else the machine does touches both alike.
 */
import { medianOf, ratioOf, standingOf, toFigure, toRatio } from '@atoll/comparison/figures'
import { finding, type Probe, verdictBy } from '../probe.ts'
import { type OpenedStore, openStore, repeat, timed } from '../store.ts'

/** Calls of each store in a round. */
const calls = 400
/** Until code is warm. */
const warmCalls = 600

/** The measurement. */
export const hops: Probe = {
  name: 'hops',
  title: 'A call between services, straight and by a balancer',
  async run({ rounds, tell }) {
    await using straight = await openStore()
    await using balanced = await openStore({
      file: 'examples/store/journeys/discovery/haproxy/atoll.ts',
    })
    await repeat(warmCalls, () => askBoth(straight, balanced))
    const found = { straight: [] as number[], balanced: [] as number[] }
    for (let round = 0; round < rounds; round += 1) {
      tell(`round ${round + 1} of ${rounds}`)
      const waits = { straight: [] as number[], balanced: [] as number[] }
      for (let call = 0; call < calls; call += 1) {
        const isTurned = call % 2 === 1
        const [one, other] = isTurned ? [balanced, straight] : [straight, balanced]
        const [first, second] = await askBoth(one, other)
        waits.straight.push(isTurned ? second : first)
        waits.balanced.push(isTurned ? first : second)
      }
      found.straight.push(medianOf(waits.straight))
      found.balanced.push(medianOf(waits.balanced))
    }
    const standing = standingOf(found.balanced, found.straight)
    const ratio = toRatio(ratioOf(found.balanced, found.straight))
    const [one, other] = [medianOf(found.straight), medianOf(found.balanced)].map(toFigure)
    const doubt = standing === 'no-difference' ? ', which these rounds cannot tell from noise' : ''
    const cost = `A list of products, one call between services, took ${other} ms by HAProxy and ${one} ms where the caller chose: ${ratio}${doubt}.`
    const verdict = verdictBy(standing, 'more')
    return {
      tables: [
        {
          title: `A list of products through the gateway, ${calls} calls of each store in turn in each of ${rounds} rounds; medians. Units: milliseconds`,
          columns: ['chosen by', 'median', 'rounds'],
          rows: [
            ['the caller', one ?? '', found.straight.map(toFigure).join(', ')],
            ['HAProxy', other ?? '', found.balanced.map(toFigure).join(', ')],
          ],
        },
      ],
      findings: [
        finding('server-side-discovery', 'Each call takes one hop more.', { verdict, says: cost }),
        finding('client-side-discovery', 'The call goes straight to the instance.', {
          verdict,
          says: `There is nothing between caller and instance. ${cost}`,
        }),
      ],
    }
  },
}

/** Units: milliseconds. */
async function askBoth(...stores: readonly OpenedStore[]): Promise<readonly [number, number]> {
  const waits: number[] = []
  for (const { ask } of stores) {
    const { ms, problem } = await timed(() => ask('GET', '/api/products?limit=5'))
    if (problem !== null) throw new Error(problem)
    waits.push(ms)
  }
  const [one = Number.NaN, other = Number.NaN] = waits
  return [one, other]
}
