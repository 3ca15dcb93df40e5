export { createHttpTransport, type HttpTransportSettings } from './transport.ts'
