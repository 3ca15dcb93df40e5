/** The ten forces that pull parts of a system apart or together: the one scale for boundaries and for answers. */

/** Whether a force asks for smaller parts or for fewer. */
export type Pull = 'apart' | 'together'

/** The ten forces. Source: Chris Richardson, dark energy (apart) and dark matter (together). */
export const forces = {
  'simple-components': 'apart',
  'team-autonomy': 'apart',
  'fast-deployment-pipeline': 'apart',
  'multiple-technology-stacks': 'apart',
  'segregate-by-characteristics': 'apart',
  'simple-interactions': 'together',
  'efficient-interactions': 'together',
  'acid-over-base': 'together',
  'runtime-coupling': 'together',
  'design-time-coupling': 'together',
} as const satisfies Readonly<Record<string, Pull>>

/** Any of the ten forces. */
export type Force = keyof typeof forces

/** What a pattern does to a force: `+` it is served better, `-` worse, `0` both or neither, as its sources say. */
export type Effect = '+' | '-' | '0'
