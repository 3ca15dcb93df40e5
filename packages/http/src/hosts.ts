/**
 * Whether a listener answers to a Host. A page of somebody else whose name was made to lead here (DNS rebinding) is, for
 * its browser, of the same origin as this server; only the name it asks for gives it away. Called by the gate for every
 * request; it resolves no name.
 */

/** Judges the one Host header of a request by its text and by the address at which its connection arrived. */
export type HostJudge = (host: string, localAddress: string | undefined) => boolean

/** A name or an IPv4 address, or an IPv6 address in brackets; then perhaps the dot of the root and a port. */
const form = /^(?:([a-z0-9_-][a-z0-9._-]{0,252})|\[([0-9a-f:.]{2,45})\])(?::\d{1,5})?$/i
const loopbackAddress = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/

/**
 * Makes the judge of one listener. It answers to the names of loopback, to the address that was bound, to the address at
 * which a connection arrived, and to the names it is told. Beyond loopback nobody knows by which names others come, so
 * there every well-formed name is answered until one is told.
 */
export function createHostJudge(parts: {
  readonly bound: string
  readonly hosts: readonly string[] | undefined
}): HostJudge {
  const bound = parts.bound.toLowerCase()
  const names = new Set([
    'localhost',
    bound,
    ...(parts.hosts ?? []).map((each) => each.toLowerCase()),
  ])
  const isOpen = parts.hosts === undefined && !isLoopback(bound)
  let lastTaken = ''
  return (host, localAddress) => {
    // Nearly every request of a connection names the same host.
    if (host === lastTaken) return true
    const name = nameOf(host)
    if (name === null) return false
    if (!isOpen && !names.has(name) && !isLoopback(name))
      return name === localAddress?.replace('::ffff:', '')
    lastTaken = host
    return true
  }
}

function nameOf(host: string): string | null {
  const parts = form.exec(host)
  const name = parts?.[1] ?? parts?.[2]
  return name === undefined ? null : name.toLowerCase().replace(/\.$/, '')
}

/** Names below `localhost` never leave the machine. Source RFC 6761 section 6.3 */
function isLoopback(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || loopbackAddress.test(name)
}
