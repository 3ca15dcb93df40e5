export { type ExternalCallerSettings, openExternalCaller } from './external.ts'
export { createHttpTransport, type HttpTransportSettings } from './transport.ts'
