import { readFile } from 'node:fs/promises'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import { type Fault, type JournalEntry, SandboxError } from '@hops-kafka/sandbox'
import type { Settings } from 'hops-kafka'
import type { TestHopsworks } from './test-hopsworks.ts'

/** Where the mock takes orders that no Hopsworks would take. */
const CONTROL_PATH = '/mock-hopsworks'

/** The switches of the mock; it may be in a container, so they go over the net. */
export function mockSwitches(
  registry: Settings['registry'],
): Pick<TestHopsworks, 'addFault' | 'clearFaults' | 'requests'> {
  return {
    async addFault(fault: Fault) {
      await order(registry, 'POST', '/faults', JSON.stringify(fault))
    },
    async clearFaults() {
      await order(registry, 'DELETE', '/faults')
    },
    async requests() {
      const told = JSON.parse(await order(registry, 'GET', '/requests'))
      return told.requests as readonly JournalEntry[]
    },
  }
}

async function order(
  { url, verify, apiKey }: Settings['registry'],
  method: string,
  path: string,
  body?: string,
): Promise<string> {
  // A sandbox's config.toml names the file of its own CA.
  const ca = typeof verify === 'string' ? await readFile(verify) : undefined
  const { status, answer } = await new Promise<{ status: number; answer: string }>(
    (resolve, reject) => {
      const headers = { authorization: `ApiKey ${apiKey.reveal()}` }
      const asking = request(new URL(CONTROL_PATH + path, url), {
        method,
        headers,
        agent: false,
        ...(ca === undefined ? {} : { ca }),
      })
      asking.on('error', reject)
      asking.on('response', (response) => {
        text(response).then(
          (answer) => resolve({ status: response.statusCode ?? 0, answer }),
          reject,
        )
      })
      asking.end(body)
    },
  )
  if (status < 300) return answer
  throw new SandboxError('ERR_SANDBOX_BAD_ARGUMENT', {
    what: `${method} ${path} of the mock`,
    because: `it answers HTTP ${status}: ${answer.slice(0, 300)}`,
    fix: 'Mend the fault.',
  })
}
