import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { HopsworksRegistry } from '@hops-kafka/registry'
import type { TlsPair } from '../mint-pair.ts'
import type { Target } from '../target.ts'

const run = promisify(execFile)

/** Version 3.1 and later need Java 21. */
const VERSION = '3.0.9'
const ARTIFACT = `io.apicurio:apicurio-registry-app:${VERSION}:tar.gz:all`
const JAR = `apicurio-registry-app-${VERSION}-runner.jar`
/** Later versions of this plugin read the artifact's pom, whose parent was never published. */
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:2.10:copy'
const START_MS = 90_000

/** Apicurio, which speaks Confluent's API and comes as a file from Maven: a registry no one here wrote. */
export async function startApicurio(tls: TlsPair): Promise<Target> {
  const folder = await fetchApicurio()
  const work = await mkdtemp(join(tmpdir(), 'apicurio-'))
  const port = await freePort()
  await writeFile(join(work, 'key.pem'), tls.key, { mode: 0o600 })
  await writeFile(join(work, 'cert.pem'), tls.cert)
  const server = spawn('java', ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-jar', join(folder, JAR)], {
    cwd: work,
    stdio: 'ignore',
    env: { ...process.env, ...settings(work, port) },
  })
  const registryUrl = `https://127.0.0.1:${port}/apis/ccompat/v7`
  const registry = new HopsworksRegistry({
    url: registryUrl,
    profile: 'confluent',
    apiKey: 'a:b',
    ca: tls.cert,
  })
  const stop = async (): Promise<void> => {
    await registry.close()
    await end(server)
    await rm(work, { recursive: true, force: true })
  }
  try {
    await answering(registry, server)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    column: 'other registry',
    era: undefined,
    registryUrl,
    apiUrl: registryUrl,
    projectName: '',
    projectId: 1,
    ca: tls.cert,
    // It is open: whatever is sent, it asks for nothing.
    authorization: () => undefined,
    registry,
    project: undefined,
    [Symbol.asyncDispose]: stop,
  }
}

function settings(work: string, port: number): Readonly<Record<string, string>> {
  return {
    QUARKUS_HTTP_HOST: '127.0.0.1',
    QUARKUS_HTTP_SSL_PORT: String(port),
    QUARKUS_HTTP_INSECURE_REQUESTS: 'disabled',
    QUARKUS_HTTP_SSL_CERTIFICATE_FILES: join(work, 'cert.pem'),
    QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES: join(work, 'key.pem'),
  }
}

/** The unpacked archive in the user's cache; fetched once. */
async function fetchApicurio(): Promise<string> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const folder = join(cache, 'hops-kafka', `apicurio-${VERSION}`)
  if (existsSync(folder)) return folder
  await mkdir(join(cache, 'hops-kafka'), { recursive: true })
  const fresh = await mkdtemp(join(cache, 'hops-kafka', 'apicurio-'))
  const options = ['--batch-mode', '--quiet', COPY, `-Dartifact=${ARTIFACT}`]
  await run('mvn', [...options, `-DoutputDirectory=${fresh}`], { cwd: fresh })
  const archive = join(fresh, `apicurio-registry-app-${VERSION}-all.tar.gz`)
  await run('tar', ['-xzf', archive, '-C', fresh])
  await rm(archive)
  // Another run may have been faster; its copy is the same.
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }))
  return folder
}

async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { readonly port: number }
  probe.close()
  await once(probe, 'close')
  return port
}

/** Waits until it answers; it tells nobody when it is ready. */
async function answering(registry: HopsworksRegistry, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS
  for (;;) {
    if (server.exitCode !== null) throw new Error(`Apicurio ended with code ${server.exitCode}`)
    try {
      await registry.level()
      return
    } catch (cause) {
      if (Date.now() > deadline) throw new Error('Apicurio does not answer', { cause })
      await sleep(200)
    }
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return
  const ended = once(server, 'exit')
  server.kill('SIGKILL')
  await ended
}
