/** Runs Maven: without the network first, since what was fetched once is here. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Lines of Maven's own explanation that are passed on. */
const linesMax = 2

/** Runs goals in a folder. Answers null, or in Maven's words why it failed. */
export async function runMaven(
  folder: string,
  goals: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  let said = ''
  for (const offline of [['-o'], []]) {
    const child = spawn('mvn', ['-q', '-B', '-Dstyle.color=never', ...offline, ...goals], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    said = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
    const ended: readonly unknown[] = await once(child, 'close')
    if (ended[0] === 0) return null
  }
  // What comes before the mark resets a terminal's colours.
  const errors = said.split('\n').flatMap((line) => line.split('[ERROR] ').slice(1))
  const told = errors.filter((line) => line !== '' && !/re-run Maven/i.test(line))
  return told.slice(0, linesMax).join(' ')
}
