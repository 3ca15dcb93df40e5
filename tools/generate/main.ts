/** `npm run generate`: rewrites the committed files that are made from the sources. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSource, readSource } from '../check/source.ts'
import { readTree } from '../check/tree.ts'
import { generate } from './generate.ts'

const root = join(import.meta.dirname, '../..')
const tree = readTree(root)
const sources = tree.files.filter(isSource).map((file) => readSource(root, file))
for (const [file, text] of await generate(tree, sources)) {
  if (tree.files.includes(file) && readFileSync(join(root, file), 'utf8') === text) continue
  writeFileSync(join(root, file), text)
  console.log(`wrote ${file}`)
}
