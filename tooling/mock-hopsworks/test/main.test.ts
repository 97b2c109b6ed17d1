import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mintServerPair, whyNoCertificates } from './tls.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')

function start(...args: readonly string[]) {
  const command = ['--import', 'tsx', MAIN, ...args]
  return spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] })
}

describe.skipIf(whyNoCertificates)(`the mock by itself (${whyNoCertificates ?? 'TLS'})`, () => {
  let folder: string
  const file = (): string => join(folder, 'options.json')
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mock-hopsworks-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('says where it listens, answers, and ends at once and cleanly on SIGTERM', async () => {
    const tls = mintServerPair()
    const options = {
      tls,
      project: { id: 7, name: 'demo' },
      apiKey: 'a.b',
      subjects: [],
      topics: [],
    }
    await writeFile(file(), JSON.stringify(options))
    const mock = start(file())
    const ended = once(mock, 'exit')
    const [line] = await once(createInterface({ input: mock.stdout }), 'line')
    expect(line).toMatch(/^listening on https:\/\/127\.0\.0\.1:\d+\/hopsworks-api\/api$/)
    const dispatcher = new Agent({ connect: { ca: tls.cert } })
    const url = `${line.split(' ').at(-1)}/variables/versions`
    const { statusCode, body } = await request(url, { dispatcher })
    await body.dump()
    expect(statusCode).toBe(200)
    // The connection stays open: it must not hold up the end.
    const asked = performance.now()
    mock.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    expect(performance.now() - asked).toBeLessThan(1000)
    await dispatcher.close()
  })

  it.each([
    { name: 'a file that is not JSON', content: '{', because: 'it is not JSON' },
    { name: 'no file', content: undefined, because: 'ENOENT' },
    { name: 'a key without a dot', content: '{"apiKey":"secret","tls":{}}', because: 'form' },
  ])('refuses $name with one clear error', async ({ content, because }) => {
    await rm(file(), { force: true })
    if (content !== undefined) await writeFile(file(), content)
    const mock = start(file())
    const [said, [exitCode]] = await Promise.all([text(mock.stderr), once(mock, 'close')])
    expect(said).toMatch(
      /^error ERR_MOCK_HOPSWORKS_BAD_OPTIONS: .+\n {2}because: .+\n {2}fix: .+\n$/,
    )
    expect(said).toContain(because)
    expect(said).not.toContain('"secret"')
    expect(exitCode).toBe(78)
  })

  it('tells its usage without a file', async () => {
    const mock = start()
    const [said, [exitCode]] = await Promise.all([text(mock.stderr), once(mock, 'close')])
    expect(said).toMatch(/^usage: mock-hopsworks OPTIONS\.json/)
    expect(exitCode).toBe(64)
  })
})
