import 'reflect-metadata'
import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
// Atoll: eureka
import { joinEureka } from '@atoll/discovery-eureka'
// Atoll: tracing
import { openZipkinTracing } from '@atoll/telemetry-zipkin'
// Atoll: end

const { PORT = '3000', NEIGHBOUR_URL, EUREKA_URL = '', ZIPKIN_URL = '' } = process.env

@Controller()
class CatalogController {
  @Get('hello')
  hello() {
    return 'hello from catalog'
  }

  @Get('neighbour/:word')
  async neighbour() {
    let neighbour = NEIGHBOUR_URL
    // Atoll: eureka
    neighbour = await registry.addressOf('spring-shop')
    // Atoll: end
    const reply = await fetch(`${neighbour}/hello`)
    return reply.text()
  }
}

@Module({ controllers: [CatalogController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] })
await app.listen(PORT, '127.0.0.1')
// Atoll: eureka
const server = app.getHttpServer()
const registry = joinEureka({ servers: [EUREKA_URL], service: 'catalog', server })
// Atoll: tracing
openZipkinTracing({ service: 'catalog', url: ZIPKIN_URL })
// Atoll: end
