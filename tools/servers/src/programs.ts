/** The servers that can be started: where each comes from, how it listens, and when it is ready. */

/** Sources of ours, which Maven builds: Spring Boot as it comes, or a program that lies whole in `target/app`. */
export interface Project {
  readonly kind: 'project'
  /** A folder of `projects/`. */
  readonly folder: string
  /** What stands for `@name@` in its pom.xml. */
  readonly versions: Readonly<Record<string, string>>
}

/** A jar that its makers publish to be run as it is, which Maven fetches. */
export interface Artifact {
  readonly kind: 'artifact'
  /** Shape: `group:name:version:jar:classifier`. */
  readonly coordinates: string
}

/** One server as it is obtained and started. */
export interface ServerProgram {
  /** What it is, for the list. */
  readonly title: string
  readonly origin: Project | Artifact
  /** Where it listens when a person starts it. */
  readonly port: number
  /** Properties of Java by which it listens at a port of loopback, and only there. */
  readonly listening: (port: number) => Readonly<Record<string, string | number>>
  /** Answers 200 once it can be used. */
  readonly readyPath: string
  /** Whether it registers, with the registry at its usual port unless it is told another. */
  readonly registers?: true
}

/** Releases of Spring that belong together. Source: Spring Cloud's release trains. */
const spring3 = {
  boot: '3.5.16',
  cloud: '2025.0.1',
  admin: '3.5.9',
  springdoc: '2.8.17',
  zipkinGroup: 'io.zipkin.reporter2',
  zipkinArtifact: 'zipkin-reporter-brave',
} as const
const spring4 = {
  boot: '4.0.2',
  cloud: '2025.1.1',
  springdoc: '3.0.3',
  zipkinGroup: 'org.springframework.boot',
  zipkinArtifact: 'spring-boot-starter-zipkin',
} as const

/** Netflix's last client, with the Jackson it was published with. */
const netflix = { eureka: '2.0.6', jackson: '2.13.5' } as const

const springBoot = (port: number) => ({ 'server.address': '127.0.0.1', 'server.port': port })

/**
 * Where a registry's clients look, as Spring and as Netflix call it. Without it both ask the port 8761 of this machine.
 */
export function registryAt(url: string): Readonly<Record<string, string>> {
  const zone = `${url}/eureka/`
  return { 'eureka.client.service-url.defaultZone': zone, 'eureka.serviceUrl.default': zone }
}

/** By the name a person types. */
export const programs = {
  eureka: {
    title: "Spring Cloud's Eureka server",
    origin: { kind: 'project', folder: 'eureka', versions: spring3 },
    port: 8761,
    // It is its own only peer, known by the name: otherwise it would tell what it knows to whatever listens at port 8761.
    listening: (port) => ({
      ...springBoot(port),
      'eureka.instance.hostname': 'localhost',
      ...registryAt(`http://localhost:${port}`),
    }),
    readyPath: '/eureka/apps/',
  },
  config: {
    title: "Spring Cloud's config server, on the files of a folder",
    origin: { kind: 'project', folder: 'config', versions: spring3 },
    port: 8888,
    listening: springBoot,
    readyPath: '/actuator/health',
  },
  'spring-shop': {
    title: 'a stock Spring Boot 3.5 service that registers with Eureka',
    origin: { kind: 'project', folder: 'shop', versions: spring3 },
    port: 8090,
    listening: springBoot,
    readyPath: '/actuator/health',
    registers: true,
  },
  'spring-shop-4': {
    title: 'the same with Spring Boot 4.0',
    origin: { kind: 'project', folder: 'shop', versions: spring4 },
    port: 8091,
    listening: springBoot,
    readyPath: '/actuator/health',
    registers: true,
  },
  supplier: {
    title: 'a stock Spring Boot 3.5 service that sells to the store',
    origin: { kind: 'project', folder: 'supplier', versions: spring3 },
    port: 8094,
    listening: springBoot,
    readyPath: '/actuator/health',
    registers: true,
  },
  'supplier-4': {
    title: 'the same with Spring Boot 4.0',
    origin: { kind: 'project', folder: 'supplier', versions: spring4 },
    port: 8095,
    listening: springBoot,
    readyPath: '/actuator/health',
    registers: true,
  },
  zipkin: {
    title: 'Zipkin, which keeps traces in memory',
    origin: { kind: 'artifact', coordinates: 'io.zipkin:zipkin-server:3.6.1:jar:exec' },
    port: 9411,
    // Its own settings know a port and no address; those of the library it serves with know both.
    listening: (port) => ({
      'armeria.ports[0].ip': '127.0.0.1',
      'armeria.ports[0].port': port,
      'armeria.ports[0].protocols': 'http',
      'zipkin.storage.mem.max-spans': 50_000,
    }),
    readyPath: '/health',
  },
  admin: {
    title: 'Spring Boot Admin, which shows services and their health',
    origin: { kind: 'project', folder: 'admin', versions: spring3 },
    port: 8092,
    listening: springBoot,
    readyPath: '/actuator/health',
  },
  hystrix: {
    title: 'the dashboard of Hystrix',
    origin: {
      kind: 'artifact',
      coordinates: 'com.github.kennedyoliveira:standalone-hystrix-dashboard:1.5.3:jar:all',
    },
    port: 7979,
    listening: (port) => ({ bindAddress: '127.0.0.1', serverPort: port }),
    readyPath: '/hystrix-dashboard/',
  },
  netflix: {
    title: "Netflix's own client of Eureka through Jersey 3, and its codecs",
    origin: { kind: 'project', folder: 'netflix', versions: netflix },
    port: 8096,
    listening: (port) => ({ 'server.port': port }),
    readyPath: '/health',
    registers: true,
  },
} as const satisfies Readonly<Record<string, ServerProgram>>

/** A name of the list. */
export type ServerName = keyof typeof programs

/** Whether it is one. */
export function isServerName(name: string): name is ServerName {
  return Object.hasOwn(programs, name)
}

/** One line for whom nothing will be of use yet: nobody answers where it registers. Null where nothing is missing. */
export async function toldOfMissing(
  name: ServerName,
  isTaken: (port: number) => Promise<boolean>,
): Promise<string | null> {
  const { registers }: ServerProgram = programs[name]
  const { port } = programs.eureka
  if (registers === undefined || (await isTaken(port))) return null
  return `${name} registers at 127.0.0.1:${port}, where nobody answers: npm run servers -- up eureka`
}
