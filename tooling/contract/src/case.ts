import type { Era } from '@hops-kafka/mock-hopsworks'

/** Whose key is sent; those behind `wrong` are known to the mock only. */
export type KeyName =
  | 'own'
  | 'none'
  | 'other scheme'
  | 'malformed'
  | 'wrong secret'
  | 'unknown'
  | 'kafka only'
  | 'project only'
  | 'scientist'
  | 'stranger'

/**
 * One request. In every text `$s` is a subject of the case's own, `$n` one that nobody has, `$t` a
 * topic, `$p` the project's name, and `$id` the id that the last preparation was given.
 */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the registry's URL; with `api:` before it below the API's. */
  readonly path: string
  readonly body?: unknown
  /** @default application/json */
  readonly contentType?: string
  readonly accept?: string
  /** @default 'own' */
  readonly key?: KeyName
}

/**
 * What an answer must be. In `body` the text `<int>` stands for any whole number from 1 on and
 * `<text>` for any text; an object has these members and no others, unless one is `...`.
 */
export interface Wire {
  readonly status: number
  /** Content type without its parameters. */
  readonly type?: string
  readonly body?: unknown
  /** A part of the body as text. */
  readonly contains?: string
  /** Headers that must be there, with a part of each. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What the client makes of the same: a value like `Wire.body`, or an error's code. */
export type Outcome = { readonly value: unknown } | { readonly code: string }

/** A call of the client: a method of `HopsworksRegistry`, or of `HopsworksProject` behind `project.` */
export interface Call {
  readonly method: string
  readonly args: readonly unknown[]
}

/** One line of the contract. */
export interface Case {
  /** Its row in the table. */
  readonly operation: string
  readonly name: string
  /** What has to be there before; each must succeed. */
  readonly given?: readonly Request[]
  readonly request: Request
  readonly wire: Wire
  /** Where an era answers otherwise. */
  readonly eras?: Partial<Readonly<Record<Era, Wire>>>
  /** What a registry of Confluent's kind answers; `absent` where it has no such route. @default as Hopsworks */
  readonly other?: Wire | 'absent'
  readonly call?: Call
  readonly outcome?: Outcome
  /** Where an era's or another registry's answer comes out otherwise. */
  readonly outcomes?: Partial<Readonly<Record<Era | 'other', Outcome>>>
  /** Runs on the mock only: it needs a user, or changes what others on a real cluster rely on. */
  readonly mockOnly?: boolean
}
