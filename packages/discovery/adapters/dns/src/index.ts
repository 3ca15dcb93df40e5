export { type DnsSettings, openDns } from './dns.ts'
export type { DnsRecords, Scheme } from './names.ts'
