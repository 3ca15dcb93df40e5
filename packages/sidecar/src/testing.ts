/** Plain HTTP servers that stand for processes in other languages, and one process's sidecar. Imported by tests only. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { TestContext } from 'node:test'
import type { Discovery } from '@atoll/discovery'
import { createMemoryRegistry } from '@atoll/discovery/memory'
import { type Log, silentLog, systemClock } from '@atoll/pipeline'
import { createSpanRing, createTelemetry } from '@atoll/telemetry'
import { openOutgoing, type OutgoingParts } from './outgoing.ts'

type Asked = Parameters<RequestListener>

/** Serves on a free port of loopback until the test ends. */
export async function serve(t: TestContext, answer: (...asked: Asked) => unknown) {
  const server = createServer((...asked) => void answer(...asked)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  t.after(close)
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return { port: address.port, address: `http://127.0.0.1:${address.port}`, close }
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The sidecar of `pricing`, in a registry of its own. */
export async function openSidecar(t: TestContext, more: Partial<OutgoingParts> = {}) {
  const clock = systemClock
  const registry = createMemoryRegistry({ clock }).connect()
  const ring = createSpanRing()
  const errors: string[] = []
  const log: Log = {
    ...silentLog,
    isOn: (level) => level === 'error',
    with: () => log,
    error: (_, message) => errors.push(message),
  }
  const telemetry = createTelemetry({
    service: 'pricing',
    instance: 'pricing-1',
    version: '',
    spans: [ring],
    clock,
    log,
  })
  const outgoing = await openOutgoing({ discovery: registry, telemetry, port: 0, clock, ...more })
  t.after(async () => {
    await outgoing.stop(0)
    await registry[Symbol.asyncDispose]()
    await telemetry.close()
  })
  const register = (service: string, address: string, instance = address) =>
    registry.register({ service, instance, address, version: '' })
  const discovery: Discovery = registry
  return { outgoing, url: outgoing.address, discovery, ring, errors, telemetry, register }
}
