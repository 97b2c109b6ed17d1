import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mintPair } from '../src/mint-pair.ts'
import type { Target } from '../src/target.ts'
import { startMockTarget } from '../src/targets/mock.ts'
import { whatIsMissing } from '../src/what-is-missing.ts'

const noOpenssl = whatIsMissing(['openssl', 'version'])
const PACKAGE = createRequire(import.meta.url).resolve('@hops-kafka/registry/package.json')
const MAIN = join(dirname(PACKAGE), 'src/bin/hops-schema.ts')

const SENSOR = '{"type":"record","name":"sensor","fields":[{"name":"id","type":"string"}]}'
const WITH_VALUE = SENSOR.replace(']', ',{"name":"value","type":"double"}]')

interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

describe.skipIf(noOpenssl !== '')(`hops-schema${noOpenssl}`, () => {
  let folder: string
  let target: Target
  let key: string
  const file = (name: string) => join(folder, name)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hops-schema-'))
    const tls = mintPair()
    target = await startMockTarget('5.x', tls)
    key = target.authorization('own')?.replace('ApiKey ', '') ?? ''
    await writeFile(file('ca.pem'), tls.cert)
    await writeFile(file('key'), `${key}\n`)
    await writeFile(file('sensor.avsc'), SENSOR)
    await writeFile(file('value.avsc'), WITH_VALUE)
    await writeFile(file('broken.avsc'), SENSOR.replace('"string"', '"strin"'))
  })

  afterAll(async () => {
    await target?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  function run(...args: readonly string[]): Promise<Ended> {
    const env = {
      ...process.env,
      HOPS_URL: target.apiUrl.replace('/hopsworks-api/api', ''),
      HOPS_PROJECT: 'demo',
      HOPS_API_KEY_FILE: file('key'),
      HOPS_VERIFY: file('ca.pem'),
    }
    const command = ['--conditions=@hops-kafka/source', '--import', 'tsx', MAIN, ...args]
    return new Promise((resolve) => {
      execFile(process.execPath, command, { env }, (error, stdout, stderr) => {
        // Whatever it was told to do: the key is in nothing that it says.
        for (const secret of key.split('.')) expect(stdout + stderr).not.toContain(secret)
        resolve({ stdout, stderr, code: error === null ? 0 : Number(error.code) })
      })
    })
  }

  it('does what the guide does by clicks', async () => {
    const registered = await run('register', file('sensor.avsc'))
    expect(registered).toMatchObject({ code: 0, stderr: '' })
    expect(registered.stdout).toMatch(/^sensor version 1, id \d+\n$/)
    const topic = ['topic', 'create', 'temperature', '--partitions', '2', '--subject', 'sensor']
    expect((await run(...topic)).stdout).toBe('made topic temperature\n')
    const [list, versions, get, byTopic, topics] = await Promise.all([
      run('list'),
      run('versions', 'sensor'),
      run('get', 'sensor'),
      run('get', '--topic', 'temperature', '--json'),
      run('topics'),
    ])
    expect(list.stdout).toBe('inferenceschema\nsensor\n')
    expect(versions.stdout).toBe('1\n')
    expect(get.stdout).toBe(`${SENSOR}\n`)
    expect(JSON.parse(byTopic.stdout)).toMatchObject({ subject: 'sensor', schema: SENSOR })
    expect(topics.stdout).toBe('temperature\t2\tsensor 1\n')
  })

  it('says why a schema may not follow, and refuses it', async () => {
    const [check, register, remove] = await Promise.all([
      run('check', file('value.avsc'), '--json'),
      run('register', file('value.avsc')),
      run('delete', 'sensor'),
    ])
    expect(check.code).toBe(65)
    expect(JSON.parse(check.stdout)).toMatchObject({
      subject: 'sensor',
      level: 'BACKWARD',
      server: false,
      local: [{ path: 'sensor.value', direction: 'backward' }],
    })
    expect(register.code).toBe(65)
    expect(register.stdout).toBe('')
    expect(register.stderr).toMatch(
      /^error ERR_REGISTRY_INCOMPATIBLE: .+\n {2}because: .*sensor\.value: the field is missing/,
    )
    expect(remove.stderr).toMatch(/ERR_REGISTRY_CONFLICT.*\n {2}because: a topic points to it/)
  })

  it('tells a mistake with its place, and its usage', async () => {
    const [broken, gone, name, nothing, help] = await Promise.all([
      run('check', file('broken.avsc'), '--subject', 'sensor'),
      run('check', file('gone.avsc')),
      run('register', file('sensor.avsc'), '--subject', 'other'),
      run('what'),
      run('--help'),
    ])
    expect(broken).toMatchObject({ code: 65, stderr: expect.stringContaining('$.fields[0].type') })
    expect(gone).toMatchObject({ code: 66, stderr: expect.stringContaining('ENOENT') })
    expect(name).toMatchObject({ code: 65, stderr: expect.stringContaining('NAME_MISMATCH') })
    expect(nothing).toMatchObject({ code: 64, stderr: expect.stringContaining('usage:') })
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('topic create NAME') })
  })
})
