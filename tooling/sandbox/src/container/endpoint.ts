import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { SandboxError } from '../errors.ts'

/** Where a container engine's API is spoken to, in the terms of Node's HTTP client. */
export interface EngineEndpoint {
  /** As the user would write it in DOCKER_HOST. */
  readonly name: string
  readonly socketPath?: string
  readonly host?: string
  readonly port?: number
  /** PEM texts; an endpoint that has them is spoken to by TLS. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string }
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The engine that DOCKER_HOST names, or else the first socket of the usual ones that is there;
 * undefined when there is none. Testcontainers looks in the same places.
 *
 * @throws {SandboxError} ERR_SANDBOX_NO_ENGINE when DOCKER_HOST cannot be understood
 */
export function findEndpoint(env: Environment = process.env): EngineEndpoint | undefined {
  const named = env['DOCKER_HOST']
  if (named) return parse(named, env)
  // Not by statSync: after a look at a socket, Node 20's require no longer follows links under tsx.
  const socketPath = usualSockets(env).find((path) => existsSync(path))
  return socketPath === undefined ? undefined : { name: `unix://${socketPath}`, socketPath }
}

function usualSockets(env: Environment): string[] {
  const runtime = env['XDG_RUNTIME_DIR']
  const uid = process.getuid?.() ?? 0
  return [
    '/var/run/docker.sock',
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(homedir(), '.docker', 'run', 'docker.sock'),
    join(homedir(), '.docker', 'desktop', 'docker.sock'),
    `/run/user/${uid}/docker.sock`,
  ]
}

function parse(name: string, env: Environment): EngineEndpoint {
  if (name.startsWith('unix://')) return { name, socketPath: name.slice('unix://'.length) }
  const url = URL.canParse(name) ? new URL(name) : undefined
  if (url === undefined || !['tcp:', 'http:', 'https:'].includes(url.protocol)) {
    throw unusable(name, 'it is not one of unix://PATH, tcp://HOST:PORT and https://HOST:PORT')
  }
  const secured = url.protocol === 'https:' || Boolean(env['DOCKER_TLS_VERIFY'])
  const port = Number(url.port) || (secured ? 2376 : 2375)
  const plain = { name, host: url.hostname, port }
  return secured ? { ...plain, tls: readTls(name, env) } : plain
}

function readTls(name: string, env: Environment): NonNullable<EngineEndpoint['tls']> {
  const folder = env['DOCKER_CERT_PATH'] || join(homedir(), '.docker')
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  try {
    return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') }
  } catch {
    throw unusable(name, `it asks for TLS, and ${folder} lacks one of ca.pem, cert.pem and key.pem`)
  }
}

function unusable(name: string, because: string): SandboxError {
  return new SandboxError('ERR_SANDBOX_NO_ENGINE', {
    what: `DOCKER_HOST (${name})`,
    because,
    fix: 'Mend it, or unset it for the usual socket; HOPS_KAFKA_ENGINE=jvm does without containers.',
  })
}
