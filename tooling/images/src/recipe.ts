import { join } from 'node:path'

/** A folder of this package with a Dockerfile and what goes with it. */
export function recipe(name: 'kafka' | 'node'): string {
  return join(import.meta.dirname, '..', name)
}
