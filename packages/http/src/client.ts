/** The calling half alone, for packages that listen nowhere: it loads no server. Imported as `@atoll/http/client`. */
export { type BaseAddress, parseBaseAddress, toldOfNothing } from './address.ts'
export {
  type HttpCall,
  type HttpCallOptions,
  type HttpPool,
  type HttpPoolSettings,
  type HttpReply,
  openHttpPool,
} from './pool.ts'
export type { ServerSentEvent } from './events.ts'
export { openPoster, type Poster, type PosterSettings } from './poster.ts'
