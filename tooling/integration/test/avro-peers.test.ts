import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { AvroCodec, type AvroCodecOptions } from '@hops-kafka/avro-codec'
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import { describe, expect, it } from 'vitest'
import { findPython, runPython } from '../src/index.ts'

/** The mock registry of the Python client counts from here. */
const ID = 1

const order = {
  type: 'record',
  name: 'com.example.Order',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'note', type: ['null', 'string'], default: null },
    { name: 'paid', type: 'boolean' },
    { name: 'state', type: { type: 'enum', name: 'State', symbols: ['OPEN', 'SHIPPED'] } },
    {
      name: 'lines',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Line',
          fields: [
            { name: 'sku', type: 'string' },
            { name: 'count', type: 'int' },
            { name: 'weight', type: 'float' },
          ],
        },
      },
    },
    { name: 'tags', type: { type: 'map', values: ['null', 'long'] } },
    { name: 'parent', type: ['null', 'com.example.Order'] },
  ],
}

const child = {
  id: -(2 ** 40),
  note: null,
  paid: false,
  state: 'OPEN',
  lines: [],
  tags: {},
  parent: null,
}

const CASES: readonly [name: string, schema: object, values: readonly unknown[]][] = [
  [
    'the guide’s record',
    {
      type: 'record',
      name: 'sensor',
      fields: [
        { name: 'timestamp', type: 'long', logicalType: 'timestamp-millis' },
        { name: 'id', type: 'string' },
        { name: 'value', type: 'double' },
      ],
    },
    Array.from({ length: 50 }, (_, index) => ({
      timestamp: 1_700_000_000_000 + 500 * index,
      id: `sensor${index % 8} ${'é温'.repeat(index)}`,
      value: 20 * Math.sin(index),
    })),
  ],
  [
    'an order with everything in it',
    order,
    [
      child,
      {
        id: 4_503_599_627_370_495,
        note: 'x'.repeat(200),
        paid: true,
        state: 'SHIPPED',
        lines: [
          { sku: 'a', count: -1, weight: 0.5 },
          { sku: '', count: 2_147_483_647, weight: -0.25 },
        ],
        tags: { a: 1, b: null },
        parent: child,
      },
    ],
  ],
  [
    'a record without bytes',
    { type: 'record', name: 'Nothing', fields: [{ name: 'n', type: 'null' }] },
    [{ n: null }],
  ],
]

async function oursFor(schema: object | string, options: Partial<AvroCodecOptions> = {}) {
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema)
  const codec = new AvroCodec({ schemas: { schemaById: async () => text }, ...options })
  const writer = await codec.writer<unknown>({ id: ID })
  const reader = codec.reader<unknown>()
  return {
    text,
    encode: (value: unknown) => Buffer.from(writer.encode(value)).toString('hex'),
    decode: (hex: string) => reader.decodeSync(Buffer.from(hex, 'hex')),
  }
}

const search = await findPython()
const python = 'python' in search ? search.python : ''
const lack = 'missing' in search ? ` (skipped: ${search.missing})` : ''

interface PythonAnswer {
  readonly frames: readonly string[]
  readonly values: readonly unknown[]
}

async function askPython(cases: readonly object[]): Promise<PythonAnswer[]> {
  const input = cases.map((one) => `${JSON.stringify(one)}\n`).join('')
  const output = await runPython(python, {
    program: 'avro_frames.py',
    args: [],
    cwd: tmpdir(),
    input,
  })
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe.skipIf(lack !== '')(`confluent-kafka for Python${lack}`, () => {
  it('writes the same frames, and reads ours', async () => {
    // The Python client calls five bytes no frame; ours reads and writes them.
    const cases = CASES.filter(([name]) => name !== 'a record without bytes')
    const questions = []
    for (const [, schema, values] of cases) {
      const { text, encode } = await oursFor(schema)
      questions.push({ schema: text, values, frames: values.map(encode) })
    }
    const answers = await askPython(questions)
    for (const [index, { frames, values }] of answers.entries()) {
      const { decode } = await oursFor(cases[index]?.[1] ?? {})
      expect(frames).toEqual(questions[index]?.frames)
      expect(values).toEqual(questions[index]?.values)
      expect(frames.map(decode)).toEqual(questions[index]?.values)
    }
  })

  it('a schema that is just bytes: neither writes a length', async () => {
    const { text, encode, decode } = await oursFor('"bytes"')
    const value = Buffer.from([1, 2, 3])
    const frames = [encode(value)]
    const [answer] = await askPython([{ schema: text, values: [{ hex: '010203' }], frames }])
    expect(answer).toEqual({ frames, values: [{ hex: '010203' }] })
    expect(decode(frames[0] ?? '')).toEqual(value)
  })
})

/** Lets KafkaJS's registry client work with one schema, which a server has under every id. */
async function withKafkajs(
  schema: string,
  act: (theirs: SchemaRegistry) => Promise<void>,
): Promise<void> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ schema }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    await act(new SchemaRegistry({ host: `http://127.0.0.1:${port}` }))
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

describe('@kafkajs/confluent-schema-registry', () => {
  it.each(CASES)('%s: the same frames, and each reads the other’s', async (_, schema, values) => {
    const { text, encode, decode } = await oursFor(schema)
    await withKafkajs(text, async (theirs) => {
      for (const value of values) {
        const frame = await theirs.encode(ID, value)
        expect(encode(value)).toBe(frame.toString('hex'))
        expect(decode(frame.toString('hex'))).toEqual(value)
        expect(await theirs.decode(Buffer.from(encode(value), 'hex'))).toEqual(value)
      }
    })
  })

  // Unlike Confluent's own clients it writes the length that Avro asks for. (Confluent's Java serializer
  // is not to be had from Maven Central, so of those the one for Python speaks for all, above.)
  it('a schema that is just bytes: the same frames with the option for it', async () => {
    const value = Buffer.from([1, 2, 3])
    const avro = await oursFor('"bytes"', { bareBytes: false })
    const bare = await oursFor('"bytes"')
    await withKafkajs(avro.text, async (theirs) => {
      const frame = await theirs.encode(ID, value)
      expect(avro.encode(value)).toBe(frame.toString('hex'))
      expect(avro.decode(frame.toString('hex'))).toEqual(value)
      expect(bare.encode(value)).not.toBe(frame.toString('hex'))
    })
  })
})
