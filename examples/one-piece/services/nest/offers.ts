import 'reflect-metadata'
import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
// Atoll: settings
import { openSpringSettings } from '@atoll/config-spring-config'
// Atoll: end

const { PORT = '3000', DISCOUNT_PERCENT = '0', CONFIG_URL = '' } = process.env
// Atoll: settings
const from = { servers: [CONFIG_URL], app: 'offers', refreshMs: 1_000 }
const settings = await openSpringSettings({ 'shop.discount-percent': 0 }, from)
// Atoll: end

@Controller()
class OffersController {
  @Get('hello')
  hello() {
    return 'hello'
  }

  @Get('offer')
  offer() {
    let percent = Number(DISCOUNT_PERCENT)
    // Atoll: settings
    percent = settings.current['shop.discount-percent']
    // Atoll: end
    return `a book for ${2_000 - 20 * percent} cents`
  }
}

@Module({ controllers: [OffersController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] })
await app.listen(PORT, '127.0.0.1')
