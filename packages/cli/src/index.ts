export { exitCodes } from './exit-code.ts'
export { main } from './main.ts'
export type { Embedded, Parts, Running } from './parts.ts'
export type { Screen } from './screen.ts'
