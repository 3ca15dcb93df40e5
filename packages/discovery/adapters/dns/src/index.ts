export { type DnsSettings, openDns } from './dns.ts'
export type { DnsRecords, Scheme } from './names.ts'
export {
  type NameServer,
  type NameServerAnswer,
  openNameServer,
  type Question,
  type ZoneRecord,
} from './name-server.ts'
