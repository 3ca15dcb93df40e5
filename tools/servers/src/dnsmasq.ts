/**
 * Starts dnsmasq, a name server of others, on a port of its own for one test. It is found on the path and never
 * installed: Debian has it as `dnsmasq-base`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { promises } from 'node:dns'
import { once } from 'node:events'
import { freePort, until } from '@atoll/testkit'
import { findInstalled } from './installed.ts'

/** A name server under way. Disposing it is `stop`. */
export interface OpenedNameServer extends AsyncDisposable {
  /** Shape: `127.0.0.1:53535`. */
  readonly address: string
  /** Serves these records from now on; it is started anew for it. Shape: dnsmasq's own options. */
  serve(records: readonly string[]): Promise<void>
  stop(): Promise<void>
}

/** Answered once it can be used. */
const readyName = 'ready.test'

/** Starts it. Faults: an Error that says what to install, or what it wrote. */
export async function openDnsmasq(records: readonly string[]): Promise<OpenedNameServer> {
  const port = await freePortOfBoth()
  const address = `127.0.0.1:${port}`
  let child = await start(port, records)
  const stop = () => end(child)
  return {
    address,
    async serve(next) {
      await stop()
      child = await start(port, next)
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function start(port: number, records: readonly string[]): Promise<ChildProcess> {
  const own = ['--conf-file=/dev/null', '--keep-in-foreground', '--pid-file=', '--no-resolv']
  const where = ['--no-hosts', `--port=${port}`, '--listen-address=127.0.0.1', '--bind-interfaces']
  const zone = ['--local=/test/', `--host-record=${readyName},127.0.0.1`, ...records]
  const child = spawn(findInstalled('dnsmasq', 'dnsmasq-base'), [...own, ...where, ...zone], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  let isOver = false
  child.once('error', () => (isOver = true)).once('exit', () => (isOver = true))
  const resolver = new promises.Resolver({ timeout: 200, tries: 1 })
  resolver.setServers([`127.0.0.1:${port}`])
  const isReady = async () => isOver || (await resolver.resolve4(readyName).catch(() => false))
  await until(isReady, { what: 'dnsmasq to answer' })
  if (isOver) throw new Error(`dnsmasq did not start: ${said}`)
  return child
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

/** It listens for both protocols. */
async function freePortOfBoth(): Promise<number> {
  for (;;) {
    const port = await freePort()
    const socket = createSocket('udp4')
    const isFree = once(socket, 'listening').then(
      () => true,
      () => false,
    )
    socket.bind(port, '127.0.0.1')
    const found = await isFree
    socket.close()
    if (found) return port
  }
}
