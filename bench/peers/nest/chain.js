/**
 * The chain on NestJS over Fastify: `chain.js all` as a gateway and three microservices over its TCP transport,
 * `chain.js one` as one application that injects plain providers. Decorators are applied as the functions they are, so
 * that nothing has to be compiled.
 */
import 'reflect-metadata'
import {
  Body,
  Controller,
  HttpCode,
  HttpException,
  Inject,
  Injectable,
  Module,
  Post,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ClientsModule, MessagePattern, Payload, Transport } from '@nestjs/microservices'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { firstValueFrom } from 'rxjs'
import { centsOf, methodOf, toQuote } from '../../pricing.ts'
import { serve } from '../../programs/server.ts'
import { genReqId, logRequests, openLog } from '../fastify/log.js'
import { openTokens, refusalOf } from '../jwt.js'
import { freePort, ownRole, playRole, startRoles } from '../roles.js'
import { MethodOf, Order, PricesOf } from './shapes.js'

const pipe = () =>
  new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true })

/** Applies decorators to a method, and says what its parameters are, as a compiler would. */
function decorate(type, name, { method, parameters, types }) {
  const { prototype } = type
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)
  for (const one of method) one(prototype, name, descriptor)
  parameters.forEach((one, place) => one(prototype, name, place))
  Reflect.defineMetadata('design:paramtypes', types, prototype, name)
}

/** Declares what a class is given, in order. */
function inject(type, tokens) {
  tokens.forEach((token, place) => Inject(token)(type, undefined, place))
}

function moduleOf(parts) {
  class Whole {}
  Module(parts)(Whole)
  return Whole
}

/** A service's one operation as a microservice; a line for each message. */
function controllerOf({ operation, shape, run, clients = [] }) {
  const log = openLog(operation.split('.')[0])
  class Messages {
    constructor(...given) {
      this.given = given
    }
    async answer(asked) {
      const startedAt = performance.now()
      const answer = await run(asked, ...this.given)
      const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000
      const trace = genReqId()
      const fields = { trace, border: 'server-in', operation, caller: '', outcome: 'ok' }
      log.info({ ...fields, durationMs }, operation)
      return answer
    }
  }
  decorate(Messages, 'answer', {
    method: [MessagePattern(operation)],
    parameters: [Payload()],
    types: [shape],
  })
  inject(Messages, clients)
  Controller()(Messages)
  return Messages
}

const pricesOf = async ({ skus }) => ({ prices: skus.map(centsOf) })
const howPaid = async ({ card }) => ({ method: methodOf(card) })

async function quoteBy(order, askPrices, askMethod) {
  const [priced, paid] = await Promise.all([
    askPrices({ skus: order.lines.map(({ sku }) => sku) }),
    askMethod({ card: order.card }),
  ])
  return toQuote(order, priced.prices, paid.method)
}

function clientTo(name, port) {
  return ClientsModule.register([
    { name, transport: Transport.TCP, options: { host: '127.0.0.1', port } },
  ])
}

const asking = (client, operation) => (data) => firstValueFrom(client.send(operation, data))

const roles = {
  catalog: () => ({
    controllers: [controllerOf({ operation: 'catalog.pricesOf', shape: PricesOf, run: pricesOf })],
  }),
  payments: () => ({
    controllers: [controllerOf({ operation: 'payments.methodOf', shape: MethodOf, run: howPaid })],
  }),
  orders: (ports) => ({
    imports: [clientTo('CATALOG', ports.catalog), clientTo('PAYMENTS', ports.payments)],
    controllers: [
      controllerOf({
        operation: 'orders.quote',
        // The gateway has checked it; once is what the other sides do.
        shape: Object,
        clients: ['CATALOG', 'PAYMENTS'],
        run: (order, catalog, payments) =>
          quoteBy(
            order,
            asking(catalog, 'catalog.pricesOf'),
            asking(payments, 'payments.methodOf'),
          ),
      }),
    ],
  }),
}

/** The gateway's controller; `QUOTING` answers an order. */
function gatewayOf(verify) {
  class Guard {
    canActivate(context) {
      const { authorization } = context.switchToHttp().getRequest().headers
      const status = refusalOf(verify, authorization)
      if (status !== null) throw new HttpException({ status }, status)
      return true
    }
  }
  Injectable()(Guard)
  class Quotes {
    constructor(quoting) {
      this.quoting = quoting
    }
    quote(order) {
      return this.quoting(order)
    }
  }
  decorate(Quotes, 'quote', {
    method: [Post('quotes'), HttpCode(200), UseGuards(Guard)],
    parameters: [Body()],
    types: [Order],
  })
  inject(Quotes, ['QUOTING'])
  Controller()(Quotes)
  return Quotes
}

function wholeOf(verify, ports) {
  const controllers = [gatewayOf(verify)]
  if (ports === null) {
    const quoting = (order) => quoteBy(order, pricesOf, howPaid)
    return moduleOf({ controllers, providers: [{ provide: 'QUOTING', useValue: quoting }] })
  }
  const provider = {
    provide: 'QUOTING',
    useFactory: (orders) => asking(orders, 'orders.quote'),
    inject: ['ORDERS'],
  }
  return moduleOf({
    imports: [clientTo('ORDERS', ports.orders)],
    controllers,
    providers: [provider],
  })
}

async function start(variant) {
  const { token, verify } = openTokens()
  const names = variant === 'one' ? [] : Object.keys(roles)
  const ports = {}
  for (const name of names) ports[name] = await freePort()
  const wanted = names.map((name) => [name, () => ports])
  const { stop } = await startRoles(import.meta.filename, Object.fromEntries(wanted))
  const adapter = new FastifyAdapter({ genReqId })
  logRequests(adapter.getInstance(), openLog('web'), 'orders.quote')
  const whole = wholeOf(verify, variant === 'one' ? null : ports)
  const app = await NestFactory.create(whole, adapter, { logger: ['error'] })
  app.useGlobalPipes(pipe())
  await app.listen(0, '127.0.0.1')
  const server = app.getHttpServer()
  serve({ url: `http://127.0.0.1:${server.address().port}`, token }, async () => {
    server.closeAllConnections()
    // It would report every closed connection.
    app.useLogger(false)
    await app.close()
    await stop()
  })
}

async function play({ role, told }) {
  const options = { host: '127.0.0.1', port: told[role] }
  const whole = moduleOf(roles[role](told))
  const app = await NestFactory.createMicroservice(whole, {
    transport: Transport.TCP,
    options,
    logger: ['error'],
  })
  app.useGlobalPipes(pipe())
  await app.listen()
  playRole({})
}

const own = ownRole()
if (own === null) await start(process.argv[2])
else await play(own)
