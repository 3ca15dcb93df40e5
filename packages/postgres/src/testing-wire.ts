/**
 * A wire between a client and PostgreSQL that a test can cut at one message. Tests of lost answers use it; it changes
 * no byte.
 */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Where a wire breaks: before the server saw the message, or after it acted and before the client knew. */
export type Break = 'before' | 'after'

/** A wire to one server. */
export interface Wire extends AsyncDisposable {
  /** The server's URL, through the wire. */
  readonly url: string
  /** What clients wrote, one entry per write, as text. */
  readonly writes: readonly string[]
  /** Breaks the connection on which the next message containing this text travels. */
  cut(text: string, where: Break): void
}

/** Opens a wire to the server of a URL. */
export async function openWire(serverUrl: string): Promise<Wire> {
  const writes: string[] = []
  const sockets = new Set<Socket>()
  let next: { readonly text: string; readonly where: Break } | undefined
  const server = createServer((client) => {
    const upstream = connect(targetOf(serverUrl))
    let isCut = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1')
      writes.push(text)
      if (next !== undefined && text.includes(next.text)) {
        const { where } = next
        next = undefined
        isCut = true
        if (where === 'before') client.destroy()
      }
      if (!client.destroyed) upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (isCut) client.destroy()
      else client.write(bytes)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: through(serverUrl, server.address()),
    writes,
    cut: (text, where) => {
      next = { text, where }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function targetOf(serverUrl: string): { path: string } | { host: string; port: number } {
  const url = new URL(serverUrl)
  const port = Number(url.port || 5432)
  const host = url.searchParams.get('host') ?? url.hostname
  return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }
}

function through(
  serverUrl: string,
  address: ReturnType<ReturnType<typeof createServer>['address']>,
) {
  const url = new URL(serverUrl)
  url.searchParams.delete('host')
  url.hostname = '127.0.0.1'
  if (typeof address === 'object' && address !== null) url.port = String(address.port)
  return url.href
}
