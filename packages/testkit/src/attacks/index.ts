export {
  type Attack,
  type AttackClass,
  type AttackGround,
  attacksOf,
  get,
  harmless,
  head,
  post,
  postHead,
  refused,
} from './attack.ts'
export {
  type AttackedServer,
  attackTests,
  inspectAnswer,
  sendAttack,
  type WireAnswer,
} from './run.ts'
import { bodies } from './bodies.ts'
import type { Attack } from './attack.ts'
import { heads } from './heads.ts'
import { paths } from './paths.ts'
import { smuggling } from './smuggling.ts'

/** Every attack on the wire that needs nothing but one listener. */
export const attacks: readonly Attack[] = [...smuggling, ...heads, ...paths, ...bodies]
