/** The frame of the other model, where a page finds it. */
export { frame } from '../../system/pages/frame.ts'
