import 'reflect-metadata'
import { Controller, Get, Module, Req } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { IncomingMessage } from 'node:http'
// Atoll: token
import { openTokenCheck } from '@atoll/identity'
// Atoll: end

const { PORT = '3000', ISSUER_URL = '' } = process.env

@Controller()
class PricesController {
  @Get('hello')
  hello() {
    return 'hello'
  }

  @Get('prices')
  prices(@Req() request: IncomingMessage) {
    let customer = 'anybody'
    // Atoll: token
    customer = tokens.callerOf(request).subject
    // Atoll: end
    return `prices for ${customer}`
  }
}

@Module({ controllers: [PricesController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] })
// Atoll: token
const tokens = openTokenCheck({ issuer: ISSUER_URL, audience: 'catalog' })
app.use('/prices', tokens.require('prices:read'))
// Atoll: end
await app.listen(PORT, '127.0.0.1')
