/** What a supervisor is asked to keep running. */

/** One process to keep running. */
export interface ProcessSpec {
  readonly name: string
  /** The program, an absolute path. */
  readonly file: string
  /** Anybody on this host may read them: never a secret. */
  readonly args: readonly string[]
  /** The whole environment of the child; nothing is inherited. Never a secret of its own. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Made anew for each start and sent as the first message; secrets belong here. It must be JSON. */
  readonly hello: () => unknown
  /** Where its output goes, an absolute path; when too long it moves once to `<path>.1`. */
  readonly outputFile: string
}
