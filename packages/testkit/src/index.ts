export {
  type Listening,
  type OpenedService,
  openService,
  type Publishing,
  type ServiceOptions,
} from './open-service.ts'
export { type Answers, type Double, type DoubleGround, double } from './double.ts'
export { freePort } from './free-port.ts'
export { type Held, until, type Waiting } from './until.ts'
