/**
 * The files of a system that the template owns: those that every team has alike and nobody writes for fun. They are written
 * once and compared later; see `drift.ts`. Everything else belongs to the team from its first minute.
 */
import {
  githubPipeline,
  gitignore,
  gitlabPipeline,
  launch,
  npmrc,
  tsconfig,
} from './owned-texts.ts'
import { nodePlatforms, ownDevPackages, ownPackages, ownVersion, versions } from './versions.ts'

/** For which service a pipeline is written. */
export const pipelines = ['github', 'gitlab', 'none'] as const
/** For which service a pipeline is written. */
export type Pipeline = (typeof pipelines)[number]

/** What a system was made with; asked once, and kept in its record. */
export interface Answers {
  readonly name: string
  readonly pipeline: Pipeline
}

/** Files that are the template's as a whole. Shape: path → text */
export function ownedFiles({ pipeline }: Answers): ReadonlyMap<string, string> {
  return new Map([
    ['.gitignore', gitignore],
    ['.npmrc', npmrc],
    ['.vscode/launch.json', launch],
    ['tsconfig.json', tsconfig],
    ...(pipeline === 'github' ? [['.github/workflows/ci.yml', githubPipeline] as const] : []),
    ...(pipeline === 'gitlab' ? [['.gitlab-ci.yml', gitlabPipeline] as const] : []),
  ])
}

/** The entries of `package.json` that are the template's; the others are the team's. Shape: group → entry → value */
export function ownedEntries(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const own = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [`@atoll/${name}`, ownVersion]))
  return {
    engines: { node: '>=20.19', npm: '>=10' },
    scripts: {
      start: 'atoll start',
      'start:one-process': 'atoll start --topology one-process',
      dev: 'atoll dev',
      // In one process, so that all tests share one database server.
      test: 'node --test --test-isolation=none',
      check: 'tsc --noEmit && atoll check',
      atoll: 'atoll',
    },
    dependencies: { ...own(['cli', ...ownPackages]), zod: versions.zod },
    devDependencies: {
      ...own(ownDevPackages),
      '@types/node': versions.nodeTypes,
      typescript: versions.typescript,
    },
    optionalDependencies: Object.fromEntries(
      nodePlatforms.map((platform) => [`node-${platform}`, versions.node]),
    ),
  }
}

/** `package.json` as it begins. */
export function firstManifest({ name }: Answers): string {
  return json({ name, version: '0.1.0', private: true, type: 'module', ...ownedEntries() })
}

/** As it is written into files: indented by two, with a line end. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
