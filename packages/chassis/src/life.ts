/** Things that were opened, to be closed in the reverse order, each once, whatever the others do. */

/** The open things of one service or process. */
export interface Life {
  onEnd(close: () => unknown): void
  /** Closes all; a second call waits for the same end. Faults: an AggregateError of what could not be closed. */
  end(): Promise<void>
}

/** Makes an empty one. */
export function createLife(): Life {
  const closings: (() => unknown)[] = []
  let ending: Promise<void> | null = null
  const endAll = async () => {
    const errors: unknown[] = []
    for (let close = closings.pop(); close !== undefined; close = closings.pop()) {
      try {
        await close()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'not everything could be closed')
  }
  return {
    onEnd: (close) => void closings.push(close),
    end: () => (ending ??= endAll()),
  }
}
