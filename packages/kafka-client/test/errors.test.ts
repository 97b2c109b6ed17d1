import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { KAFKA_ERROR_CODES, KafkaError } from '../src/index.ts'

describe('KafkaError', () => {
  it('joins its three texts into one message', () => {
    const cause = new Error('underneath')
    const texts = { what: 'cannot send', because: 'it rains', fix: 'Wait.' }
    const error = new KafkaError('ERR_KAFKA_UNREACHABLE', { ...texts, cause, retriable: true })
    expect(error).toMatchObject({ ...texts, cause, name: 'KafkaError', retriable: true })
    expect(error.message).toBe('cannot send: it rains. Wait.')
    expect(inspect(error)).toContain('underneath')
  })

  it('has every code in the README, and the README no other', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const listed = [...readme.matchAll(/^\| `(ERR_KAFKA_[A-Z_]+)`\s+\|/gm)].map(([, code]) => code)
    expect(listed).toEqual([...KAFKA_ERROR_CODES])
  })
})
