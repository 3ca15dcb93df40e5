/** Finds Java and Maven on this machine; it installs neither. Called by everything that runs a peer in Java. */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A development kit. */
export interface Jdk {
  readonly home: string
  readonly java: string
  readonly version: string
  readonly major: number
}

/** What a Java program can be built and run with, or one sentence why not. */
export type Tools =
  | { readonly isHere: true; readonly jdk: Jdk; readonly env: NodeJS.ProcessEnv }
  | { readonly isHere: false; readonly reason: string }

/** The newest kit of the machine, and Maven. JAVA_HOME wins. */
export function findTools(majorLeast: number): Tools {
  const jdk = findJdk(majorLeast)
  if (jdk === null)
    return { isHere: false, reason: `no JDK ${majorLeast} or newer: install one or set JAVA_HOME` }
  const env = { ...process.env, JAVA_HOME: jdk.home }
  if (spawnSync('mvn', ['-version'], { env }).status !== 0)
    return { isHere: false, reason: 'no Maven: install it, so that `mvn` is on the path' }
  return { isHere: true, jdk, env }
}

function findJdk(majorLeast: number): Jdk | null {
  const wanted = process.env['JAVA_HOME']
  const homes =
    wanted === undefined
      ? [
          ...globSync('/usr/lib/jvm/*'),
          ...globSync('/Library/Java/JavaVirtualMachines/*/Contents/Home'),
        ]
      : [wanted]
  const found = homes.flatMap(readJdk).filter(({ major }) => major >= majorLeast)
  return found.toSorted((left, right) => right.major - left.major)[0] ?? null
}

function readJdk(home: string): Jdk[] {
  const java = join(home, 'bin', 'java')
  if (!existsSync(java) || !existsSync(join(dirname(java), 'javac'))) return []
  const { stderr } = spawnSync(java, ['-version'], { encoding: 'utf8' })
  const [, version = ''] = /version "([^"]+)"/.exec(stderr) ?? []
  return [{ home, java, version, major: Number.parseInt(version, 10) }]
}
