import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LABEL } from '../../src/container/labels.ts'
import { sweep } from '../../src/container/left-behind.ts'
import { ownerText, place } from '../../src/container/owner.ts'
import { type Sandbox, startSandbox } from '../../src/index.ts'
import { api, CONTAINERS, containersOf } from '../kafka/engines.ts'

const engine = 'container'

describe.skipIf(CONTAINERS.missing)(`containers ${CONTAINERS.title}`, () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ engine })
  })
  afterAll(() => sandbox.stop())

  it('publishes its ports on loopback only', async () => {
    const containers = await containersOf(sandbox.directory)
    const published = containers.flatMap(({ Ports }) => Ports.filter((port) => port.PublicPort))
    expect(published.map(({ IP }) => IP)).toEqual(['127.0.0.1', '127.0.0.1'])
  })

  it('is reached in its network by names that the certificates carry', async () => {
    const containers = await containersOf(sandbox.directory)
    const mock = containers.find(({ Labels }) => Labels[LABEL.role] === 'hopsworks')
    const ca = await readFile(join(sandbox.directory, 'cert', 'hopsworks-ca.pem'), 'utf8')
    const root = await readFile(join(sandbox.directory, 'cert', 'trustStore.pem'), 'utf8')
    expect(await peerIn(mock?.Id ?? '', { host: 'hopsworks', port: 8443, ca })).toBe('trusted')
    expect(await peerIn(mock?.Id ?? '', { host: 'kafka', port: 9092, ca: root })).toBe('trusted')
    expect(await peerIn(mock?.Id ?? '', { host: 'kafka', port: 9092, ca })).not.toBe('trusted')
  })

  it('names a REST port that is taken', async () => {
    const other = createServer()
    await once(other.listen(0, '127.0.0.1'), 'listening')
    const address = other.address()
    const restPort = typeof address === 'object' && address ? address.port : 0
    await expect(startSandbox({ engine, restPort })).rejects.toMatchObject({
      code: 'ERR_SANDBOX_PORT_TAKEN',
      what: expect.stringContaining(String(restPort)),
    })
    other.close()
  })

  it('says that the container was removed when it is to start again', async () => {
    await using doomed = await startSandbox({ engine })
    const containers = await containersOf(doomed.directory)
    const broker = containers.find(({ Labels }) => Labels[LABEL.role] === 'kafka')
    const query = { force: 'true', v: 'true' }
    await (await api()).call(`/containers/${broker?.Id}`, { method: 'DELETE', query })
    await expect(doomed.restartBroker()).rejects.toMatchObject({
      code: 'ERR_SANDBOX_BROKER_DIED',
      because: expect.stringContaining('removed'),
    })
  })

  it('sweeps away what dead owners left, and nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-sweep-'))
    const dead = await leave('dead', { pid: 2 ** 22 + 1, where: place() })
    const foreign = await leave('foreign', { pid: 2 ** 22 + 1, where: 'elsewhere' })
    const kept = await keep(folder)
    const lost = await keep(join(folder, 'gone'))
    const engineApi = await api()
    await sweep(engineApi)
    expect(await networks()).not.toContain(dead)
    expect(await networks()).toContain(foreign)
    expect(await containersOf(sandbox.directory)).toHaveLength(2)
    expect(await volumes()).not.toContain(lost)
    expect(await volumes()).toContain(kept)
    await engineApi.call(`/networks/${foreign}`, { method: 'DELETE' })
    await engineApi.call(`/volumes/${kept}`, { method: 'DELETE' })
    await rm(folder, { recursive: true })
  })
})

interface Peer {
  readonly host: string
  readonly port: number
  readonly ca: string
}

/** Whether a client in a container's network trusts a server, by its certificate and name. */
async function peerIn(container: string, peer: Peer): Promise<string> {
  const script = `
    const { host, port, ca } = ${JSON.stringify(peer)}
    const socket = require('node:tls').connect({ host, port, ca, servername: host }, () => {
      console.log(socket.authorized ? 'trusted' : 'not trusted')
      process.exit()
    })
    socket.on('error', (error) => { console.log(error.code); process.exit() })`
  const child = spawn('docker', ['exec', container, 'node', '--eval', script])
  for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error('it said nothing')
}

/** Makes a network as a sandbox of that owner would. */
async function leave(name: string, owner: { pid: number; where: string }): Promise<string> {
  const label = ownerText({ place: owner.where, boot: 'another', pid: owner.pid, since: '1' })
  const Labels = { [LABEL.sandbox]: 'a-test', [LABEL.owner]: label }
  const Name = `hops-kafka-test-${name}-${crypto.randomUUID()}`
  await (await api()).call('/networks/create', { method: 'POST', body: { Name, Labels } })
  return Name
}

/** Makes a volume as the shared sandbox of that folder would. */
async function keep(directory: string): Promise<string> {
  const Name = `hops-kafka-test-${crypto.randomUUID()}`
  const Labels = { [LABEL.directory]: directory, [LABEL.place]: place() }
  await (await api()).call('/volumes/create', { method: 'POST', body: { Name, Labels } })
  return Name
}

async function networks(): Promise<string[]> {
  const list = await (await api()).call<{ Name: string }[]>('/networks')
  return (list ?? []).map(({ Name }) => Name)
}

async function volumes(): Promise<string[]> {
  const list = await (await api()).call<{ Volumes: { Name: string }[] | null }>('/volumes')
  return (list?.Volumes ?? []).map(({ Name }) => Name)
}
