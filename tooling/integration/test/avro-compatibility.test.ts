import { AvroCodec, AvroCodecError } from '@hops-kafka/avro-codec'
import { checkCompatibility } from '@hops-kafka/registry'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AvroOracle, noAvroOracle, schemaPairs } from '../src/index.ts'

/** AVRO_PAIRS=50000 is the longer run. */
const PAIRS = Number(process.env['AVRO_PAIRS'] ?? 500)

/** Java refuses to decide where a reader's field is the writer's by its name and by an alias as well. */
const UNDECIDED = 'matches multiple fields'

describe.skipIf(noAvroOracle !== '')(`Java’s SchemaCompatibility${noAvroOracle}`, () => {
  let java: AvroOracle
  beforeAll(async () => {
    java = await AvroOracle.start()
  })
  afterAll(() => java?.[Symbol.asyncDispose]())

  it(`says the same of ${PAIRS} pairs as the registry’s client, and the codec reads what may be read`, async () => {
    const verdicts = { yes: 0, no: 0, undecided: 0 }
    const property = fc.asyncProperty(schemaPairs, async ([reader, writer]) => {
      const theirs = await ask(reader, writer)
      if (theirs === undefined) verdicts.undecided++
      else {
        verdicts[theirs ? 'yes' : 'no']++
        expect(checkCompatibility(reader, [writer], 'BACKWARD').length === 0).toBe(theirs)
        if (theirs) expect(await codecReads(reader, writer)).toBe(true)
      }
    })
    await fc.assert(property, { numRuns: PAIRS })
    // Neither verdict is rare, or the agreement would mean little.
    expect(verdicts.yes).toBeGreaterThan(PAIRS / 10)
    expect(verdicts.no).toBeGreaterThan(PAIRS / 10)
    expect(verdicts.undecided).toBeLessThan(PAIRS / 5)
  })

  async function ask(reader: string, writer: string): Promise<boolean | undefined> {
    try {
      return (await java.ask<{ canRead: boolean }>('canRead', { reader, writer })).canRead
    } catch (error) {
      if (String(error).includes(UNDECIDED)) return undefined
      throw error
    }
  }
})

async function codecReads(reader: string, writer: string): Promise<boolean> {
  const codec = new AvroCodec({ schemas: { schemaById: async () => writer } })
  try {
    await codec.reader({ schema: reader }).load(1)
    return true
  } catch (error) {
    if (error instanceof AvroCodecError && error.code === 'ERR_AVRO_INCOMPATIBLE') return false
    throw error
  }
}
