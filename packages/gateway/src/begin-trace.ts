/**
 * Where the trace of a request begins. Called by every route: a caller whose address is trusted continues its own trace
 * here; of anybody else's the new trace only keeps where it came from. Reads nothing but the headers of traces.
 */
import { BlockList, isIP } from 'node:net'
import type { HttpRequest } from '@atoll/http'
import { decodeTraceOf, type Ids, newTrace, type Trace } from '@atoll/pipeline'

/** The trace of a request. */
export type BeginTrace = (request: HttpRequest) => Trace

/**
 * Makes it for the peers whose traces are continued. A stranger's is not: it could put its requests into the story of
 * somebody else, of which it has seen an id, or forbid that they are seen at all.
 * Shape    peers: `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`
 * Faults   a TypeError for a peer that is no address
 */
export function createBeginTrace(peers: readonly string[], ids: Ids): BeginTrace {
  const isPeer = createPeers(peers)
  return ({ headers, remoteAddress }) => {
    const own = newTrace(ids)
    const theirs = decodeTraceOf(headers, () => own)
    if (theirs === null) return own
    if (isPeer(remoteAddress)) return theirs
    // One that says only whether to sample has named no span.
    if (theirs.traceId === own.traceId) return own
    return { ...own, linked: { traceId: theirs.traceId, spanId: theirs.spanId } }
  }
}

/** Whether an address is among those named. Faults: a TypeError for a name that is no address. */
export function createPeers(peers: readonly string[]): (address: string) => boolean {
  const known = new BlockList()
  for (const peer of peers) {
    const [address = '', bits, ...more] = peer.split('/')
    const family = familyOf(address)
    const bitsMax = family === 'ipv4' ? 32 : 128
    const isWhole = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax)
    if (family === null || !isWhole || more.length > 0)
      throw new TypeError(`'${peer}' is no address: write 10.0.0.7, or 10.0.0.0/8 for many`)
    known.addSubnet(address, bits === undefined ? bitsMax : Number(bits), family)
  }
  return (address) => {
    const family = familyOf(address)
    return family !== null && known.check(address, family)
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(address)
  if (version === 0) return null
  return version === 4 ? 'ipv4' : 'ipv6'
}
