import type { Readable, Writable } from 'node:stream'

/** What a run of the program reads from and writes to. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown }
  readonly stdout: Writable
  readonly stderr: Writable
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The user pressed Ctrl-C while being asked. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
