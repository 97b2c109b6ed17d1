import { expect, it } from 'vitest'
import { type Letter, letterComplaints } from '../src/poison/dead-letters.ts'
import type { BadRecord } from '../src/poison/poisoned-topic.ts'

const TOPIC = 'readings'
const GROUP = 'store'
const BAD: BadRecord = {
  id: 500,
  poison: 'bytes',
  partition: 3,
  offset: 42,
  key: 'key3',
  value: Buffer.from([0xff, 1]),
  timestamp: 1_700_000_000_000,
}
const HEADERS: Readonly<Record<string, string>> = {
  id: '500',
  'dead-letter.topic': TOPIC,
  'dead-letter.partition': '3',
  'dead-letter.offset': '42',
  'dead-letter.timestamp': '1700000000000',
  'dead-letter.group': GROUP,
  'dead-letter.error': 'ERR_KAFKA_BAD_RECORD',
  'dead-letter.cause': 'no text',
  'dead-letter.attempts': '1',
}
const LETTER = letter({})

function letter(headers: Readonly<Record<string, string>>, other: Partial<Letter> = {}): Letter {
  const { key, value, timestamp } = BAD
  return { key, value, timestamp, headers: Object.entries({ ...HEADERS, ...headers }), ...other }
}

function complaints(letters: readonly Letter[]): string[] {
  return letterComplaints({ topic: TOPIC, bad: [BAD] }, GROUP, letters)
}

it('has nothing to say of one letter for each bad record, whole and with its origin', () => {
  expect(complaints([LETTER])).toEqual([])
})

it.each([
  ['none', [], ['0 letters of bad record 500']],
  ['two', [LETTER, LETTER], ['2 letters of bad record 500']],
  ['that of a good record', [LETTER, letter({ id: '7' })], ['a letter of record 7, which is good']],
  [
    'another origin',
    [letter({ 'dead-letter.offset': '41' })],
    ['the letter of 500 has another offset'],
  ],
  ['no cause', [letter({ 'dead-letter.cause': '' })], ['the letter of 500 names no cause']],
  [
    'other bytes',
    [letter({}, { value: Buffer.from([0xff]) })],
    ['the letter of 500 is not what the record was'],
  ],
])('sees %s', (_, letters, expected) => {
  expect(complaints(letters)).toEqual(expected)
})
