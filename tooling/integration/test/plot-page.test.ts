import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Cluster,
  configVariant,
  injectedFaults,
  noBrowser,
  noCluster,
  openCluster,
  runApp,
  startApp,
  startBrowser,
} from '../src/index.ts'

const RUN = { seed: 1, steps: 2000, share: 0.01 }
const LATER = { timeout: 60_000, interval: 100 }
const lack = noBrowser || noCluster

describe.skipIf(lack !== '')(`the consumer’s plot in a browser${lack}`, () => {
  let cluster: Cluster
  let browser: Browser

  beforeAll(async () => {
    cluster = await openCluster()
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await cluster?.stop()
  })

  it('shows eight sensors, what the simulator injected, and the consumer that comes back', async () => {
    const topic = `plot-${randomUUID()}`
    await cluster.createTopic(topic, { partitions: 2 })
    const config = await configVariant(cluster.configFile, ({ kafka }) => {
      kafka['topic'] = topic
      kafka.consumer['group_id'] = topic
    })
    const flags = ['--plot', 'web', '--interval', '0.1', '--window', '3000']
    const consumer = startApp('consumer', ['-c', config, '--port', '0', ...flags])
    const [, url = ''] = await consumer.said(/^plot: (http:\S+)/m)
    const { page, complaints } = await open(url)

    const shares = ['--late', '--duplicates', '--drop-outs'].flatMap((flag) => [flag, '0.01'])
    const args = ['-c', config, '-e', `${RUN.steps}`, '-d', '0.005', '--seed', '1', ...shares]
    const producer = await runApp('producer', args)
    expect(producer.exitCode, producer.stderr).toBe(0)

    const expected = injectedFaults(RUN)
    for (const [sensor, { count, late, duplicates, gaps }] of expected) {
      const card = page.locator('.card', { has: page.getByRole('heading', { name: sensor }) })
      const counts = `${count.toLocaleString('en-US')} records · ${late} late · ${duplicates} duplicate · ${gaps} missing`
      await expect.poll(() => card.locator('.counters').innerText(), LATER).toContain(counts)
    }
    expect(await page.locator('.card').count()).toBe(8)
    expect(complaints).toEqual([])

    consumer.kill('SIGKILL')
    await consumer.ended
    await expect.poll(() => page.locator('.pill').innerText(), LATER).toMatch(/trying again/)
    const again = startApp('consumer', ['-c', config, '--port', new URL(url).port, ...flags])
    await again.said(/^plot: /m)
    await expect.poll(() => page.locator('.pill').innerText(), LATER).toMatch(/No data yet|Live/)
    again.kill('SIGTERM')
    expect((await again.ended).exitCode).toBe(0)
    await page.close()
  })

  /** Opens the plot; what the page complains of is collected, a lost connection left out. */
  async function open(url: string): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(url)
    return { page, complaints }
  }
})
