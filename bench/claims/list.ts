/** The list of all claims with what judges them, as `docs/refer/claims.md` is made of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { patternIds, texts } from '@atoll/patterns'
import { catalogue } from './catalogue.ts'
import { allClaims, type Claim } from './claim.ts'
import type { Evidence } from './evidence.ts'
import { root } from './store.ts'

/** A claim, and by what it is judged. */
interface ListedClaim extends Claim {
  readonly group: string
  /** Of the pattern, for people. */
  readonly name: string
  readonly evidence: Evidence
}

/** Where it is kept, from the root. */
export const listFile = 'docs/refer/claims/claims.json'

/** The list as it is now. Faults: an Error for a claim that the catalogue leaves out. */
function listClaims(): readonly ListedClaim[] {
  return allClaims().map((claim) => {
    const evidence = catalogue[claim.pattern]?.[claim.text]
    if (evidence === undefined) throw new Error(`${claim.id} is in no catalogue: ${claim.text}`)
    return {
      ...claim,
      group: groupOf(claim.pattern),
      name: texts.en.patterns[claim.pattern].name,
      evidence,
    }
  })
}

function groupOf(pattern: string): string {
  const found = Object.entries(patternIds).find(([, ids]) =>
    (ids as readonly string[]).includes(pattern),
  )
  return found?.[0] ?? ''
}

/** The text of the list. */
export function renderList(): string {
  return `${JSON.stringify(listClaims(), null, 2)}\n`
}

/** The text that is kept. */
export function readList(): string {
  return readFileSync(join(root, listFile), 'utf8')
}
