import { createServer } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { createLivePlot, type ListenOptions, type LivePlot } from '../src/index.ts'
import { openEvents } from './support/event-stream.ts'
import { parseMetrics } from './support/parse-metrics.ts'
import { request } from './support/request.ts'

const TOKEN = 'a-token-of-32-characters-or-more'
const HOSTILE = [
  '__proto__',
  'constructor',
  '<img src=x onerror=alert(1)>',
  'a\n"b"\\c\r',
  '\u0000\u202e',
  '',
]

const open: LivePlot[] = []

async function start(options?: ListenOptions) {
  const plot = createLivePlot({ intervalMs: 20 })
  open.push(plot)
  return { plot, ...(await plot.listen(options)) }
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((plot) => plot.close()))
})

test('serves the page, its script and its style under a strict policy', async () => {
  const { url } = await start()
  const types = { '/': 'text/html', '/page.js': 'text/javascript', '/page.css': 'text/css' }
  for (const [path, type] of Object.entries(types)) {
    const { status, headers, text } = await request(url, path)
    expect({ path, status }).toEqual({ path, status: 200 })
    expect(headers['content-type']).toContain(type)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['access-control-allow-origin']).toBeUndefined()
    const policy = headers['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(text.length).toBeGreaterThan(0)
  }
})

test('the page names no other host and has no inline script or style', async () => {
  const { url } = await start()
  const { text } = await request(url)
  expect(text).not.toMatch(/https?:|\/\/|<style| style=| on\w+=/)
  expect(text).not.toMatch(/<script(?![^>]* src=)/)
})

test.each(['localhost', 'LOCALHOST:1', '127.0.0.1', '127.0.0.1:99', '[::1]:80'])(
  'Host %s is let in',
  async (Host) => {
    const { url } = await start()
    expect((await request(url, '/', { headers: { Host } })).status).toBe(200)
  },
)

test.each(['evil.example', 'localhost.evil.example:80', '127.0.0.1.nip.io', '192.168.0.1'])(
  'Host "%s" is refused',
  async (Host) => {
    const { url } = await start()
    for (const path of ['/', '/page.js', '/events', '/series.json', '/metrics', '/healthz']) {
      const { status, text } = await request(url, path, { headers: { Host } })
      expect([path, status]).toEqual([path, 421])
      expect(text).toContain('http://127.0.0.1')
    }
  },
)

test('what another site asks for is refused, a link from there is not', async () => {
  const { url } = await start()
  const ask = (mode: string, path: string) =>
    request(url, path, { headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': mode } })
  expect((await ask('cors', '/events')).status).toBe(403)
  expect((await ask('no-cors', '/page.js')).status).toBe(403)
  expect((await ask('navigate', '/')).status).toBe(200)
})

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
  const { url } = await start()
  const { status, headers } = await request(url, '/series.json', { method })
  expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD' })
})

test('HEAD brings the headers alone, of the event stream too', async () => {
  const { url } = await start()
  for (const path of ['/', '/events', '/metrics']) {
    expect(await request(url, path, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
  }
})

test.each(['/nothing', '/../package.json', '/%2e%2e/package.json', '//evil.example/', '/page.ts'])(
  '%s is not found',
  async (path) => {
    const { url } = await start()
    expect((await request(url, path)).status).toBe(404)
  },
)

test('with a token everything but the probe asks for it', async () => {
  const { url, port } = await start({ token: TOKEN })
  expect(url).toBe(`http://127.0.0.1:${port}/?token=${TOKEN}`)
  for (const path of ['/', '/page.js', '/events', '/series.json', '/metrics']) {
    expect((await request(url, path)).status).toBe(401)
    expect((await request(url, `${path}?token=wrong`)).status).toBe(403)
    expect((await request(url, `${path}?token=`)).status).toBe(403)
  }
  expect(await request(url, '/healthz')).toMatchObject({ status: 200, text: 'ok' })
  const headers = { Authorization: `Bearer ${TOKEN}` }
  expect((await request(url, '/metrics', { headers })).status).toBe(200)
  expect((await request(url, '/metrics', { headers: { Authorization: 'Bearer x' } })).status).toBe(
    403,
  )
  const stream = await openEvents(url)
  stream.close()
})

test('closes though a viewer leaves at that moment', async () => {
  // How far the server has got with the viewer's leaving is the machine's affair: each turn of its loop is tried.
  for (let turns = 0; turns < 10; turns++) {
    const { plot, url } = await start()
    const stream = await openEvents(url)
    stream.close()
    for (let turn = 0; turn < turns; turn++) await setImmediate()
    await plot.close()
  }
})

test('the token moves from the address into a cookie', async () => {
  const { url } = await start({ token: TOKEN })
  const { status, headers } = await request(url, `/?token=${TOKEN}`)
  expect({ status, location: headers.location }).toEqual({ status: 303, location: '/' })
  const set = headers['set-cookie']?.[0] ?? ''
  expect(set).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/)
  const cookie = set.split(';', 1)[0] ?? ''
  expect((await request(url, '/', { headers: { Cookie: `a=b; ${cookie}` } })).status).toBe(200)
  expect((await request(url, '/', { headers: { Cookie: `${cookie}x` } })).status).toBe(403)
  expect(
    (await request(url, '/', { headers: { Cookie: `${cookie.split('=')[0]}=%` } })).status,
  ).toBe(403)
})

test('an address that others reach needs a token, and any name is let in with it', async () => {
  const plot = createLivePlot()
  open.push(plot)
  await expect(plot.listen({ host: '0.0.0.0' })).rejects.toMatchObject({
    code: 'ERR_PLOT_TOKEN_NEEDED',
  })
  const { url } = await plot.listen({ host: '0.0.0.0', token: TOKEN })
  expect(url).toContain('http://localhost:')
  const headers = { Host: 'plots.example:8080', Authorization: `Bearer ${TOKEN}` }
  expect((await request(url, '/', { headers })).status).toBe(200)
})

test('a taken port gives way to a free one, and that is told', async () => {
  const first = await start()
  const second = await start({ port: first.port })
  expect(second.takenPort).toBe(first.port)
  expect(second.port).not.toBe(first.port)
  expect((await request(second.url)).status).toBe(200)
  expect(first.takenPort).toBeUndefined()
})

test('a port that is free is taken as wished', async () => {
  const port = await freePort()
  expect(await start({ port })).toMatchObject({ port, takenPort: undefined })
})

test('an address of another machine is an error that says so', async () => {
  const plot = createLivePlot()
  await expect(plot.listen({ host: '192.0.2.1', token: TOKEN })).rejects.toMatchObject({
    code: 'ERR_PLOT_LISTEN',
    what: 'listening on 192.0.2.1, port 0',
  })
})

test('/metrics is Prometheus text, whatever the keys', async () => {
  const { plot, url } = await start()
  for (const [index, key] of HOSTILE.entries()) plot.push(key, 1000, index)
  plot.push('nan', 1000, Number.NaN)
  plot.push('inf', 1000, Infinity)
  plot.push('inf', 500, -Infinity)
  plot.status({ lag: 12, partitions: 3 })
  const { headers, text } = await request(url, '/metrics')
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  const metrics = parseMetrics(text)
  const sampleOf = (name: string, key?: string) =>
    metrics.find((metric) => metric.name === `live_plot_${name}` && metric.labels['key'] === key)
      ?.value
  expect(HOSTILE.map((key) => sampleOf('key_value', key))).toEqual([...HOSTILE.keys()])
  expect(sampleOf('key_value', 'nan')).toBeNaN()
  expect(sampleOf('key_value', 'inf')).toBe(-Infinity)
  expect(sampleOf('key_late_total', 'inf')).toBe(1)
  expect(sampleOf('records_total')).toBe(HOSTILE.length + 3)
  expect([sampleOf('lag_records'), sampleOf('partitions')]).toEqual([12, 3])
})

test('/series.json tells everything in plain numbers', async () => {
  const { plot, url } = await start()
  for (const key of HOSTILE) plot.push(key, 1000, 1)
  plot.push('__proto__', 500, Number.NaN)
  const { headers, text } = await request(url, '/series.json')
  expect(headers['content-type']).toBe('application/json')
  const { series } = JSON.parse(text)
  expect(series.map(({ key }: { key: string }) => key)).toEqual(HOSTILE)
  expect(series[0]).toMatchObject({
    count: 2,
    late: 1,
    first: 0,
    times: [1000, 500],
    values: [1, null],
  })
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
