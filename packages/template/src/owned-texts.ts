/** The files that the template owns, as they are written. A pipeline checks and tests, and says how far the system has drifted, which fails nothing. */

/** For GitHub Actions. */
export const githubPipeline = `name: ci
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
          cache: npm
      - run: npm ci
      - run: npm run check
      - run: npm test
      - run: npm run atoll -- drift
        continue-on-error: true
`

/** For GitLab CI. */
export const gitlabPipeline = `default:
  image: node:24
  timeout: 15 minutes
  cache:
    key:
      files: [package-lock.json]
    paths: [.npm/]
  before_script:
    - npm ci --cache .npm --prefer-offline

test:
  script:
    - npm run check
    - npm test

drift:
  allow_failure: true
  script:
    - npm run atoll -- drift
`

/** For the compiler, which is asked in editors and by `npm run check`; Node runs the sources as they are. */
export const tsconfig = `{
  "compilerOptions": {
    "strict": true,
    "target": "esnext",
    "module": "nodenext",
    "lib": ["esnext"],
    "types": ["node"],
    "noEmit": true,
    "erasableSyntaxOnly": true,
    "exactOptionalPropertyTypes": true,
    "noUncheckedIndexedAccess": true,
    "noImplicitOverride": true,
    "noFallthroughCasesInSwitch": true,
    "verbatimModuleSyntax": true,
    "allowImportingTsExtensions": true,
    "isolatedModules": true,
    "skipLibCheck": true
  },
  "exclude": ["node_modules", ".atoll"]
}
`

/** For the debugger of editors that read it; through npm, which finds the right Node on every machine. */
export const launch = `{
  "version": "0.2.0",
  "configurations": [
    {
      "name": "Start",
      "type": "node",
      "request": "launch",
      "runtimeExecutable": "npm",
      "runtimeArgs": ["start"],
      "console": "integratedTerminal",
      "skipFiles": ["<node_internals>/**", "**/node_modules/**"]
    },
    {
      "name": "Open test",
      "type": "node",
      "request": "launch",
      "runtimeExecutable": "npm",
      "runtimeArgs": ["test", "--", "\${relativeFile}"],
      "console": "integratedTerminal",
      "skipFiles": ["<node_internals>/**", "**/node_modules/**"]
    }
  ]
}
`

/** What is made here and never committed. */
export const gitignore = `node_modules/
.atoll/
*.tsbuildinfo
`

/** For npm, which may run on an older Node than the one that it brings for the system, and would warn of it. */
export const npmrc = `save-exact=true
loglevel=error
`
