/** How much work matters when not all of it can be done. Said by an operation, carried by a context, read by limits. */

/** From what is done last of all to be given up to what is given up first. */
export const priorities = ['critical', 'default', 'batch', 'best-effort'] as const

/** One of them. */
export type Priority = (typeof priorities)[number]

/** Whether a text is one. */
export function isPriority(text: unknown): text is Priority {
  return priorities.some((each) => each === text)
}
