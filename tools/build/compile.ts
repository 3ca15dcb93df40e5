/**
 * Compiles the sources of all packages in one program, into a folder outside of the tree. Called by
 * the generator (declarations only) and by the packer (everything). Never writes into a package.
 */
import { join } from 'node:path'
import { type Finished, runCommand, toolPath } from '../check/command.ts'

/** What is wanted of the compiler. */
export type CompileOptions = { readonly folder: string; readonly onlyDeclarations: boolean }

/** Writes `<folder>/packages/x/src/y.js` and `.d.ts` for each source; type errors do not stop it. */
export function compile(root: string, options: CompileOptions): Promise<Finished> {
  const args = ['-p', join(root, 'tsconfig.build.json'), '--outDir', options.folder]
  const kind = options.onlyDeclarations ? ['--emitDeclarationOnly'] : []
  return runCommand(toolPath(root, 'tsc'), [...args, ...kind, '--pretty', 'false'], { cwd: root })
}
