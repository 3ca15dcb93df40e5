/** Things that were opened, to be closed in the reverse order, each once, whatever the others do. */

/** The open things of one service or process. */
export interface Life {
  /** Closes at once what comes when everything has ended already. */
  onEnd(close: () => unknown): void
  /** Closes all; a second call waits for the same end. Faults: an AggregateError of what could not be closed. */
  end(): Promise<void>
}

/** Makes an empty one. */
export function createLife(): Life {
  const closings: (() => unknown)[] = []
  let ending: Promise<void> | null = null
  let isOver = false
  const endAll = async () => {
    const errors: unknown[] = []
    for (let close = closings.pop(); close !== undefined; close = closings.pop()) {
      try {
        await close()
      } catch (error) {
        errors.push(error)
      }
    }
    isOver = true
    if (errors.length > 0) throw new AggregateError(errors, 'not everything could be closed')
  }
  return {
    onEnd(close) {
      closings.push(close)
      // Whoever opened it late is not waiting for its end; what cannot be closed then is lost with the process.
      if (isOver) void endAll().catch(() => {})
    },
    end: () => (ending ??= endAll()),
  }
}
