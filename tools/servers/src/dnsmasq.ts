/**
 * Starts dnsmasq, a name server of others, on a port of its own for one test. It is found on the path and never
 * installed: Debian has it as `dnsmasq-base`.
 */
import type { ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { promises } from 'node:dns'
import { once } from 'node:events'
import { freePort } from '@atoll/testkit'
import { endProcess } from './end-process.ts'
import { startInstalled } from './installed.ts'

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
  const stop = () => endProcess(child, 'SIGTERM')
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

function start(port: number, records: readonly string[]): Promise<ChildProcess> {
  const own = ['--conf-file=/dev/null', '--keep-in-foreground', '--pid-file=', '--no-resolv']
  const where = ['--no-hosts', `--port=${port}`, '--listen-address=127.0.0.1', '--bind-interfaces']
  const zone = ['--local=/test/', `--host-record=${readyName},127.0.0.1`, ...records]
  const resolver = new promises.Resolver({ timeout: 200, tries: 1 })
  resolver.setServers([`127.0.0.1:${port}`])
  return startInstalled({
    name: 'dnsmasq',
    debianPackage: 'dnsmasq-base',
    args: [...own, ...where, ...zone],
    isReady: () =>
      resolver.resolve4(readyName).then(
        () => true,
        () => false,
      ),
  })
}

/** Ports that are tried: one that is free for one protocol is hardly ever taken for the other. */
const triesMax = 10

/** It listens for both protocols. */
async function freePortOfBoth(): Promise<number> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const port = await freePort()
    if (await isFreeForUdp(port)) return port
  }
  throw new Error('no port is free for both protocols')
}

async function isFreeForUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  const isFree = once(socket, 'listening').then(
    () => true,
    () => false,
  )
  socket.bind(port, '127.0.0.1')
  const found = await isFree
  socket.close()
  return found
}
