/** Lint: oxlint with types, configured in `.oxlintrc.json`. Called by `main.ts`. */
import { runCommand, toolPath } from './command.ts'
import type { Outcome } from './problem.ts'

type Report = {
  readonly number_of_files: number
  readonly diagnostics: readonly {
    readonly filename: string
    readonly message: string
    readonly code?: string
    readonly labels: readonly { readonly span: { readonly line: number } }[]
  }[]
}

/** Runs every rule over every file; a warning counts like an error. */
export async function checkLint(root: string): Promise<Outcome> {
  const args = ['--type-aware', '--format=json', '--report-unused-disable-directives', '.']
  const { code, stdout, stderr } = await runCommand(toolPath(root, 'oxlint'), args, { cwd: root })
  const report = parseReport(stdout)
  if (report === undefined) {
    const message = `oxlint ended with ${code} and no report: ${(stdout + stderr).trim()}`
    return { problems: [{ file: '.oxlintrc.json', message }], read: 'nothing' }
  }
  const problems = report.diagnostics.map(({ filename, message, code: rule, labels }) => {
    const line = labels[0]?.span.line
    return { file: filename, message: `${rule ?? 'lint'}: ${message}`, ...(line && { line }) }
  })
  return { problems, read: `${report.number_of_files} files` }
}

function parseReport(text: string): Report | undefined {
  try {
    // The report's shape is the tool's; its version is pinned.
    return JSON.parse(text) as Report
  } catch {
    return undefined
  }
}
