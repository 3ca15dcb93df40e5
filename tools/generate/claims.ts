/**
 * `docs/refer/claims.md`: every benefit and drawback that the pattern texts state, what was found of it, and by which command.
 * Made of the list and the records that `npm run claims` wrote; no verdict of it is typed here. Called by `generate.ts`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '@atoll/testkit/report'

/** Where `npm run claims` writes. */
const folder = 'docs/refer/claims'

/** A claim as it is listed; see bench/claims/list.ts. */
interface Listed {
  readonly id: string
  readonly kind: 'benefit' | 'drawback'
  readonly text: string
  readonly group: string
  readonly name: string
  readonly evidence:
    | { readonly by: 'probe'; readonly probe: string }
    | { readonly by: 'test'; readonly file: string; readonly title: string }
    | {
        readonly by: 'proof'
        readonly record: string
        readonly verdict: string
        readonly says: string
      }
    | { readonly by: 'nothing'; readonly row: string | null; readonly why: string }
}

/** A record of one run; see bench/claims/probe.ts. */
interface Recorded extends Report {
  readonly commit: string
  readonly findings: readonly {
    readonly claim: string
    readonly verdict: string
    readonly says: string
  }[]
}

/** A claim with what is known of it. */
interface Judged extends Listed {
  /** Null where nothing has shown it. */
  readonly verdict: string | null
  readonly says: string
  /** What to type to see it again; empty where there is nothing. */
  readonly command: string
}

/** Renders the document: path → text; nothing while there is no list. */
export function renderClaims(root: string): [string, string][] {
  const list = join(root, folder, 'claims.json')
  if (!existsSync(list)) return []
  // Our own program writes these files, from values of these types.
  const claims = JSON.parse(readFileSync(list, 'utf8')) as readonly Listed[]
  const records = readRecords(join(root, folder))
  const judged = claims.map((claim) => judge(claim, records))
  const text = [
    '# Claims',
    'Every benefit and drawback that the texts of the patterns state (`atoll explain <pattern>`), what was found of it here, and how to see it again. **true**: it was found so. **false**: it was not, here. **when**: it depends, and the text says on what. A claim without a verdict was not shown: the text says why, and which row of the mission closes it.',
    summaryOf(judged),
    '## Measurements',
    'Each was one run, with its peers or controls in it; its tables stand in its record.',
    ...records.map(toMeasurement),
    ...groupsOf(judged).flatMap(([group, own]) => [`## ${capital(group)}`, ...toPatterns(own)]),
  ]
  return [['docs/refer/claims.md', `${text.join('\n\n')}\n`]]
}

function readRecords(path: string): readonly Recorded[] {
  return readdirSync(path)
    .filter((name) => name.endsWith('.json') && name !== 'claims.json')
    .toSorted()
    .map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')) as Recorded)
}

function judge(claim: Listed, records: readonly Recorded[]): Judged {
  const { id, evidence } = claim
  if (evidence.by === 'nothing') {
    const row = evidence.row === null ? '' : ` (${evidence.row})`
    return { ...claim, verdict: null, says: `${evidence.why}${row}`, command: '' }
  }
  if (evidence.by === 'proof') {
    const { verdict, says, record } = evidence
    return { ...claim, verdict, says, command: `[proof](proof.md#${record})` }
  }
  const name = evidence.by === 'probe' ? evidence.probe : 'tests'
  const found = records
    .find((record) => record.name === name)
    ?.findings.find(({ claim: judged }) => judged === id)
  const unrun = 'It has not been run yet.'
  const { verdict, says } = found ?? { verdict: null, says: unrun }
  return { ...claim, verdict, says, command: commandOf(evidence) }
}

function commandOf(evidence: Extract<Listed['evidence'], { readonly by: 'probe' | 'test' }>) {
  if (evidence.by === 'probe') return `\`npm run claims -- ${evidence.probe}\``
  const short = evidence.file.split('/').at(-1) ?? ''
  return `[${short}](../../${evidence.file}): ${evidence.title}`
}

function summaryOf(judged: readonly Judged[]): string {
  const count = (is: (claim: Judged) => boolean) => judged.filter(is).length
  const by = (kind: Listed['evidence']['by']) => count(({ evidence }) => evidence.by === kind)
  const people = count(({ evidence }) => evidence.by === 'nothing' && evidence.row === null)
  const verdicts = ['true', 'false', 'when'].map(
    (verdict) => `${count((each) => each.verdict === verdict)} ${verdict}`,
  )
  return `${judged.length} claims: ${by('probe')} measured with figures, ${by('test')} asserted by tests that were run, ${by('proof')} by proofs on record; ${by('nothing')} not shown, of which ${people} are about people, teams or years. Verdicts: ${verdicts.join(', ')}.`
}

function toMeasurement({ name, title, command, at, seconds, machine, commit }: Recorded): string {
  return `- [${title}](claims/${name}.json): \`${command}\`, ${at.slice(0, 10)}, ${Math.round(seconds)} s, commit ${commit}, ${machine}.`
}

function groupsOf(judged: readonly Judged[]): readonly [string, readonly Judged[]][] {
  return [...Map.groupBy(judged, ({ group }) => group)]
}

function toPatterns(claims: readonly Judged[]): string[] {
  return [...Map.groupBy(claims, ({ name }) => name)].flatMap(([name, own]) => [
    `### ${name}`,
    [
      '| | claim | verdict | found | shown by |',
      '|---|---|---|---|---|',
      ...own.map(({ id, kind, text, verdict, says, command }) => {
        const anchor = `<a id="${id.replace('/', '-')}"></a>${kind === 'benefit' ? '+' : '−'}`
        const cells = [anchor, text, verdict === null ? '' : `**${verdict}**`, says, command]
        return `| ${cells.map(escape).join(' | ')} |`
      }),
    ].join('\n'),
  ])
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1).replaceAll('-', ' ')}`
}

/** A cell is one line, and its bars are text. */
function escape(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
