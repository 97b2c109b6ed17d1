import { performance } from 'node:perf_hooks'
import { createLivePlot } from '@hops-kafka/live-plot'
import { PlotModel } from '@hops-kafka/live-plot/source/model/plot-model.ts'
import { checkOptions } from '@hops-kafka/live-plot/source/options.ts'
import { FrameBuilder } from '@hops-kafka/live-plot/source/server/frame-builder.ts'
import { startPageDrawings } from '../peers/page-drawings.ts'
import { type Arena, type Bench, type Comparison, type Contender, synchronous } from '../runner.ts'

const FEW = 8
const MANY = 1000
const WINDOW = 1000
const PUSHES = 500_000
/** Points of all deltas of a round, and of all snapshots. */
const DELTA_POINTS = 40_000
const SNAPSHOT_POINTS = 1_000_000

/**
 * How much dearer a point may become as keys grow 125 times: what 8 keys touch stays in the
 * processor's cache, what 1,000 touch does not.
 */
const GROWTH_GOAL = 1 / 4

const PAGE_NOTE =
  'a frame of the page: busy time of its main thread, decoding included; at 2 Hz twice that a second'

/** What a record costs the model and the frames, with few keys and with many. */
export const plot: Bench = {
  about: `cost a point with ${MANY} keys, against ${FEW} keys; windows of ${WINDOW} points, full`,
  async setUp(): Promise<Arena> {
    const pages = await startPageDrawings({ keys: FEW, points: WINDOW })
    return {
      comparisons: [
        growth('push', pushContender),
        growth('delta, one point a key', deltaContender),
        growth('snapshot', snapshotContender),
        ...(pages.available ? [drawing(pages)] : []),
      ],
      notes: [
        `sizes: ${sizeText(FEW)}; ${sizeText(MANY)}`,
        pages.available ? PAGE_NOTE : `left out: ${pages.reason}`,
      ],
      close: async () => (pages.available ? pages.close() : undefined),
    }
  },
}

function drawing({ ours, chartJs }: { ours: Contender; chartJs: Contender }): Comparison {
  const title = `frame of ${FEW} x ${WINDOW} points`
  return { title, ours, peers: [chartJs] }
}

function growth(title: string, contender: (keys: number) => Contender): Comparison {
  return { title, ours: contender(MANY), peers: [{ ...contender(FEW), goal: GROWTH_GOAL }] }
}

function pushContender(keys: number): Contender {
  const live = createLivePlot({ window: WINDOW, maxKeys: keys })
  const names = namesOf(keys)
  let step = 0
  return synchronous(`${keys} keys`, PUSHES, (operations) => {
    for (let done = 0; done < operations; step++) {
      for (const name of names) live.push(name, step * 500, Math.sin(step))
      done += keys
    }
  })
}

function deltaContender(keys: number): Contender {
  const model = fullModel(keys)
  const names = namesOf(keys)
  const frames = new FrameBuilder(model)
  let step = WINDOW
  return synchronous(`${keys} keys`, DELTA_POINTS, (operations) => {
    for (let done = 0; done < operations; done += keys) {
      for (const name of names) model.push(name, step * 500, Math.sin(step), 0)
      step++
      frames.cut()
      frames.delta()
    }
  })
}

function snapshotContender(keys: number): Contender {
  const model = fullModel(keys)
  return synchronous(`${keys} keys`, SNAPSHOT_POINTS, (operations) => {
    for (let done = 0; done < operations; done += keys * WINDOW) new FrameBuilder(model).snapshot()
  })
}

function fullModel(keys: number): PlotModel {
  const settings = checkOptions({ window: WINDOW, maxKeys: keys })
  const model = new PlotModel(settings, performance.now())
  for (const name of namesOf(keys)) {
    for (let step = 0; step < WINDOW; step++) model.push(name, step * 500, Math.sin(step), 0)
  }
  return model
}

function namesOf(keys: number): string[] {
  return Array.from({ length: keys }, (_, index) => `sensor${index}`)
}

function sizeText(keys: number): string {
  const model = fullModel(keys)
  const frames = new FrameBuilder(model)
  const snapshot = frames.snapshot().length
  for (const name of namesOf(keys)) model.push(name, WINDOW * 500, 1, 0)
  frames.cut()
  return `${keys} keys: snapshot ${snapshot} bytes, delta ${frames.delta().length} bytes`
}
