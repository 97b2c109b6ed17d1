import { expect, it } from 'vitest'
import { certsFuzz } from '../src/scenarios/certs-fuzz.ts'

it('gives hostile bytes to every parser of certs, without a Kafka', async () => {
  const lines: string[] = []
  const { table, complaints } = await certsFuzz.run({
    size: 0.0002,
    seed: 1,
    withPeers: false,
    cluster: () => expect.fail('it asked for a cluster'),
    say: (line) => lines.push(line),
  })
  expect(complaints).toEqual([])
  expect(table.map(({ inputs }) => inputs)).toEqual(Array(8).fill(20))
  expect(lines).toContain('PKCS#12: within the bounds')
}, 60_000)
