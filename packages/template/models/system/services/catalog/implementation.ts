/** Where the handlers of the catalogue go. */
import { implement } from '@atoll/chassis'
import { catalog } from '../../contracts/catalog.ts'

/** The implementation of the catalogue, still without handlers. */
export const implementation = implement(catalog)
