export { type Committed, type Ground, type Handling, type Uses, type Work } from './ground.ts'
export {
  type Handler,
  type Implementation,
  implement,
  type Listener,
  type Service,
} from './implement.ts'
