export type { Answer, Connection, Stoppable } from './connection.ts'
export { connectServer, type DatabaseServer, type ForeignSettings } from './foreign-server.ts'
export { connectionLost, toFault, toStopped } from './fault.ts'
export { openPool, type Pool, type PoolCounts, type PoolSettings, poolLimits } from './pool.ts'
export {
  isConnectionError,
  isServerError,
  isTransient,
  type ServerError,
  sqlStateOf,
  sqlStates,
} from './sqlstate.ts'
export { preparedMax, type Statement, toStatement } from './statement.ts'
export type { Transaction } from './transaction.ts'
export {
  openServer,
  removeServer,
  type Server,
  type ServerSettings,
  serverLimits,
} from './server.ts'
