/** By what each claim of the pattern texts is judged. Written by hand; a test holds it to the texts, word by word. */
import { calls } from './catalogue/calls.ts'
import { data } from './catalogue/data.ts'
import { running } from './catalogue/running.ts'
import { shape } from './catalogue/shape.ts'
import type { Catalogue } from './evidence.ts'

export const catalogue: Catalogue = { ...shape, ...data, ...calls, ...running }
