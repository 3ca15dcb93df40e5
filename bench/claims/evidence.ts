/** By what a claim is judged: a measurement, a test that asserts it, a proof on record, or nothing yet, and then why. */

/** What was found of a claim: it holds, it does not, or it depends, and then on what. */
export type Verdict = 'true' | 'false' | 'when'

/** A probe measures it, and its record has the verdict. */
export interface Measured {
  readonly by: 'probe'
  readonly probe: string
}

/** A test asserts it, and `npm run claims -- tests` has run that. */
export interface Tested {
  readonly by: 'test'
  /** Path of the test from the root. */
  readonly file: string
  /** A part of the title of the test. */
  readonly title: string
  readonly verdict: Verdict
  /** What the test shows, and where it ends. */
  readonly says: string
}

/** A proof or measurement that is on record already shows it. */
export interface Proven {
  readonly by: 'proof'
  /** The record, in docs/refer/proof. */
  readonly record: string
  readonly verdict: Verdict
  readonly says: string
}

/** Nothing shows it yet. */
export interface Open {
  readonly by: 'nothing'
  /** The row of the mission that closes it; null where no run of a machine can. */
  readonly row: string | null
  readonly why: string
}

/** See the kinds. */
export type Evidence = Measured | Tested | Proven | Open

/** What each pattern's claims are judged by, by the words of the claim. */
export type Catalogue = Readonly<Record<string, Readonly<Record<string, Evidence>>>>

/** A probe measures it. */
export function measured(probe: string): Measured {
  return { by: 'probe', probe }
}

/** A test asserts it. */
export function tested(
  file: string,
  title: string,
  judged: Pick<Tested, 'verdict' | 'says'>,
): Tested {
  return { by: 'test', file, title, ...judged }
}

/** A record shows it. */
export function proven(record: string, judged: Pick<Proven, 'verdict' | 'says'>): Proven {
  return { by: 'proof', record, ...judged }
}

/** A row of the mission will close it. */
export function open(row: string, why: string): Open {
  return { by: 'nothing', row, why }
}

/** It is about people, teams or years: no run of a machine shows it. */
export function people(why: string): Open {
  return { by: 'nothing', row: null, why }
}
