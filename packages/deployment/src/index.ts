export {
  type ChildFault,
  type ChildMessage,
  messageCharactersMax,
  parseChildMessage,
  parseSupervisorMessage,
  problemCharactersMax,
  type SupervisorMessage,
  toChildFault,
} from './message.ts'
export type { ProcessState, SupervisedProcess } from './process.ts'
export {
  decideRestart,
  noRestarts,
  type ProcessEnd,
  type RestartDecision,
  type RestartHistory,
  type RestartRules,
  restartRules,
} from './restart.ts'
