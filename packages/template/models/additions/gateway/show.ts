/** How the other model sends a page, where a route finds it. */
export { show } from '../../system/gateway/show.ts'
