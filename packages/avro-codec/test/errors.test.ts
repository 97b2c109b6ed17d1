import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AVRO_CODEC_ERROR_CODES, AvroCodecError } from '../src/index.ts'

test('README lists every error code and no other', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const listed = new Set(readme.match(/ERR_AVRO_\w+/g))
  expect([...listed].sort()).toEqual([...AVRO_CODEC_ERROR_CODES].sort())
})

test('the message is its parts', () => {
  const cause = new Error('below')
  const error = new AvroCodecError('ERR_AVRO_INVALID_SCHEMA', {
    what: 'schema 1',
    because: 'it is no JSON',
    fix: 'Mend it',
    cause,
  })
  expect(error).toMatchObject({ name: 'AvroCodecError', retriable: false, issues: [], cause })
  expect(error.message).toBe('schema 1: it is no JSON. Mend it')
})
