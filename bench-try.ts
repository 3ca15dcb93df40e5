import { openServer } from './bench/program.ts'
import { chainAlike, requestAt } from './bench/chain/sides.ts'
const s = await openServer(process.argv.slice(2))
try { const r = await requestAt(s); await chainAlike().check('x', s.url, r.headers); console.log('ok', s.startMs) } catch (e) { console.log(String(e)) } finally { await s[Symbol.asyncDispose]() }
