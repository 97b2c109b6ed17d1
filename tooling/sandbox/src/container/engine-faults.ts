import { SandboxError } from '../errors.ts'

/** Why the engine could not run a container, in our words. */
export function engineFault(what: string, cause: unknown, port?: number): SandboxError {
  if (cause instanceof SandboxError) return cause
  const because = cause instanceof Error ? cause.message : String(cause)
  if (/no space left on device|disk quota exceeded/i.test(because)) return diskFull(what, cause)
  if (/port is already allocated|address already in use|ports are not available/i.test(because)) {
    return portTaken(port, cause)
  }
  return new SandboxError('ERR_SANDBOX_ENGINE', {
    what,
    because: `the container engine says: ${because.trim().slice(0, 600)}`,
    fix: fixFor(because),
    retriable: true,
    cause,
  })
}

function fixFor(because: string): string {
  if (/non-overlapping IPv4 address pool/.test(because)) {
    return 'Remove networks that nobody needs: `docker network prune`.'
  }
  return 'Try again; the log of the engine tells more. HOPS_KAFKA_ENGINE=jvm does without containers.'
}

function diskFull(what: string, cause: unknown): SandboxError {
  return new SandboxError('ERR_SANDBOX_UNWRITABLE', {
    what,
    because: "the container engine's disk is full",
    fix: 'Free space there, for example by `docker system prune`, then start again.',
    cause,
  })
}

function portTaken(port: number | undefined, cause: unknown): SandboxError {
  return new SandboxError('ERR_SANDBOX_PORT_TAKEN', {
    what: port === undefined ? 'A port of the container' : `Port ${port}`,
    because: 'another program holds it',
    fix: 'Choose another by --rest-port (restPort) if it is the REST server, or start again.',
    retriable: true,
    cause,
  })
}
