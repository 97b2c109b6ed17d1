import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CALM, type FaultProxy, startFaultProxy } from '../src/index.ts'

/** Answers `<n>` to each `n`, and remembers what it got. */
let server: Server
let received = ''
let proxy: FaultProxy
const clients: Socket[] = []

beforeEach(async () => {
  received = ''
  server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      received += chunk
      socket.write(`<${chunk}>`)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  proxy = await startFaultProxy({ upstream: { host: '127.0.0.1', port: portOf(server) } })
})

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  await proxy.close()
  server.close()
})

function portOf(listening: Server): number {
  const address = listening.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** How many TCP sockets this process holds. */
function sockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length
}

/** The client's, the two of the proxy, the server's. */
const SOCKETS_OF_A_LINK = 4

async function open(): Promise<Socket> {
  const client = connect(proxy.port, proxy.host)
  client.setNoDelay(true)
  clients.push(client)
  await once(client, 'connect')
  return client
}

/** One request and its answer. */
async function ask(client: Socket, text: string): Promise<string> {
  client.write(text)
  const [answer] = (await once(client, 'data')) as [Buffer]
  return answer.toString()
}

/** A connection beyond the requests that are always let through. */
async function warm(): Promise<Socket> {
  const client = await open()
  for (const text of ['a', 'b', 'c', 'd']) await ask(client, text)
  return client
}

/** How a connection ends: the code of its error, or `fin`. */
function ending(client: Socket): Promise<string> {
  return new Promise((resolve) => {
    client.once('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)))
    client.once('end', () => resolve('fin'))
  })
}

/** Whether nothing comes for a while. */
async function silent(client: Socket, forMs = 120): Promise<boolean> {
  return await Promise.race([once(client, 'data').then(() => false), sleep(forMs, true)])
}

it('passes bytes both ways, and counts them', async () => {
  const client = await open()
  expect(await ask(client, 'hello')).toBe('<hello>')
  expect(proxy.counts).toMatchObject({ accepted: 1, open: 1, bytesToServer: 5, bytesToClient: 7 })
})

it('passes a megabyte unchanged though the reader is slow', async () => {
  const client = await open()
  const sent = Buffer.alloc(2 ** 20, 'x')
  client.write(sent)
  let got = 0
  client.on('data', (chunk) => {
    got += chunk.toString().replace(/[<>]/g, '').length
  })
  client.pause()
  await vi.waitFor(() => expect(proxy.counts.bytesToServer).toBeGreaterThan(100_000))
  client.resume()
  await vi.waitFor(() => expect(got).toBe(sent.length), { timeout: 10_000 })
})

it('passes an ordinary end on', async () => {
  const client = await open()
  await ask(client, 'a')
  client.end()
  expect(await ending(client)).toBe('fin')
  await vi.waitFor(() => expect(proxy.counts.open).toBe(0))
  expect(proxy.counts.resets).toBe(0)
})

it('resets a client whose server is not there', async () => {
  server.close()
  const client = await open()
  expect(await ending(client)).toBe('ECONNRESET')
  expect(proxy.counts.unreachable).toBe(1)
})

describe('conditions', () => {
  it('latency is added to each direction', async () => {
    const client = await open()
    await proxy.set({ latencyMs: 60 })
    const from = performance.now()
    await ask(client, 'late')
    expect(performance.now() - from).toBeGreaterThanOrEqual(119)
  })

  it('bandwidth is limited, in each direction', async () => {
    const client = await open()
    await proxy.set({ bytesPerSecond: 10_000 })
    const from = performance.now()
    await ask(client, 'x'.repeat(1000))
    expect(performance.now() - from).toBeGreaterThanOrEqual(199)
  })

  it('a black hole accepts, says nothing, and lets go afterwards', async () => {
    const client = await open()
    await proxy.set({ blackHole: true })
    const later = await open()
    client.write('held')
    later.write('too')
    expect(await silent(client)).toBe(true)
    expect(received).toBe('')
    const answers = Promise.all([once(client, 'data'), once(later, 'data')])
    await proxy.set({ blackHole: false })
    expect(String(await answers)).toBe('<held>,<too>')
  })

  it('what a client sent into a black hole arrives, though the client has left meanwhile', async () => {
    const client = await open()
    await proxy.set({ blackHole: true })
    client.end('posthumous')
    await once(client, 'finish')
    await proxy.calm()
    await vi.waitFor(() => expect(received).toBe('posthumous'))
  })

  it('stalled answers: the server acts, its answer is held', async () => {
    const client = await open()
    await proxy.set({ stalledAnswers: true })
    client.write('act')
    await vi.waitFor(() => expect(received).toBe('act'))
    expect(await silent(client)).toBe(true)
    const answer = once(client, 'data')
    await proxy.calm()
    expect(String(await answer)).toBe('<act>')
  })

  it('refuse: new connections are refused, open ones stay, and the port is the same afterwards', async () => {
    const client = await open()
    await proxy.set({ refuse: true })
    await expect(open()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect(await ask(client, 'still')).toBe('<still>')
    await proxy.set({ refuse: false })
    expect(await ask(await open(), 'again')).toBe('<again>')
    expect(proxy.counts.refusals).toBe(1)
  })

  it('cuts each connection within the ages given, open ones and new ones', async () => {
    const old = await open()
    await proxy.set({ cutAfterMs: [50, 150] })
    const from = performance.now()
    expect(await Promise.all([ending(old), ending(await open())])).toEqual([
      'ECONNRESET',
      'ECONNRESET',
    ])
    expect(performance.now() - from).toBeGreaterThanOrEqual(49)
    await proxy.calm()
    expect(await silent(await open(), 200)).toBe(true)
    expect(proxy.counts.resets).toBe(2)
  })

  it.each([{ latencyMs: -1 }, { bytesPerSecond: 0 }, { cutAfterMs: [2, 1] as const }])(
    'refuses %o and stays as it was',
    async (change) => {
      await expect(proxy.set(change)).rejects.toMatchObject({ code: 'ERR_FAULT_PROXY_BAD_OPTION' })
      expect(proxy.conditions).toEqual(CALM)
    },
  )
})

describe('cuts', () => {
  it('resets all connections', async () => {
    const both = [await open(), await open()]
    const ends = Promise.all(both.map(ending))
    expect(proxy.cut('reset')).toBe(2)
    expect(await ends).toEqual(['ECONNRESET', 'ECONNRESET'])
    expect(proxy.counts).toMatchObject({ resets: 2, open: 0 })
  })

  it('resets what it has just half-closed, and holds no socket of it any more', async () => {
    await warm()
    const before = sockets()
    proxy.cut('half-close')
    proxy.cut('reset')
    await vi.waitFor(() => expect(sockets()).toBe(before - SOCKETS_OF_A_LINK))
  })

  it('half-closes: the client sees the end, the server still gets what it sends', async () => {
    const client = connect({ port: proxy.port, host: proxy.host, allowHalfOpen: true })
    clients.push(client)
    await ask(client, 'a')
    const end = ending(client.resume())
    proxy.cut('half-close')
    expect(await end).toBe('fin')
    client.write('after')
    await vi.waitFor(() => expect(received).toBe('aafter'))
    expect(proxy.counts.halfCloses).toBe(1)
  })
})

describe('ambushes', () => {
  it('lost-answer: the server acts on the request, the client learns nothing but a reset', async () => {
    const client = await warm()
    proxy.ambush({ kind: 'lost-answer' })
    client.write('precious')
    expect(await ending(client)).toBe('ECONNRESET')
    expect(received).toBe('abcdprecious')
    expect(proxy.counts).toMatchObject({ lostAnswers: 1, resets: 0 })
    expect(proxy.ambushes).toBe(0)
  })

  it('lost-request: the server never sees it', async () => {
    const client = await warm()
    proxy.ambush({ kind: 'lost-request' })
    client.write('precious')
    expect(await ending(client)).toBe('ECONNRESET')
    await vi.waitFor(() => expect(proxy.counts.open).toBe(0))
    expect(received).toBe('abcd')
    expect(proxy.counts.lostRequests).toBe(1)
  })

  it('half-close: the server acts on it, the client gets an end for an answer', async () => {
    const client = await warm()
    proxy.ambush({ kind: 'half-close' })
    client.write('precious')
    expect(await ending(client.resume())).toBe('fin')
    await vi.waitFor(() => expect(received).toBe('abcdprecious'))
    expect(proxy.counts.halfCloses).toBe(1)
  })

  it('lets small requests and the first four of a connection through', async () => {
    proxy.ambush({ kind: 'lost-answer', minBytes: 10 })
    const client = await open()
    for (const text of ['x'.repeat(20), 'b', 'c', 'd', 'small'])
      expect(await ask(client, text)).toBe(`<${text}>`)
    client.write('x'.repeat(20))
    expect(await ending(client)).toBe('ECONNRESET')
  })

  it('are forgotten by calm', async () => {
    const client = await warm()
    proxy.ambush({ kind: 'lost-answer' })
    await proxy.calm()
    expect(await ask(client, 'fine')).toBe('<fine>')
  })
})

it('draws the same ages for the same seed', async () => {
  const { seededRandom } = await import('../src/index.ts')
  const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed))
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  const many = Array.from({ length: 10_000 }, seededRandom(3))
  expect(many.every((number) => number >= 0 && number < 1)).toBe(true)
  expect(many.reduce((sum, number) => sum + number) / many.length).toBeCloseTo(0.5, 1)
})

it('ends its connections and its port with close, which may be called twice', async () => {
  const client = await open()
  const end = ending(client)
  await Promise.all([proxy.close(), proxy.close()])
  expect(await end).toBe('ECONNRESET')
  await expect(open()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
