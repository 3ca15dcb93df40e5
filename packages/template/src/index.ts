export { beginSystem, type SystemWish } from './begin-system.ts'
export { newEvent, newOperation, type EventWish, type OperationWish } from './new-member.ts'
export { newPage, type PageWish } from './new-page.ts'
export { newService } from './new-service.ts'
export { newSystem } from './new-system.ts'
export { type Answers, type Pipeline, pipelines } from './owned-files.ts'
export { type ByHand, type Edit, type Piece } from './piece.ts'
export { type Written, writePiece, writeSystem } from './write-piece.ts'
export {
  acceptedRecord,
  type Drift,
  driftOf,
  type DriftItem,
  type DriftStatus,
  patchOf,
} from './drift.ts'
export { recordFile, type TemplateRecord, toRecordText } from './record.ts'
