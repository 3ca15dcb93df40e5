/**
 * Spring Cloud's Eureka server on the cores of this process, tuned for a long life on one of them: all compilers, the
 * collector that the JVM itself would choose there, compact headers where there are any, connections that stay open, a
 * heap that four times as much made no cheaper. How old may be what it tells is left as it comes.
 */
import { findTools, openServer } from '@atoll/servers'
import { serve } from './server.ts'

/** The first with compact headers that are no experiment. Source JEP 519 */
const majorWithCompactHeaders = 25

const tools = findTools(17)
const isCompact = tools.isHere && tools.jdk.major >= majorWithCompactHeaders
const flags = [
  '-Xmx256m',
  '-XX:+UseSerialGC',
  ...(isCompact ? ['-XX:+UseCompactObjectHeaders'] : []),
  '-Xlog:disable',
  '-Xlog:all=error:stderr',
]
const settings = [
  '--server.tomcat.max-keep-alive-requests=-1',
  '--server.tomcat.keep-alive-timeout=10m',
]
const server = await openServer('eureka', { flags, settings })
serve({ url: `${server.url}/eureka`, pid: server.pid }, () => server.stop())
