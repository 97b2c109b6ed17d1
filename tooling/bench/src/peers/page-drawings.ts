import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createLivePlot } from '@hops-kafka/live-plot'
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core'
import type { Contender } from '../runner.ts'

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome']
const SIZE = { width: 1280, height: 800 }
/** Frames of a round. */
const FRAMES = 10
/** Between two frames; what a frame costs does not depend on it. */
const FRAME_MS = 60
/** The plot sends at most this often: each push of a round becomes a frame of its own. */
const INTERVAL_MS = 50

/** What is drawn: so many series of so many points, one new point each a frame. */
export interface Drawing {
  readonly keys: number
  readonly points: number
}

/** The plot's page and one that draws the same frames with Chart.js, or why there is no browser. */
export async function startPageDrawings(drawing: Drawing) {
  const executablePath = findBrowser()
  if (executablePath === undefined) {
    return { available: false as const, reason: `the page: none of ${BROWSERS.join(', ')} on PATH` }
  }
  const quiet = ['background-networking', 'component-update', 'sync', 'gpu']
  const args = ['--no-sandbox', ...quiet.map((what) => `--disable-${what}`)]
  const browser = await chromium.launch({ executablePath, args })
  const ours = await ourPage(browser, drawing)
  const theirs = await chartJsPage(browser, drawing)
  return {
    available: true as const,
    ours: ours.contender,
    chartJs: theirs,
    async close() {
      await browser.close()
      await ours.close()
    },
  }
}

async function ourPage(browser: Browser, { keys, points }: Drawing) {
  const live = createLivePlot({ window: points, maxKeys: keys, intervalMs: INTERVAL_MS })
  let step = 0
  const push = (): void => {
    for (let key = 0; key < keys; key++) live.push(`sensor${key}`, step * 500, valueAt(key, step))
    step++
  }
  while (step < points) push()
  const { url } = await live.listen({ port: 0 })
  const { page, session } = await openPage(browser, url)
  await page
    .locator('.card')
    .nth(keys - 1)
    .waitFor()
  const contender = drawer('the page', session, async () => push())
  return { contender, close: () => live.close() }
}

async function chartJsPage(browser: Browser, drawing: Drawing): Promise<Contender> {
  // A page with an address: Chromium gives about:blank another scheduler.
  const server = createServer((_, response) =>
    response.end('<!doctype html><title>Chart.js</title>'),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const { page, session } = await openPage(browser, `http://127.0.0.1:${port}/`)
  server.close()
  await page.addScriptTag({ path: chartJsBundle() })
  await page.addScriptTag({ path: join(import.meta.dirname, 'chart-js-page.js') })
  await page.evaluate(`drawCharts(${JSON.stringify(drawing)})`)
  let step = drawing.points
  const push = async (): Promise<void> => {
    const values = Array.from({ length: drawing.keys }, (_, key) => valueAt(key, step))
    await page.evaluate(`nextFrame(${JSON.stringify({ step, values })})`)
    step++
  }
  return drawer('Chart.js', session, push)
}

/** A page whose main thread is measured. */
async function openPage(
  browser: Browser,
  url: string,
): Promise<{ page: Page; session: CDPSession }> {
  const page = await browser.newPage({ viewport: SIZE })
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await page.goto(url)
  return { page, session }
}

/** Has frames drawn one after the other; the cost is the time that the page's main thread is busy. */
function drawer(name: string, session: CDPSession, push: () => Promise<void>): Contender {
  return {
    name,
    operations: FRAMES,
    async run(frames) {
      const before = await metrics(session)
      for (let frame = 0; frame < frames; frame++) {
        await push()
        await wait(FRAME_MS)
      }
      const after = await metrics(session)
      const busyNs = (after.TaskDuration - before.TaskDuration) * 1e9
      return { wallNs: busyNs, cpuNs: busyNs, rssBytes: after.JSHeapTotalSize }
    },
  }
}

async function metrics(session: CDPSession) {
  const { metrics } = await session.send('Performance.getMetrics')
  const read = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0
  return { TaskDuration: read('TaskDuration'), JSHeapTotalSize: read('JSHeapTotalSize') }
}

function valueAt(key: number, step: number): number {
  return Math.sin(step / 20 + key) * 40 + ((step * 7919) % 13)
}

function chartJsBundle(): string {
  return join(dirname(createRequire(import.meta.url).resolve('chart.js')), 'chart.umd.js')
}

function findBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.flatMap((folder) => BROWSERS.map((name) => join(folder, name))).find(existsSync)
}
