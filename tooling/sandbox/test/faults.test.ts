import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { joinSandboxAt } from '../src/join-sandbox.ts'
import { mavenReason } from '../src/jvm/maven.ts'
import { startSandbox } from '../src/start-sandbox.ts'

/** Stands for all that a machine may lack; PATH leads to what a test puts there and nowhere else. */
let machine: string
let bin: string
let tmp: string

beforeEach(async () => {
  machine = await mkdtemp(join(tmpdir(), 'sandbox-faults-'))
  bin = join(machine, 'bin')
  tmp = join(machine, 'tmp')
  await mkdir(bin)
  await mkdir(tmp)
  vi.stubEnv('PATH', bin)
  vi.stubEnv('HOPS_KAFKA_ENGINE', 'jvm')
  vi.stubEnv('JAVA_HOME', '')
  vi.stubEnv('KAFKA_HOME', '')
  vi.stubEnv('TMPDIR', tmp)
  vi.stubEnv('XDG_CACHE_HOME', join(machine, 'cache'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  // Nothing may be left behind by a start that failed.
  const left = (await readdir(tmp)).filter((name) => name.startsWith('hops-kafka'))
  await rm(machine, { recursive: true, force: true })
  expect(left).toEqual([])
})

async function install(name: string, script: string): Promise<void> {
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`)
  await chmod(join(bin, name), 0o755)
}

const java = (version: string) => install('java', `echo 'openjdk version "${version}"' >&2`)

it('says that there is no Java', async () => {
  await expect(startSandbox()).rejects.toMatchObject({
    code: 'ERR_SANDBOX_NO_JAVA',
    message: expect.stringMatching(/Java \(java\): .*Install/),
  })
})

it('looks for Java in JAVA_HOME alone when that is set', async () => {
  await java('21')
  vi.stubEnv('JAVA_HOME', join(machine, 'nowhere'))
  await expect(startSandbox()).rejects.toMatchObject({ code: 'ERR_SANDBOX_NO_JAVA' })
})

it.each(['11.0.2', '1.8.0_392', '16'])('refuses Java %s', async (version) => {
  await java(version)
  await expect(startSandbox()).rejects.toMatchObject({
    code: 'ERR_SANDBOX_OLD_JAVA',
    because: expect.stringContaining(version),
  })
})

it('says that there is no Maven when the jars are not here', async () => {
  await java('17.0.15')
  await expect(startSandbox()).rejects.toMatchObject({ code: 'ERR_SANDBOX_NO_MAVEN' })
})

it("gives Maven's reason in one line, and tries again at the next start", async () => {
  await java('17.0.15')
  const why =
    'Could not transfer artifact org.apache.kafka:kafka_2.13:pom:4.3.0 from/to m (x): timed out'
  await install(
    'mvn',
    `echo '[INFO] Scanning'\necho '[ERROR] Failed to: ${why} -> [Help 1]'\nexit 1`,
  )
  for (let start = 0; start < 2; start++) {
    await expect(startSandbox()).rejects.toMatchObject({
      code: 'ERR_SANDBOX_DOWNLOAD',
      because: why,
      retriable: true,
    })
  }
})

it.each(['', '4', '../../etc', '4.3.0 '])('refuses %j as a version of Kafka', async (version) => {
  await java('17.0.15')
  await expect(startSandbox({ kafkaVersion: version })).rejects.toMatchObject({
    code: 'ERR_SANDBOX_BAD_ARGUMENT',
  })
})

it('refuses a KAFKA_HOME without Kafka', async () => {
  await java('17.0.15')
  vi.stubEnv('KAFKA_HOME', machine)
  await expect(startSandbox()).rejects.toMatchObject({ code: 'ERR_SANDBOX_BAD_KAFKA_HOME' })
})

it('names a cache that cannot be written', async () => {
  await java('17.0.15')
  await writeFile(join(machine, 'cache'), 'a file')
  await expect(startSandbox()).rejects.toMatchObject({
    code: 'ERR_SANDBOX_UNWRITABLE',
    message: expect.stringContaining('a file stands where a folder is needed'),
  })
})

it('shows what the JVM said when the broker cannot even be formatted', async () => {
  await install(
    'java',
    `[ "$1" = -version ] && { echo 'version "17"' >&2; exit; }\necho 'no heap' >&2; exit 3`,
  )
  const libs = join(machine, 'kafka', 'libs')
  await mkdir(libs, { recursive: true })
  await writeFile(join(libs, 'kafka_2.13-4.3.0.jar'), '')
  vi.stubEnv('KAFKA_HOME', join(machine, 'kafka'))
  await expect(startSandbox()).rejects.toMatchObject({
    code: 'ERR_SANDBOX_BROKER_DIED',
    because: expect.stringContaining('ended with 3: no heap'),
  })
})

it('says that a KAFKA_HOME cannot log instead of waiting for its log', async () => {
  const tool = '/bin/mkdir data; echo cluster.id=x >data/meta.properties'
  const broker = "echo 'SLF4J: Defaulting to no-operation (NOP) logger implementation' >&2"
  await install(
    'java',
    `case "$*" in
      -version) echo 'version "17"' >&2 ;;
      *StorageTool*) ${tool} ;;
      *) ${broker}; exec /bin/sleep 600 ;;
    esac`,
  )
  await mkdir(join(machine, 'libs'))
  await writeFile(join(machine, 'libs', 'kafka_2.13-4.3.0.jar'), '')
  vi.stubEnv('KAFKA_HOME', machine)
  await expect(startSandbox()).rejects.toMatchObject({
    code: 'ERR_SANDBOX_BAD_KAFKA_HOME',
    what: expect.stringContaining(machine),
    because: expect.stringContaining('SLF4J'),
  })
})

it('names a REST port that is taken', async () => {
  const other = createServer()
  await once(other.listen(0, '127.0.0.1'), 'listening')
  const address = other.address()
  const restPort = typeof address === 'object' && address ? address.port : 0
  await java('17')
  const libs = join(machine, 'libs')
  await mkdir(libs)
  await writeFile(join(libs, 'kafka_2.13-4.3.0.jar'), '')
  vi.stubEnv('KAFKA_HOME', machine)
  await expect(startSandbox({ restPort })).rejects.toMatchObject({
    code: 'ERR_SANDBOX_PORT_TAKEN',
    message: expect.stringContaining(String(restPort)),
  })
  other.close()
})

it('brings the fault of a background start to the one who waits for it', async () => {
  const directory = join(machine, 'shared')
  await expect(joinSandboxAt({ directory })).rejects.toMatchObject({ code: 'ERR_SANDBOX_NO_JAVA' })
  // And leaves no state that the next start would trip over.
  expect(await readdir(directory)).not.toContain('state.json')
  await expect(joinSandboxAt({ directory })).rejects.toMatchObject({ code: 'ERR_SANDBOX_NO_JAVA' })
})

it('names a folder of the shared sandbox that is none', async () => {
  const directory = join(machine, 'shared')
  await symlink('/dev/null', directory)
  await expect(joinSandboxAt({ directory })).rejects.toMatchObject({
    code: 'ERR_SANDBOX_UNWRITABLE',
  })
})

it.each([
  ['', 'it said nothing for too long'],
  ['Killed\n', 'Killed'],
  ['[ERROR] No compiler\n[ERROR] more', 'No compiler'],
])('reads the reason of Maven out of %j', (output, reason) => {
  expect(mavenReason(output)).toBe(reason)
})
