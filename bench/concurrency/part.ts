/**
 * The parts of the proof that are processes of their own: how the proof starts one, hears of its progress and ends it.
 * Each part runs `runPart` at its end; the parent holds a `Part`.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a part is told at its start; each program says which of it it needs. */
export interface PartSettings {
  readonly writersUrl: string
  readonly consumersUrl: string
  readonly messagingUrl: string
  readonly seed: number
  /** Events this part writes. */
  readonly events: number
  /** Writers in this part, and the number of its first one. */
  readonly writers: number
  readonly firstWriter: number
  /** Events of one transaction, at most. */
  readonly batchMax: number
}

/** What a part says now and then. */
export interface Progress {
  /** Events written or handled so far. */
  readonly done: number
}

/** A running part. */
export interface Part {
  readonly name: string
  /** Events written or handled so far. */
  readonly done: number
  /** Resolves when it ends by itself; rejects when it fails. */
  readonly ended: Promise<void>
  pause(): void
  resume(): void
  /** Asks it to end, and waits. */
  stop(): Promise<void>
  kill(): void
}

const progressMs = 200

/** Starts the program of a part and waits until it is ready. */
export async function startPart(
  program: 'writer' | 'relay' | 'consumer',
  name: string,
  settings: PartSettings,
): Promise<Part> {
  const file = fileURLToPath(new URL(`./${program}.ts`, import.meta.url))
  const child = fork(file, [name, JSON.stringify(settings)], {
    execArgv: ['--conditions=atoll-source'],
  })
  let done = 0
  const ready = Promise.withResolvers<void>()
  child.on('message', (message: Progress | 'ready') => {
    if (message === 'ready') ready.resolve()
    else done = message.done
  })
  const ended = untilEnded(child, name)
  ended.then(() => ready.resolve(), ready.reject)
  await ready.promise
  return {
    name,
    get done() {
      return done
    },
    ended,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      await ended
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

async function untilEnded(child: ChildProcess, name: string): Promise<void> {
  // The event of a child that ended carries its code or its signal.
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  if (code !== 0) throw new Error(`${name} ended with ${code ?? signal}`)
}

/** What a part's program does. */
export interface PartWork {
  /** Events written or handled so far. */
  done(): number
  /** Resolves when there is nothing left to do; a part without an end of its own leaves it out. */
  readonly finished?: Promise<void>
  /** Called once, at the end or when the parent asks. */
  close(): Promise<void>
}

/** Runs this process as a part: starts, tells its progress, closes. */
export async function runPart(
  open: (settings: PartSettings, name: string) => Promise<PartWork>,
): Promise<void> {
  const [, , name = '', text = ''] = process.argv
  // The parent wrote it a moment ago.
  const settings = JSON.parse(text) as PartSettings
  const stopping = Promise.withResolvers<void>()
  process.once('SIGTERM', () => stopping.resolve())
  // A parent that is gone wants nothing any more.
  process.once('disconnect', () => stopping.resolve())
  const work = await open(settings, name)
  const tell = () => void process.send?.({ done: work.done() } satisfies Progress)
  const timer = setInterval(tell, progressMs)
  process.send?.('ready')
  await Promise.race([work.finished ?? stopping.promise, stopping.promise])
  await work.close()
  clearInterval(timer)
  tell()
  process.disconnect?.()
}
