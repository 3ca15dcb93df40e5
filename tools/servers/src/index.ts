export { findTools, type Jdk, type Tools } from './java.ts'
export { runMaven } from './maven.ts'
export { type OpenedServer, type OpenOptions, openServer } from './open.ts'
export { programs, type ServerName } from './programs.ts'
