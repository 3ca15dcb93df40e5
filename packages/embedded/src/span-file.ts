/** Spans of one process as a file of lines, for `atoll logs --order` and the console to read. */
import { encodeSpan, type SpanWriter } from '@atoll/telemetry'
import type { LineFile } from './line-file.ts'

/** Writes spans of one of several services into a file that they share; whoever opened it closes it. */
export function writeSpansTo(lines: LineFile): SpanWriter {
  return {
    async write(spans) {
      lines.write(spans.map(encodeSpan).join(''))
    },
    async [Symbol.asyncDispose]() {},
  }
}
