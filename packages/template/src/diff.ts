/** Two texts as a patch that `git apply` takes. Knows nothing of templates. */

/** Unchanged lines shown around a change. */
const contextLines = 3

type Step = { readonly mark: ' ' | '-' | '+'; readonly line: string }

/** What a patch changes: a file, as it is and as it shall be; `before` is null where there is none. */
export interface Changed {
  /** Shape: path with forward slashes. */
  readonly file: string
  readonly before: string | null
  readonly after: string
}

/** The patch of some files; empty where nothing changes. Source: POSIX.1-2024 diff, unified format; git-apply(1) */
export function toPatch(files: readonly Changed[]): string {
  return files
    .filter(({ before, after }) => before !== after)
    .map(toFilePatch)
    .join('')
}

/** Without the line `diff --git`: with it git takes the path from the top of the repository, not from where it is applied. */
function toFilePatch({ file, before, after }: Changed): string {
  const steps = stepsBetween(linesOf(before ?? ''), linesOf(after))
  const head = [`--- ${before === null ? '/dev/null' : `a/${file}`}`, `+++ b/${file}`]
  return [...head, ...toHunks(steps)].map((line) => `${line}\n`).join('')
}

/** Lines with their ends: the last line of a text may have none, and a patch says so. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** The fewest lines taken out and put in. */
function stepsBetween(before: readonly string[], after: readonly string[]): Step[] {
  const kept = keptLengths(before, after)
  const steps: Step[] = []
  let [from, to] = [0, 0]
  while (from < before.length || to < after.length) {
    const [old, fresh] = [before[from], after[to]]
    if (old !== undefined && old === fresh) {
      steps.push({ mark: ' ', line: old })
      from += 1
      to += 1
    } else if (
      old !== undefined &&
      (fresh === undefined || keptAt(kept, from + 1, to) >= keptAt(kept, from, to + 1))
    ) {
      steps.push({ mark: '-', line: old })
      from += 1
    } else {
      steps.push({ mark: '+', line: fresh ?? '' })
      to += 1
    }
  }
  return steps
}

/** How many lines the rests of two texts have in common, from each place of both. Source: Wagner and Fischer 1974 */
function keptLengths(before: readonly string[], after: readonly string[]): number[][] {
  const kept = Array.from({ length: before.length + 1 }, () =>
    Array.from({ length: after.length + 1 }, () => 0),
  )
  for (let from = before.length - 1; from >= 0; from -= 1)
    for (let to = after.length - 1; to >= 0; to -= 1) {
      const row = kept[from]
      if (row === undefined) continue
      row[to] =
        before[from] === after[to]
          ? keptAt(kept, from + 1, to + 1) + 1
          : Math.max(keptAt(kept, from + 1, to), keptAt(kept, from, to + 1))
    }
  return kept
}

function keptAt(kept: readonly (readonly number[])[], from: number, to: number): number {
  return kept[from]?.[to] ?? 0
}

/** Changes that are near each other, with the lines around them. */
function toHunks(steps: readonly Step[]): string[] {
  const near = steps.map((_, at) =>
    steps
      .slice(Math.max(0, at - contextLines), at + contextLines + 1)
      .some(({ mark }) => mark !== ' '),
  )
  const written: string[] = []
  let [oldLine, newLine] = [0, 0]
  for (let at = 0; at < steps.length; ) {
    const end = near.indexOf(!near[at], at)
    const part = steps.slice(at, end < 0 ? steps.length : end)
    const [olds, news] = [countOf(part, '-'), countOf(part, '+')]
    if (near[at] === true) {
      const place = `-${startOf(oldLine, olds)},${olds} +${startOf(newLine, news)},${news}`
      written.push(`@@ ${place} @@`, ...part.flatMap(toLines))
    }
    oldLine += olds
    newLine += news
    at += part.length
  }
  return written
}

function countOf(steps: readonly Step[], mark: '-' | '+'): number {
  return steps.filter((step) => step.mark === ' ' || step.mark === mark).length
}

/** Lines count from 1; a hunk without lines stands after the line before it. */
function startOf(linesBefore: number, count: number): number {
  return count === 0 ? linesBefore : linesBefore + 1
}

function toLines({ mark, line }: Step): string[] {
  if (line.endsWith('\n')) return [`${mark}${line.slice(0, -1)}`]
  return [`${mark}${line}`, '\\ No newline at end of file']
}
