#!/usr/bin/env node
// `npm create atoll shop`: what `atoll new system shop` does, for whoever has nothing of ours yet. It is plain JavaScript,
// runs in any Node since 20.19 and brings the template only; the system brings the rest.
import { parseArgs } from 'node:util'
import { beginSystem, pipelines } from '@atoll/template'

const usage = `npm create atoll [folder] [-- --name <name>] [-- --pipeline ${pipelines.join('|')}]`

function refuse(why) {
  console.error(`${why}\n${usage}`)
  process.exit(2)
}

function readWish() {
  try {
    const options = { name: { type: 'string' }, pipeline: { type: 'string' } }
    const { positionals, values } = parseArgs({ options, allowPositionals: true })
    if (positionals.length > 1) refuse('Write one folder.')
    if (values.pipeline !== undefined && !pipelines.includes(values.pipeline))
      refuse(`There is no pipeline '${values.pipeline}'.`)
    return { folder: positionals[0] ?? '.', ...values }
  } catch (thrown) {
    return refuse(thrown.message)
  }
}

const wish = readWish()
try {
  const today = new Date().toISOString().slice(0, 10)
  for (const line of beginSystem({ ...wish, today })) console.log(line)
} catch (thrown) {
  console.error(thrown.message)
  process.exitCode = 1
}
