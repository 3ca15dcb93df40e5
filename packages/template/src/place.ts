/** What is where in a system of our form, read before anything is added to it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '@atoll/pipeline'
import type { Name } from './names.ts'

/** Reads a file of a system. Faults: not_found `file_missing`. */
export function readIn(folder: string, file: string): string {
  const path = join(folder, file)
  if (existsSync(path)) return readFileSync(path, 'utf8')
  const message = `There is no ${file} in ${folder}: go to the folder of the system, or name it with --directory.`
  throw new Fault({ kind: 'not_found', code: 'file_missing', message })
}

/** Refuses a service that is not there. Faults: not_found `service_missing`, naming those that are. */
export function assertService(folder: string, { kebab }: Name): void {
  readIn(folder, 'atoll.ts')
  const wanted = [contractFile(kebab), serviceFile(kebab)]
  const missing = wanted.filter((file) => !existsSync(join(folder, file)))
  if (missing.length === 0) return
  const services = servicesIn(folder)
  const known = services.length === 0 ? '' : ` There are: ${services.join(', ')}.`
  const message = `There is no service '${kebab}' here: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing.${known}`
  throw new Fault({ kind: 'not_found', code: 'service_missing', message })
}

/** Where the contract of a service is. */
export function contractFile(service: string): string {
  return `contracts/${service}.ts`
}

/** Where a service is put together. */
export function serviceFile(service: string): string {
  return `services/${service}/service.ts`
}

/** Where the next migration of a service goes. Shape: `services/orders/migrations/0002-cancel-order.sql` */
export function migrationFile(folder: string, service: string, about: string): string {
  const migrations = `services/${service}/migrations`
  const numbers = namesIn(join(folder, migrations)).map((file) => Number.parseInt(file, 10))
  const last = Math.max(0, ...numbers.filter((number) => Number.isInteger(number)))
  return `${migrations}/${String(last + 1).padStart(4, '0')}-${about}.sql`
}

function servicesIn(folder: string): string[] {
  return namesIn(join(folder, 'services')).filter((name) =>
    existsSync(join(folder, serviceFile(name))),
  )
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted() : []
}
