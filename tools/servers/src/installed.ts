/** Finds a program that the machine's own packages bring; nothing is installed here. */
import { existsSync } from 'node:fs'

/** Its file. Faults: an Error that says which package has it. */
export function findInstalled(program: string, debianPackage: string): string {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin']
  const found = folders.map((folder) => `${folder}/${program}`).find((file) => existsSync(file))
  if (found !== undefined) return found
  throw new Error(
    `there is no ${program}: install it (Debian and Ubuntu: the package \`${debianPackage}\`)`,
  )
}
