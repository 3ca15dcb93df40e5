import 'reflect-metadata'
import { Controller, Get, Injectable, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
// Atoll: breaker
import { createBreaker } from '@atoll/resilience'
// Atoll: end

const { PORT = '3000', BILLING_URL = '' } = process.env

@Injectable()
class Billing {
  async total(signal?: AbortSignal) {
    const reply = await fetch(`${BILLING_URL}/total`, { signal })
    if (!reply.ok) throw new Error(`billing answered ${reply.status}`)
    return reply.text()
  }
}
// Atoll: breaker
const breaker = createBreaker()
// Atoll: end

@Controller()
class InvoicesController {
  billing = new Billing()

  @Get('hello')
  hello() {
    return 'hello'
  }

  @Get('total')
  total() {
    let ask = (signal?: AbortSignal) => this.billing.total(signal)
    // Atoll: breaker
    const unprotected = ask
    ask = () => breaker.run('billing.total', unprotected, { fallback: () => 'unknown' })
    // Atoll: end
    return ask()
  }
}

@Module({ controllers: [InvoicesController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] })
await app.listen(PORT, '127.0.0.1')
