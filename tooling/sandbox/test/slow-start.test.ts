import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { askStatus, askToStop } from '../src/control-client.ts'
import { joinSandboxAt } from '../src/join-sandbox.ts'
import { isAlive } from '../src/process-info.ts'
import { readState, type SupervisorState } from '../src/state.ts'

/** A machine on which the first start of the shared sandbox takes for ever. */
let machine: string
let directory: string

beforeEach(async () => {
  machine = await mkdtemp(join(tmpdir(), 'sandbox-slow-'))
  directory = join(machine, 'shared')
  await mkdir(join(machine, 'bin'))
  await install('java', `echo 'version "17"' >&2`)
  await install('mvn', SLEEP)
  vi.stubEnv('PATH', join(machine, 'bin'))
  vi.stubEnv('HOPS_KAFKA_ENGINE', 'jvm')
  vi.stubEnv('JAVA_HOME', '')
  vi.stubEnv('KAFKA_HOME', '')
  vi.stubEnv('XDG_CACHE_HOME', join(machine, 'cache'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  const left = [...(await readPids().catch(() => [])), (await readState(directory))?.pid ?? 0]
  for (const pid of left.filter((pid) => pid > 1 && isAlive(pid))) process.kill(pid, 'SIGKILL')
  await rm(machine, { recursive: true, force: true })
})

/** As the shell scripts that start a JVM do, it has a child; the ids of both are noted. */
const SLEEP = `cd "\${0%/*}/.."\n/bin/sleep 600 &\necho "$$ $!" >pids\nwait`

async function install(name: string, script: string): Promise<void> {
  const file = join(machine, 'bin', name)
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
}

async function readPids(): Promise<number[]> {
  const text = await readFile(join(machine, 'pids'), 'utf8')
  return text.split(' ').map(Number)
}

interface SlowStart {
  readonly state: SupervisorState
  /** What the supervisor waits for, and the child of that. */
  readonly programs: number[]
  /** What the app is told that waits for the sandbox. */
  readonly told: Promise<unknown>
}

async function startSlowly(): Promise<SlowStart> {
  const told = joinSandboxAt({ directory }).catch((error) => error)
  const programs = await vi.waitFor(
    async () => {
      const pids = await readPids()
      expect(pids).toHaveLength(2)
      return pids
    },
    { timeout: 15_000, interval: 20 },
  )
  const state = await readState(directory)
  if (state === undefined) throw new Error('no supervisor')
  return { state, programs, told }
}

const alive = (pids: readonly number[]): number[] => pids.filter(isAlive)

/** Patient, since a killed process keeps its id until the system has collected it. */
const allGone = (pids: readonly number[]) =>
  expect.poll(() => alive(pids), { timeout: 10_000 }).toEqual([])

it('ends Maven when it is stopped during the download', async () => {
  const { state, programs, told } = await startSlowly()
  expect(alive(programs)).toEqual(programs)
  await askToStop(state)
  await allGone(programs)
  expect(await told).toMatchObject({
    code: 'ERR_SANDBOX_SUPERVISOR',
    because: expect.stringContaining('before it was up'),
  })
  expect(await readState(directory)).toBeUndefined()
})

it("ends Kafka's own tool when it is stopped while that formats the data", async () => {
  await install('java', `[ "$1" = -version ] && { echo 'version "17"' >&2; exit; }\n${SLEEP}`)
  await mkdir(join(machine, 'libs'))
  await writeFile(join(machine, 'libs', 'kafka_2.13-4.3.0.jar'), '')
  vi.stubEnv('KAFKA_HOME', machine)
  const { state, programs } = await startSlowly()
  expect(alive(programs)).toEqual(programs)
  await askToStop(state)
  await allGone(programs)
})

it('ends Maven even when its owner is killed', async () => {
  const { state, programs } = await startSlowly()
  process.kill(state.pid, 'SIGKILL')
  await allGone(programs)
})

it('names the process of a sandbox that does not answer, and leaves it alone', async () => {
  const { state, told } = await startSlowly()
  process.kill(state.pid, 'SIGSTOP')
  const join = () => joinSandboxAt({ directory })
  const asking = [askToStop(state), askStatus(state), join()]
  for (const answer of await Promise.allSettled(asking)) {
    expect(answer).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'ERR_SANDBOX_SUPERVISOR',
        because: expect.stringContaining(`process ${state.pid}`),
        fix: expect.stringContaining(`kill -9 ${state.pid}`),
        retriable: true,
      },
    })
  }
  expect(await readState(directory)).toEqual(state)
  process.kill(state.pid, 'SIGKILL')
  await told
})
