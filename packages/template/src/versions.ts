/** What a new system depends on, each in the version that this template was tested with. */

/** Of this package and of every other package of ours. */
export const ownVersion = '0.1.0'

/** Packages of ours that a new system imports. */
export const ownPackages = ['chassis', 'contract', 'gateway', 'http', 'pages', 'pipeline', 'system']
/** Those for work on it. */
export const ownDevPackages = ['testkit']

/** Packages of others. */
export const versions = {
  zod: '4.6.7',
  typescript: '7.0.2',
  nodeTypes: '24.19.2',
  /** The Node that npm brings, as a package per platform. */
  node: '24.21.0',
}

/** The platforms for which npm brings Node. On another one a Node of the machine's own has to do. */
export const nodePlatforms = ['linux-x64', 'linux-arm64', 'win-x64']
