import { describe, expect, test } from 'vitest'
import { type Level, mayFollow } from '../src/avro/levels.ts'
import { record, type Started, start } from './start.ts'
import { whyNoCertificates } from './tls.ts'

const ONE = record('r', 'a')
const ADDED = record('r', 'a', 'b=0')
const ADDED_BARE = record('r', 'a', 'b')

describe('by Avro’s rules', () => {
  test.each<[string, string, string, boolean]>([
    ['a field with a default is added', ADDED, ONE, true],
    ['a field without a default is added', ADDED_BARE, ONE, false],
    ['a field goes', ONE, ADDED_BARE, true],
    ['int becomes long', '"long"', '"int"', true],
    ['long becomes int', '"int"', '"long"', false],
    ['string becomes bytes', '"bytes"', '"string"', true],
    ['a union takes one of its branches', '["null","string"]', '"string"', true],
    ['a branch is read alone', '"string"', '["null","string"]', false],
    ['a union grows', '["null","string","int"]', '["string","null"]', true],
    [
      'an array of what can be read',
      '{"type":"array","items":"double"}',
      '{"type":"array","items":"int"}',
      true,
    ],
    [
      'a map of what cannot',
      '{"type":"map","values":"int"}',
      '{"type":"map","values":"string"}',
      false,
    ],
    [
      'a fixed of another size',
      '{"type":"fixed","name":"f","size":3}',
      '{"type":"fixed","name":"f","size":4}',
      false,
    ],
    [
      'an enum loses a symbol',
      '{"type":"enum","name":"e","symbols":["A"]}',
      '{"type":"enum","name":"e","symbols":["A","B"]}',
      false,
    ],
    [
      'an enum with a default',
      '{"type":"enum","name":"e","symbols":["A"],"default":"A"}',
      '{"type":"enum","name":"e","symbols":["A","B"]}',
      true,
    ],
    ['another name', record('s', 'a'), record('r', 'a'), false],
    [
      'another name with the old one as alias',
      '{"type":"record","name":"s","fields":[],"aliases":["r"]}',
      record('r'),
      true,
    ],
    [
      'another namespace',
      '{"type":"record","name":"r","namespace":"n","fields":[]}',
      record('r'),
      true,
    ],
    [
      'a field under its alias',
      '{"type":"record","name":"r","fields":[{"name":"z","type":"int","aliases":["a"]}]}',
      ONE,
      true,
    ],
    [
      'a record that holds itself',
      '{"type":"record","name":"r","fields":[{"name":"next","type":["null","r"]}]}',
      '{"type":"record","name":"r","fields":[{"name":"next","type":["null","r"]}]}',
      true,
    ],
  ])('%s', (_, schema, old, backward) => {
    expect(mayFollow(schema, [old], 'BACKWARD')).toBe(backward)
    expect(mayFollow(old, [schema], 'FORWARD')).toBe(backward)
  })
})

describe.skipIf(whyNoCertificates)(`levels (${whyNoCertificates ?? 'TLS'})`, () => {
  const put = (hops: Started, path: string, compatibility: unknown, contentType?: string) =>
    hops.kafka(path, {
      method: 'PUT',
      body: { compatibility },
      ...(contentType === undefined ? {} : { contentType }),
    })
  const register = (hops: Started, schema: string, subject = 's') =>
    hops.kafka(`subjects/${subject}/versions`, { method: 'POST', body: { schema } })
  const check = (hops: Started, schema: string, version: string | number = 'latest') =>
    hops.kafka(`compatibility/subjects/s/versions/${version}`, { method: 'POST', body: { schema } })

  test('are the project’s until a subject has its own, and go with a version', async () => {
    await using hops = await start({ subjects: [{ subject: 's', schema: ONE }] })
    expect((await hops.kafka('config')).json).toEqual({ compatibilityLevel: 'BACKWARD' })
    expect(await hops.kafka('config/s')).toMatchObject({ json: { error_code: 40401 } })
    expect((await put(hops, 'config/s', 'NONE')).json).toEqual({ compatibility: 'NONE' })
    expect((await hops.kafka('config/s')).json).toEqual({ compatibilityLevel: 'NONE' })
    expect((await register(hops, ADDED_BARE)).json).toMatchObject({ version: 2 })
    const removed = await hops.kafka('subjects/s/versions/2', { method: 'DELETE' })
    expect(removed).toMatchObject({ status: 200, text: '2' })
    expect((await hops.kafka('config/s')).status).toBe(404)
    // The number of the deleted version is given again.
    expect((await register(hops, ADDED)).json).toMatchObject({ version: 2 })
    expect((await hops.kafka('config/inferenceschema')).json).toEqual({
      compatibilityLevel: 'NONE',
    })
  })

  test('decide what may be registered and what is compatible', async () => {
    await using hops = await start({ subjects: [{ subject: 's', schema: ONE }] })
    expect(await register(hops, ADDED_BARE)).toMatchObject({
      status: 409,
      json: { error_code: 40901, message: 'Incompatible Avro schema' },
    })
    expect((await check(hops, ADDED_BARE)).json).toEqual({ is_compatible: false })
    expect((await check(hops, ADDED, 1)).json).toEqual({ is_compatible: true })
  })

  test.each([
    ['s', 'x', '[', 42202],
    ['none', '1', '[', 42201],
    ['none', '1', '"int"', 40401],
    ['s', '9', '"int"', 40402],
  ])('checks of %s version %s come in order', async (subject, version, schema, error_code) => {
    await using hops = await start({ subjects: [{ subject: 's', schema: ONE }] })
    const path = `compatibility/subjects/${subject}/versions/${version}`
    const found = await hops.kafka(path, { method: 'POST', body: { schema } })
    expect(found).toMatchObject({ json: { error_code } })
  })

  test.each([
    ['2.2', 422, 415],
    ['3.x', 400, 200],
  ] as const)('differ in era %s', async (era, unknownLevel, vendorType) => {
    await using hops = await start({ era, subjects: [{ subject: 's', schema: ONE }] })
    const vendor = 'application/vnd.schemaregistry.v1+json'
    expect((await put(hops, 'config', 'SOMEHOW')).status).toBe(unknownLevel)
    expect(await put(hops, 'config', undefined)).toMatchObject({ json: { error_code: 42203 } })
    expect((await put(hops, 'config/s', 'FULL', vendor)).status).toBe(vendorType)
    // The project's route has never learnt the type.
    expect((await put(hops, 'config', 'FULL', vendor)).status).toBe(415)
  })

  test('2.2 takes BACKWARD_TRANSITIVE for FORWARD', async () => {
    const level: Level = 'BACKWARD_TRANSITIVE'
    for (const [era, status] of [
      ['2.2', 200],
      ['3.x', 409],
    ] as const) {
      await using hops = await start({ era, subjects: [{ subject: 's', schema: ONE }] })
      await put(hops, 'config', level)
      // New data can be read by the old schema; old data cannot be read by the new one.
      expect((await register(hops, ADDED_BARE)).status).toBe(status)
    }
  })

  test('deleting tells what went, and refuses what is reserved', async () => {
    await using hops = await start({ subjects: [{ subject: 's', schema: ONE }] })
    await register(hops, ADDED)
    const remove = (path: string) => hops.kafka(path, { method: 'DELETE' })
    expect((await remove('subjects/s')).json).toEqual([1, 2])
    expect(await remove('subjects/s')).toMatchObject({ json: { error_code: 40401 } })
    expect(await remove('subjects/inferenceschema')).toMatchObject({ json: { errorCode: 190016 } })
    expect(await remove('subjects/inferenceschema/versions/x')).toMatchObject({ status: 405 })
    expect(await remove('subjects/none/versions/x')).toMatchObject({ json: { error_code: 42202 } })
    // Records that were written with it can still be read.
    expect((await hops.kafka('schemas/ids/4')).status).toBe(200)
  })
})
