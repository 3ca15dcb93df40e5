/**
 * The chain on Spring Boot and Spring Cloud Gateway: becomes the Java program that `bench/spring.ts` built, which plays the
 * gateway and starts a process for each service. Nothing of Node is left when it runs, so its memory is Java's alone.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const target = join(import.meta.dirname, 'target')
const { java, flags } = JSON.parse(readFileSync(join(target, 'built.json'), 'utf8'))
// `{role}` stands for the process: each has an archive of its own.
const command = [java, ...flags, '-jar', join(target, 'chain.jar')]
const args = command.map((word) => word.replaceAll('{role}', 'gateway'))
process.execve(java, args, { ...process.env, BENCH_COMMAND: command.join('\n') })
