import { createLivePlot } from '@hops-kafka/live-plot'
import { connect } from 'hops-kafka'
import type { Example } from '../example.ts'
import { readRecords } from '../read-records.ts'

interface Reading {
  readonly timestamp: number
  readonly id: string
  readonly value: number
}

/** Plots the readings of a topic sorted by event time, so that late ones stand where they belong. */
export async function run(example: Example): Promise<void> {
  const plot = createLivePlot({ title: 'by event time', maxKeys: 8, view: 'sorted' })
  const { url } = await plot.listen()
  example.say(`plot: ${url}`)
  await using hops = await connect(example.settings, { onWarning: example.say })
  const skipped = { onFailure: 'skip' } as const
  for await (const { value } of readRecords<Reading>(hops, example, skipped)) {
    if (value !== null) plot.push(value.id, value.timestamp, value.value)
  }
  for (const { key, count, late } of plot.read().series) {
    example.print(`${key}: ${count} records, ${late} late`)
  }
  await plot.close()
}
