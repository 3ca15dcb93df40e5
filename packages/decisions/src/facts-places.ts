/** Where things stand, relative to the folder of a system. */
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { declaredAt } from '@atoll/contract'
import type { At } from '@atoll/patterns'

/** The line on which a value was declared; null if nobody noted it. */
export type PlaceOf = (value: object) => At | null

/** Names places relative to a folder. */
export function placesIn(folder: string): PlaceOf {
  return (value) => {
    const place = declaredAt(value)
    return place === null
      ? null
      : { file: relativeTo(folder, toPath(place.file)), line: place.line }
  }
}

/** A file as it is named in reports. Shape: `services/orders/service.ts` */
export function relativeTo(folder: string, file: string): string {
  return relative(folder, file).split(sep).join('/')
}

/** The path of a file that the runtime names by a URL. */
export function toPath(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file
}
