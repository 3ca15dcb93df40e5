/**
 * One run of a program, from its launch to its end: says hello, reads what the child says, keeps what it prints. The
 * supervised process above it decides what an end means; nothing here starts again.
 */
import type { ChildProcess } from 'node:child_process'
import {
  type ChildFault,
  parseChildMessage,
  parseSupervisorMessage,
  type SupervisorMessage,
} from '@atoll/deployment'
import { type Clock, isFault, type Log } from '@atoll/pipeline'
import { createLastLines } from './last-lines.ts'
import { killSession, type Launch, launchProcess } from './launch.ts'
import type { Output } from './output.ts'

/** How long a child may take to become ready. Units: milliseconds. */
export const readyMsMax = 60_000
/** Messages on their way to a child; one that reads none gets no more. */
export const unreadMessagesMax = 1_000
/** Pipes may be held open by others after the end; they are not waited for longer. Units: milliseconds. */
const pipesMsMax = 500

/** How a run ended. */
export interface RunEnd {
  /** Such as `exit code 1`. */
  readonly how: string
  /** What the child said about it, if anything. */
  readonly fault: ChildFault | null
  /** Null if it never was ready. Units: milliseconds. */
  readonly readyForMs: number | null
  /** The end of what it wrote to its standard error. */
  readonly lastLines: string
}

/** One run. */
export interface Run {
  readonly pid: number | null
  /** Never rejects. */
  readonly ended: Promise<RunEnd>
  /** Faults: `invalid` (`message_invalid`) for a body that is no JSON or too large. */
  send(message: SupervisorMessage): boolean
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

/** What a run needs. */
export interface RunParts {
  readonly clock: Clock
  readonly log: Log
  readonly output: Output
  readonly hello: unknown
  readonly onReady: (body: unknown) => void
  readonly onMessage: (body: unknown) => void
}

/**
 * Launches a program and says hello to it.
 * Faults: `invalid` (`message_invalid`) for a hello that is no JSON or too large; nothing is launched then.
 */
export function startRun(launch: Launch, parts: RunParts): Run {
  const { clock, log } = parts
  const hello = parseSupervisorMessage({ kind: 'hello', body: parts.hello })
  if (isFault(hello)) throw hello
  const child = launchProcess(launch)
  const send = createSend(child, log)
  let readyAt: number | null = null
  let fault: ChildFault | null = null
  const late = clock.timer(readyMsMax, () => {
    const message = `it was not ready within ${readyMsMax / 1000} s`
    fault ??= { kind: 'deadline', code: 'never_ready', message }
    killSession(child, 'SIGKILL')
  })
  child.on('message', (value: unknown) => {
    const message = parseChildMessage(value)
    if (isFault(message)) return log.warn({ pid: child.pid }, message.message)
    if (message.kind === 'custom') return parts.onMessage(message.body)
    if (message.kind === 'failed') return void (fault = message.fault)
    if (readyAt !== null) return
    late.cancel()
    readyAt = clock.monotonic()
    parts.onReady(message.body)
  })
  const ended = endOf(child, parts).then(({ how, lastLines }): RunEnd => {
    late.cancel()
    return {
      how,
      lastLines,
      fault,
      readyForMs: readyAt === null ? null : clock.monotonic() - readyAt,
    }
  })
  send(hello)
  return { pid: child.pid ?? null, ended, send, kill: (signal) => killSession(child, signal) }
}

function createSend(child: ChildProcess, log: Log): (message: SupervisorMessage) => boolean {
  let unread = 0
  return (message) => {
    const sound = parseSupervisorMessage(message)
    if (isFault(sound)) throw sound
    if (!child.connected) return false
    if (unread >= unreadMessagesMax) {
      log.warn({ pid: child.pid, unread }, 'the process reads no messages; this one is dropped')
      return false
    }
    unread += 1
    // The callback takes the failure of a child that ended meanwhile; its end is told anyway.
    child.send(sound, () => void (unread -= 1))
    return true
  }
}

async function endOf(
  child: ChildProcess,
  { clock, output }: RunParts,
): Promise<{ readonly how: string; readonly lastLines: string }> {
  const lastLines = createLastLines()
  const kept = Promise.allSettled([
    child.stdout === null ? null : output.keep(child.stdout),
    child.stderr === null ? null : output.keep(child.stderr, (line) => lastLines.add(line)),
  ])
  const how = await new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : signal))
    child.on('error', (error) => {
      // Also emitted when a signal or a message could not be delivered; only a failed launch is an end.
      if (child.pid === undefined) resolve(`it could not be launched (${error.message})`)
    })
  })
  const pipes = new AbortController()
  await Promise.race([kept, clock.sleep(pipesMsMax, pipes.signal)])
  pipes.abort()
  child.stdout?.destroy()
  child.stderr?.destroy()
  return { how, lastLines: lastLines.told() }
}
