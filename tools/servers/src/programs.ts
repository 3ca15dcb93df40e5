/** The servers that can be started: where their sources are, and when they are ready. */

/** One server as it is built and started. */
export interface ServerProgram {
  /** What it is, for the list. */
  readonly title: string
  /** A folder of `projects/`. */
  readonly project: string
  /** What stands for `@name@` in its pom.xml. */
  readonly versions: Readonly<Record<string, string>>
  /** Where it listens when a person starts it. */
  readonly port: number
  /** Answers 200 once it can be used. */
  readonly readyPath: string
}

/** Releases of Spring that belong together. Source: Spring Cloud's release trains. */
const spring3 = { boot: '3.5.16', cloud: '2025.0.1' } as const
const spring4 = { boot: '4.0.2', cloud: '2025.1.1' } as const

/** By the name a person types. */
export const programs = {
  eureka: {
    title: "Spring Cloud's Eureka server",
    project: 'eureka',
    versions: spring3,
    port: 8761,
    readyPath: '/eureka/apps/',
  },
  'spring-shop': {
    title: 'a stock Spring Boot 3.5 service that registers with Eureka',
    project: 'shop',
    versions: spring3,
    port: 8090,
    readyPath: '/actuator/health',
  },
  'spring-shop-4': {
    title: 'the same with Spring Boot 4.0',
    project: 'shop',
    versions: spring4,
    port: 8091,
    readyPath: '/actuator/health',
  },
} as const satisfies Readonly<Record<string, ServerProgram>>

/** A name of the list. */
export type ServerName = keyof typeof programs

/** Whether it is one. */
export function isServerName(name: string): name is ServerName {
  return Object.hasOwn(programs, name)
}
