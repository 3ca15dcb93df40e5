/** The environment of this process. `process.env` stands in this file only; everybody else is handed an environment. */

/** Names and texts, as a process gets them from outside. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What this process was started with. */
export const processEnvironment: Environment = process.env
