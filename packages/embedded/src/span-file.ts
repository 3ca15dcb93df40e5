/** Spans of one process as a file of lines, for `atoll logs --order` and the console to read. */
import { encodeSpan, type SpanWriter } from '@atoll/telemetry'
import { openLineFile } from './line-file.ts'

/** Opens a file that takes spans. */
export async function openSpanFile(path: string): Promise<SpanWriter> {
  const lines = await openLineFile(path)
  return {
    async write(spans) {
      for (const span of spans) lines.write(`${encodeSpan(span)}\n`)
    },
    [Symbol.asyncDispose]: () => lines.close(),
  }
}
