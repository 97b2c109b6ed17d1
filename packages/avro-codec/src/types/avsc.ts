/**
 * The one door to avsc. Its typings leave out the cursor and the underscored methods that a type
 * is made of; they are declared here as avsc 5.7.9, pinned exactly, has them.
 */
import avsc from 'avsc'

/** A compiled schema. */
export type AvroType = InstanceType<typeof avsc.Type>

/** A cursor over bytes. It never fails by itself: past the end it reads nothing and moves on. */
export interface Tap {
  readonly buf: Buffer
  pos: number
  readLong(): number
  writeLong(value: number): void
  skipLong(): void
  readString(): string
}

/** Told of each value that does not fit. */
export type CheckHook = (value: unknown, type: unknown) => void

/** What reads and writes the values of one type. */
export interface ValueCodec {
  _read(tap: Tap): unknown
  _write(tap: Tap, value: unknown): void
}

/** The classes to derive from. */
export const { types: avroTypes, Type } = avsc
