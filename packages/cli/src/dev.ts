/** `atoll dev`: runs a process per service, and starts again what a changed file concerns. */
import type { Parts, Running } from './parts.ts'
import type { Place } from './place.ts'
import { toSentence } from './sentence.ts'
import { start } from './start.ts'
import { watchFiles } from './watch.ts'

/** Starts and watches until somebody ends it. Answers the exit code. */
export function dev(
  options: { readonly place: Place; readonly port: number | null },
  parts: Parts,
): Promise<number> {
  const { screen, clock } = parts
  return start(
    {
      ...options,
      topology: 'processes',
      endsWhenGivenUp: false,
      whenReady(running, isEnding) {
        const leave = watchFiles({
          directory: options.place.directory,
          processes: running.processes().map(({ name }) => name),
          clock,
          onChange(names, file) {
            screen.line(`${file} changed: ${[...names].join(', ')} ${verb(names.size)} again.`)
            for (const name of names) void restart(name, running, { parts, isEnding })
          },
        })
        screen.line(
          'Watching for changes: a service starts again when a file of its folder changes.',
        )
        return leave
      },
    },
    parts,
  )
}

function verb(count: number): string {
  return count === 1 ? 'starts' : 'start'
}

/** A failure is shown and waited out: the next change may cure it. */
async function restart(
  name: string,
  running: Running,
  { parts, isEnding }: { readonly parts: Parts; readonly isEnding: () => boolean },
): Promise<void> {
  const { screen, clock } = parts
  const from = clock.monotonic()
  try {
    await running.restart(name)
    screen.line(`${name} is ready (${((clock.monotonic() - from) / 1000).toFixed(1)} s).`)
  } catch (thrown) {
    if (isEnding() || wasAskedAgain(thrown)) return
    screen.problem(`${toSentence(thrown)}\nChange the file, and it starts again.`)
  }
}

/** A later change asked for the same process. */
function wasAskedAgain(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'process_stopped'
}
