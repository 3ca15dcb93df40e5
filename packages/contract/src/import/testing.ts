/** Runs the text of an imported module in this process, as Node would: its types erased, its two imports handed over. */
import { stripTypeScriptTypes } from 'node:module'
import { runInThisContext } from 'node:vm'
import * as api from '../index.ts'

/** The contract that a module exports as `constant`; `z` is the zod that it gets. */
export function evaluate(source: string, constant: string, z: unknown): api.Contract {
  const erased = stripTypeScriptTypes(source)
    .replace(/^import (\{[^}]*\}) from '@atoll\/contract'$/m, 'const $1 = given')
    .replace(/^import \{ z \} from 'zod'$/m, '')
    .replace(/^export const /m, 'const ')
  // The text above is a function of these two.
  const run = runInThisContext(`(given, z) => {${erased}\nreturn ${constant}\n}`) as (
    given: typeof api,
    zod: unknown,
  ) => api.Contract
  return run(api, z)
}
