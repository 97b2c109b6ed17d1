import { text } from 'node:stream/consumers'

/** The job that this process was given on its input. */
export async function readJob<T>(): Promise<T> {
  return JSON.parse(await text(process.stdin)) as T
}
