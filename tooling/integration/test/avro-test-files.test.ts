import { AvroSchema } from '@hops-kafka/avro-codec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  AvroOracle,
  bareCodec,
  CONTAINERS,
  decodeBlock,
  exchange,
  type JavaDatum,
  noAvroOracle,
  normalize,
  PROTOCOLS,
  parseAvroJson,
  readContainer,
  SCHEMA_FILES,
  SPECIAL,
  UNUSED,
} from '../src/index.ts'

const DATA = 'share/test/data'

describe.skipIf(noAvroOracle !== '')(`Avro’s own test files${noAvroOracle}`, () => {
  let java: AvroOracle
  beforeAll(async () => {
    java = await AvroOracle.start()
  })
  afterAll(() => java?.[Symbol.asyncDispose]())

  async function textOf(name: string): Promise<string> {
    return (await java.resource(name)).toString()
  }

  it('are all used, or named with the reason why not', async () => {
    const containers = CONTAINERS.map(([name]) => name)
    const used = [...containers, ...SCHEMA_FILES, ...PROTOCOLS, ...SPECIAL]
    const { names } = await java.ask<{ names: string[] }>('resources', {})
    expect([...used, ...Object.keys(UNUSED)].sort()).toEqual(names.sort())
  })

  it('schema-tests.txt: every canonical form and fingerprint', async () => {
    const cases = schemaCases(await textOf(`${DATA}/schema-tests.txt`))
    expect(cases.length).toBeGreaterThan(30)
    for (const { input, canonical, fingerprint } of cases) {
      const schema = new AvroSchema(input)
      if (canonical !== undefined) expect(schema.canonicalForm).toBe(canonical)
      if (fingerprint === undefined) continue
      expect(BigInt.asIntN(64, schema.fingerprint)).toBe(BigInt(fingerprint))
    }
    const having = (part: 'canonical' | 'fingerprint') =>
      cases.filter((each) => each[part] !== undefined).length
    expect(having('canonical')).toBeGreaterThan(30)
    expect(having('fingerprint')).toBeGreaterThan(20)
  })

  it('test_message.bin: a single object’s schema, fingerprint and datum', async () => {
    const schema = await textOf(`${DATA}/messageV1/test_schema.avsc`)
    const message = await java.resource(`${DATA}/messageV1/test_message.bin`)
    expect(message.readBigUInt64LE(2)).toBe(new AvroSchema(schema).fingerprint)
    const { encode, decode } = await bareCodec(schema)
    const datum = message.subarray(10).toString('hex')
    expect(decode(datum)).toEqual({ id: 42n, name: 'Bill', tags: ['dog_lover', 'cat_hater'] })
    expect(encode(decode(datum))).toBe(datum)
  })

  it.each(CONTAINERS)('%s: every record', async (name, count) => {
    const { schema, blocks } = await readContainer(await java.resource(name))
    const read = []
    for (const block of blocks) read.push(...(await decodeBlock(schema, block)))
    expect(read.length).toBeGreaterThanOrEqual(count)
    const expected = await java.ask<JavaDatum[]>('container', { name })
    expect(read.map(normalize)).toEqual(expected.map(({ json }) => parseAvroJson(json)))
  })

  it('weather.json: what weather.avro holds', async () => {
    const { schema, blocks } = await readContainer(await java.resource(`${DATA}/weather.avro`))
    const read = await Promise.all(blocks.map((block) => decodeBlock(schema, block)))
    const lines = (await textOf(`${DATA}/weather.json`)).trim().split('\n')
    expect(read.flat().map(normalize)).toEqual(lines.map(parseAvroJson))
  })

  it.each(SCHEMA_FILES)('%s: random data of it', async (name) => {
    expect(await exchange(java, await textOf(name))).toEqual([])
  })

  it.each(PROTOCOLS)('%s: random data of its types', async (name) => {
    const { namespace, types } = JSON.parse(await textOf(name))
    const fields = types.map((type: unknown, index: number) => ({ name: `f${index}`, type }))
    const schema = { type: 'record', name: 'AllTypes', namespace, fields }
    expect(await exchange(java, JSON.stringify(schema))).toEqual([])
  })

  it('ApplicationEvent.avsc: with the schema that it refers to', async () => {
    const [event, document] = await Promise.all(
      ['ApplicationEvent', 'DocumentInfo'].map((name) => textOf(`multipleFile/${name}.avsc`)),
    )
    expect(() => new AvroSchema(event ?? '')).toThrow(/"model.DocumentInfo" is neither/)
    expect(new AvroSchema(event ?? '', { references: [document ?? ''] }).name).toBe(
      'model.ApplicationEvent',
    )
    expect(await exchange(java, `[${document},${event}]`)).toEqual([])
  })
})

/** What `schema-tests.txt` says: one schema, its canonical form, its fingerprint as a signed number. */
function schemaCases(text: string) {
  return text.split(/^\/\/ \d{3}$/m).flatMap((part) => {
    const section = (label: string) => {
      const found = new RegExp(`^<<${label}(?: (.*)|\\n([\\s\\S]*?)\\n${label}$)`, 'm').exec(part)
      return found?.[1] ?? found?.[2]
    }
    const input = section('INPUT')
    if (input === undefined) return []
    return [{ input, canonical: section('canonical'), fingerprint: section('fingerprint') }]
  })
}
