export { createBalanced } from './balanced.ts'
export { type Choosing, choose } from './choose.ts'
export type {
  Discovery,
  DiscoveryCapabilities,
  Instance,
  InstancesListener,
  Registration,
} from './instance.ts'
export { createPicker, type Picker, type PickerParts } from './picker.ts'
