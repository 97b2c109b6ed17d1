import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const PRODUCER = resolve(import.meta.dirname, '../../../apps/producer')
const START = ['--conditions=@hops-kafka/source', '--import', 'tsx', 'src/main.ts']

// A file takes every line at once, so that nothing but the program itself makes it pause.
it('an endless dry run into a file ends within a second of SIGINT, at the end of a line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hops-kafka-dry-run-'))
  const path = join(folder, 'events')
  const file = await open(path, 'w')
  const app = spawn(process.execPath, [...START, '--dry-run', '-e', '-1', '-d', '0'], {
    cwd: PRODUCER,
    stdio: ['ignore', file.fd, 'inherit'],
  })
  try {
    await expect.poll(async () => (await stat(path)).size, { timeout: 30_000 }).toBeGreaterThan(0)
    const ended = once(app, 'close')
    app.kill('SIGINT')
    const signalledAt = performance.now()
    expect(await ended).toEqual([0, null])
    expect(performance.now() - signalledAt).toBeLessThan(1_000)
    expect((await readFile(path, 'utf8')).slice(-2)).toBe('}\n')
  } finally {
    app.kill('SIGKILL')
    await file.close()
    await rm(folder, { recursive: true })
  }
})
