/** What a process says when it is ready: where it is reached. */

/** Where the parts of one process are reached. */
export interface Ready {
  /** By the name of each service or gateway. */
  readonly addresses: Readonly<Record<string, string>>
  /** Where the process is asked how it is; null while it is not ready. */
  readonly management: string | null
}

const notReady: Ready = { addresses: {}, management: null }

/** Reads what a process said; what is not of that shape says nothing. */
export function parseReady(value: unknown): Ready {
  if (!isRecord(value) || !isRecord(value['addresses'])) return notReady
  const { addresses, management } = value
  const texts = Object.entries(addresses).flatMap(([name, address]) =>
    typeof address === 'string' ? [[name, address] as const] : [],
  )
  return {
    addresses: Object.fromEntries(texts),
    management: typeof management === 'string' ? management : null,
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
