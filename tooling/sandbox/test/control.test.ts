import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askStatus, askToStop, attach } from '../src/control-client.ts'
import { errorToWire, type ReadySandbox } from '../src/control-protocol.ts'
import { ControlServer } from '../src/control-server.ts'
import { SandboxError } from '../src/errors.ts'

const sandbox: ReadySandbox = {
  configFile: '/c',
  broker: 'b:1',
  restUrl: 'https://r',
  engine: 'jvm',
  kafkaVersion: '1.2.3',
}
const handlers = { onStop: vi.fn(), onIdle: vi.fn(), onBusy: vi.fn() }
const ignore = () => undefined

let control: ControlServer
beforeEach(async () => {
  vi.clearAllMocks()
  control = await ControlServer.listen('right')
  control.handle(handlers)
})
afterEach(() => control.close())

const state = (token = 'right') => ({ pid: 1, port: control.port, token })

it('tells an app how the start goes, and then where the sandbox is', async () => {
  const told: string[] = []
  const attaching = attach(state(), (text) => told.push(text))
  await vi.waitFor(() => expect(told).toEqual(['starting the sandbox']))
  control.enter({ kind: 'starting', progress: 'half way' })
  control.enter({ kind: 'ready', sandbox })
  const attachment = await attaching
  expect(told).toEqual(['starting the sandbox', 'half way'])
  expect(attachment?.sandbox).toEqual(sandbox)
  expect(handlers.onIdle).not.toHaveBeenCalled()
  await attachment?.leave()
  await vi.waitFor(() => expect(handlers.onIdle).toHaveBeenCalledOnce())
})

it('counts apps, and notices one that dies', async () => {
  control.enter({ kind: 'ready', sandbox })
  const first = await attach(state(), ignore)
  const crashing = connect(control.port, '127.0.0.1')
  crashing.write('{"token":"right","command":"attach"}\n')
  await once(crashing, 'data')
  expect(await askStatus(state())).toMatchObject({ attached: 2, phase: { kind: 'ready' } })
  crashing.resetAndDestroy()
  await vi.waitFor(() => expect(control.attached).toBe(1))
  await first?.leave()
  expect(handlers.onBusy).toHaveBeenCalledOnce()
})

it('carries the error of a failed start to the app', async () => {
  const texts = { what: 'W', because: 'B', fix: 'F.', retriable: true }
  const error = new SandboxError('ERR_SANDBOX_NO_JAVA', texts)
  control.enter({ kind: 'failed', error: errorToWire(error) })
  await expect(attach(state(), ignore)).rejects.toMatchObject({ code: error.code, ...texts })
})

it.each([
  '{"token":"wrong","command":"stop"}',
  '{"token":"right","command":"dance"}',
  '{"command":"stop"}',
  'null',
  'GET / HTTP/1.1',
  `"${'x'.repeat(70_000)}`,
])('cuts off a stranger: %.40s', async (line) => {
  const socket = connect(control.port, '127.0.0.1')
  socket.on('error', ignore).resume()
  socket.write(`${line}\n`)
  await once(socket, 'close')
  expect(handlers.onStop).not.toHaveBeenCalled()
  expect(control.attached).toBe(0)
})

it('stops on demand of who knows the token', async () => {
  handlers.onStop.mockImplementation(() => control.close())
  expect(await askToStop(state())).toBe(true)
  expect(await askToStop(state())).toBe(false)
})

it('finds nobody where nobody is', async () => {
  expect(await askStatus(state('wrong'))).toBeUndefined()
  await control.close()
  expect(await askStatus(state())).toBeUndefined()
  expect(await attach(state(), ignore)).toBeUndefined()
})

describe('where a stranger has the port since', () => {
  it.each([
    ['says nothing', () => undefined],
    ['goes on without a line end', (socket: Socket) => socket.write('220 ')],
    ['speaks another JSON', (socket: Socket) => socket.write('{"kind":"hello"}\n')],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ])('finds nobody, in time, though it %s', async (_, talk) => {
    const stranger = createServer((socket) => {
      const talking = setInterval(() => socket.writable && talk(socket), 100)
      socket.on('error', ignore).once('close', () => clearInterval(talking))
    })
    await once(stranger.listen(0, '127.0.0.1'), 'listening')
    const address = stranger.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    // The process id is taken too, by this test.
    const left = { pid: process.pid, port, token: 'right' }
    expect(await Promise.all([attach(left, ignore), askStatus(left), askToStop(left)])).toEqual([
      undefined,
      undefined,
      false,
    ])
    stranger.close()
  })
})
