import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLivePlot, type LivePlot } from '../../src/index.ts'
import { complaintsOf, noBrowser, startBrowser } from './browser.ts'

const AXE = createRequire(import.meta.url).resolve('axe-core')
const SOON = { timeout: 10_000 }
const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '__proto__',
  '\u202egnp.exe',
  '=1+1',
  'x'.repeat(300),
]

describe.skipIf(noBrowser !== '')(`the page in a browser${noBrowser}`, () => {
  let browser: Browser
  let plot: LivePlot
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser?.close())
  beforeEach(() => {
    plot = createLivePlot({ title: 'temperature', unit: '°C', window: 100, intervalMs: 50 })
  })
  afterEach(async () => {
    await page?.context().close()
    await plot.close()
  })

  async function open(options: BrowserContextOptions = {}): Promise<string> {
    const { url } = await plot.listen({ port: 0 })
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    page = await context.newPage()
    complaints = complaintsOf(page)
    await page.goto(url)
    return url
  }

  /** Eight sensors; of each, the record of step 5 comes after that of step 6. */
  function pushSensors(): void {
    for (const step of [0, 1, 2, 3, 4, 6, 5, 7, 8]) {
      for (let sensor = 0; sensor < 8; sensor++) {
        plot.push(`sensor${sensor}`, 1_700_000_000_000 + step * 1000, sensor + step / 10)
      }
    }
  }

  /** Text of an element as the viewer sees it. */
  const text = (selector: string) => page.locator(selector).first().innerText()
  const cards = () => page.locator('.card h2').allInnerTexts()

  it('says that there are no data, and then shows each key with its numbers', async () => {
    await open()
    await expect.poll(() => text('.pill'), SOON).toBe('No data yet')
    pushSensors()
    await expect.poll(cards, SOON).toEqual(Array.from({ length: 8 }, (_, n) => `sensor${n}`))
    await expect.poll(() => text('.pill'), SOON).toBe('Live')
    expect(await text('.card .last')).toBe('0.8 °C')
    expect(await text('.card .counters')).toMatch(/9 records · 1 late · 0 duplicate · 0 missing/)
    expect(await page.title()).toBe('temperature')
    expect(complaints).toEqual([])
  })

  it('draws by arrival or by event time, as its CSV shows', async () => {
    await open()
    pushSensors()
    await expect.poll(cards, SOON).toHaveLength(8)
    await page.locator('input[type=search]').fill('sensor3')
    await expect.poll(cards, SOON).toEqual(['sensor3'])
    const byArrival = await times()
    await page.getByRole('button', { name: 'Sorted' }).click()
    const byTime = await times()
    expect(byArrival).toHaveLength(9)
    expect(byTime).toEqual(byArrival.toSorted((a, b) => a - b))
    expect(byTime).not.toEqual(byArrival)
  })

  async function times(): Promise<number[]> {
    return (await saved('CSV'))
      .split('\r\n')
      .slice(1, -1)
      .map((line) => Number(line.split(',')[2]))
  }

  async function saved(button: string): Promise<string> {
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: button }).click()
    return await readFile(await (await waiting).path(), 'latin1')
  }

  it('saves what is shown as PNG', async () => {
    await open()
    pushSensors()
    await expect.poll(cards, SOON).toHaveLength(8)
    const png = await saved('PNG')
    expect(png.slice(1, 4)).toBe('PNG')
    expect(png.length).toBeGreaterThan(10_000)
  })

  it('holds still while paused, and then shows what came meanwhile', async () => {
    await open()
    pushSensors()
    await expect.poll(() => text('.card .last'), SOON).toBe('0.8 °C')
    await page.keyboard.press('p')
    await expect.poll(() => text('.pill'), SOON).toBe('Paused')
    plot.push('sensor0', 1_700_000_009_000, 42)
    plot.push('sensor8', 1_700_000_009_000, 8)
    await page.keyboard.press('s')
    expect(await text('.card .last')).toBe('0.8 °C')
    await page.keyboard.press('p')
    await expect.poll(() => text('.card .last'), SOON).toBe('42 °C')
    expect(await cards()).toHaveLength(9)
  })

  it('comes back by itself when the program starts again on the same port', async () => {
    const url = await open()
    pushSensors()
    await expect.poll(cards, SOON).toHaveLength(8)
    await plot.close()
    await expect.poll(() => text('.pill'), SOON).toMatch(/has ended|trying again/)
    plot = createLivePlot({ title: 'again', intervalMs: 50 })
    plot.push('new', 1, 1)
    await plot.listen({ port: Number(new URL(url).port) })
    await expect.poll(cards, SOON).toEqual(['new'])
    await expect.poll(() => text('.pill'), SOON).toBe('Live')
  })

  it('shows hostile keys and bad records as the text they are', async () => {
    await open()
    for (const key of HOSTILE) plot.push(key, 1, 1)
    const error = '<script>alert(1)</script>'
    plot.bad({ topic: 't', partition: 3, offset: 7n, error, firstBytes: Buffer.from('<b>') })
    await expect.poll(cards, SOON).toHaveLength(HOSTILE.length)
    const shown = await page
      .locator('.card h2')
      .evaluateAll((all) => all.map((h2) => h2.textContent))
    expect(shown.slice(0, 4)).toEqual(HOSTILE.slice(0, 4))
    expect(await page.locator('.card img, .bad script, .bad b').count()).toBe(0)
    await page.locator('.bad summary').click()
    expect(await text('.bad tbody')).toMatch(/t-3@7\s+<script>alert\(1\)<\/script>\s+3c 62 3e/)
    expect(await saved('CSV')).toContain("\r\n'=1+1,0,1,1\r\n")
    expect(complaints).toEqual([])
  })

  it('shows 24 of many keys, and finds the others by the filter', async () => {
    await open()
    for (let key = 0; key < 500; key++) plot.push(`key${key}`, 1, key)
    await expect.poll(() => text('.note'), SOON).toContain('Showing 24 of 500 keys')
    await page.keyboard.press('/')
    await page.keyboard.type('key499')
    await expect.poll(cards, SOON).toEqual(['key499'])
  })

  it.each(['light', 'dark'] as const)(
    'has no serious fault of accessibility, %s',
    async (colorScheme) => {
      await open({ colorScheme })
      pushSensors()
      plot.bad({ error: 'not Avro' })
      await expect.poll(cards, SOON).toHaveLength(8)
      expect(await faults()).toEqual([])
      await page.keyboard.press('o')
      await expect.poll(() => page.locator('.overlay tbody tr').count(), SOON).toBe(8)
      expect(await faults()).toEqual([])
      expect(complaints).toEqual([])
    },
  )

  /** Serious and critical findings of axe-core. */
  async function faults(): Promise<string[]> {
    // By the debugger, since the page's policy allows no script from elsewhere.
    await page.evaluate(await readFile(AXE, 'utf8'))
    return await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(): Promise<Findings> } }
      const { violations } = await axe.run()
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, help }) => `${id}: ${help}`)
    })
  }

  it('keeps its memory while points come and go', async () => {
    await open()
    const session = await page.context().newCDPSession(page)
    const heap = async (): Promise<number> => {
      await session.send('HeapProfiler.collectGarbage')
      return (await session.send('Runtime.getHeapUsage')).usedSize
    }
    let step = 0
    const push = async (records: number): Promise<void> => {
      const until = step + records / 8
      for (; step < until; step++) {
        for (let sensor = 0; sensor < 8; sensor++)
          plot.push(`sensor${sensor}`, step, Math.sin(step))
      }
      const count = step.toLocaleString('en-US')
      await expect.poll(() => text('.card .counters'), SOON).toContain(`${count} records`)
    }
    for (let round = 0; round < 5; round++) await push(40_000)
    const warm = await heap()
    for (let round = 0; round < 10; round++) await push(100_000)
    expect((await heap()) - warm).toBeLessThan(20e6)
  })
})

interface Findings {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string
    readonly help: string
  }[]
}
