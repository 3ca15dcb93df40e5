/**
 * Writes every page with sample data into a folder, with the files they refer to, to be looked at through any static
 * server: `node --conditions=atoll-source examples/store/pages/preview.ts <folder>`. The store itself never runs it.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { html, render } from '@atoll/pages'
import { assets } from './index.ts'
import { samplePages } from './samples.ts'

async function writePreview(folder: string): Promise<void> {
  const pages = Object.entries(samplePages())
  const list = html`<!doctype html><title>Pages</title><ul>${pages.map(
    ([name]) => html`<li><a href="${`/${name}.html`}">${name}</a></li>`,
  )}</ul>`
  await mkdir(join(folder, 'assets'), { recursive: true })
  for (const [path, file] of Object.entries(assets)) await writeFile(join(folder, path), file.body)
  for (const [name, page] of pages) await writeFile(join(folder, `${name}.html`), render(page))
  await writeFile(join(folder, 'index.html'), render(list))
}

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  process.stderr.write('Say where to write the pages: preview.ts <folder>\n')
  process.exitCode = 1
} else {
  await writePreview(folder)
}
