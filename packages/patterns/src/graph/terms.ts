/** The words of the field, all groups together. Called by whoever explains them. */
import { calls } from './terms/calls.ts'
import { data } from './terms/data.ts'
import { work } from './terms/work.ts'

/** All words. */
export const terms = { ...data, ...calls, ...work }

/** Any word. */
export type TermId = keyof typeof terms

/** The words in the order of the alphabet. */
// Object.keys forgets what it was given.
export const termIds = (Object.keys(terms) as TermId[]).toSorted() as readonly TermId[]
