import type { Request } from '../case.ts'

const field = (name: string, type: string, more = '') =>
  `{"name":"${name}","type":"${type}"${more}}`
const record = (...fields: readonly string[]) =>
  `{"type":"record","name":"$s","fields":[${fields.join(',')}]}`

/** The first schema of a case. */
export const FIRST = record(field('id', 'string'))
/** It may follow, whatever the level. */
export const NEXT = record(field('id', 'string'), field('value', 'double', ',"default":0'))
/** What was written with the first cannot be read with it. */
export const CLASH = record(field('id', 'string'), field('value', 'double'))
/** The first in other whitespace. */
export const SPACED = `{ "type": "record", "name": "$s",\n  "fields": [ ${field('id', 'string')} ] }`
export const NO_SCHEMA = '{"type":"nope"}'

export const register = (schema: string = FIRST): Request => ({
  method: 'POST',
  path: 'subjects/$s/versions',
  body: { schema },
})

export const ownLevel = (compatibility: string): Request => ({
  method: 'PUT',
  path: 'config/$s',
  body: { compatibility },
})

/** The registry's envelope, by its number. */
export const b = (error_code: number) => ({ error_code, message: '<text>' })

/** Hopsworks' own envelope, by its number. */
export const a = (errorCode: number) => ({ errorCode, errorMsg: '<text>', '...': true })
