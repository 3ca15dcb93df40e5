/** Format: Biome decides, nobody discusses. Called by `main.ts`; `npm run format` writes. */
import { runCommand, toolPath } from './command.ts'
import type { Outcome, Problem } from './problem.ts'

/** Lists the files that `npm run format` would change. */
export async function checkFormat(root: string): Promise<Outcome> {
  const args = ['format', '--reporter=github', '--max-diagnostics=none', '.']
  const { code, stdout, stderr } = await runCommand(toolPath(root, 'biome'), args, { cwd: root })
  const problems: Problem[] = []
  for (const [, file = ''] of stdout.matchAll(/^::error title=(?:\w+),file=([^,]+)/gm)) {
    problems.push({ file, message: 'is not formatted: npm run format' })
  }
  if (code !== 0 && problems.length === 0) {
    problems.push({ file: 'biome.json', message: `biome ended with ${code}: ${stderr.trim()}` })
  }
  return { problems, read: 'all files that Biome knows' }
}
