import { join } from 'node:path'
import { KAFKA_FOLDER } from '../kafka-version.ts'
import { BROKER_LOG } from '../layout.ts'
import type { Java } from './java.ts'
import type { KafkaJars } from './kafka-jars.ts'

/** What a Java process of Kafka is started from. */
export interface KafkaRuntime {
  readonly java: Java
  readonly jars: KafkaJars
}

/** JVM flags for every Kafka process: a small heap, and one thread for garbage on a small machine. */
const MEMORY = ['-Xmx384m', '-XX:+UseSerialGC']

/** The arguments of java for one of Kafka's main classes; paths are relative to the process's folder. */
export function javaArguments({ jars }: KafkaRuntime, flags: readonly string[]): string[] {
  return [
    ...MEMORY,
    ...flags,
    `-Dhops.log=${BROKER_LOG}`,
    `-Dlog4j2.configurationFile=${join(KAFKA_FOLDER, 'log4j2.properties')}`,
    `-Dlog4j.configuration=file:${join(KAFKA_FOLDER, 'log4j.properties')}`,
    '-cp',
    jars.classPath,
  ]
}
