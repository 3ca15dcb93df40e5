/** Dead code and idle dependencies: knip, configured in `knip.json`. Called by `main.ts`. */
import { runCommand, toolPath } from './command.ts'
import type { Outcome, Problem } from './problem.ts'
import type { Tree } from './tree.ts'

/** A report of knip: per file, findings by kind. */
type Issue = { readonly file: string } & Record<string, string | readonly Finding[]>

type Finding = { readonly name: string; readonly line?: number }

/** Words for the kinds of findings; a kind not listed here is shown under knip's own name. */
const meanings: Readonly<Record<string, string>> = {
  files: 'nobody imports this file: remove it, or add its entry to knip.json',
  exports: 'nobody imports this export: remove it, or only the word export',
  types: 'nobody imports this type: remove it, or only the word export',
  dependencies: 'is in the manifest but nobody imports it: remove it',
  devDependencies: 'is in the manifest but nobody imports it: remove it',
  unlisted: 'is imported but in no manifest',
  unresolved: 'cannot be found',
  duplicates: 'is exported twice',
}

/** Lists files, exports and dependencies that nobody uses; packages still without source are left out. */
export async function checkDead(tree: Tree): Promise<Outcome> {
  const { root } = tree
  const args = ['--no-progress', '--reporter', 'json']
  const { code, stdout, stderr } = await runCommand(toolPath(root, 'knip'), args, { cwd: root })
  const problems = parseFindings(stdout)
  if (problems === undefined || (code > 1 && problems.length === 0)) {
    const message = `knip ended with ${code}: ${(stdout + stderr).trim()}`
    return { problems: [{ file: 'knip.json', message }], read: 'nothing' }
  }
  const empty = tree.packages.filter(({ folder }) => !tree.files.includes(`${folder}/src/index.ts`))
  const manifests = new Set(
    empty.filter((each) => !each.isPrivate).map(({ folder }) => `${folder}/package.json`),
  )
  return {
    problems: problems.filter(({ file }) => !manifests.has(file)),
    read: 'all exports and dependencies',
  }
}

function parseFindings(text: string): Problem[] | undefined {
  try {
    // The report's shape is the tool's; its version is pinned.
    const report = JSON.parse(text) as { issues: Issue[] }
    return report.issues.flatMap(parseFile)
  } catch {
    return undefined
  }
}

function parseFile(issue: Issue): Problem[] {
  const { file } = issue
  return Object.entries(issue).flatMap(([kind, findings]) => {
    if (typeof findings === 'string') return []
    return findings.map((finding) => ({
      file,
      ...(finding.line && { line: finding.line }),
      message: `${kind === 'files' ? '' : `${finding.name} `}${meanings[kind] ?? `(${kind})`}`,
    }))
  })
}
