import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Sandbox, startSandbox } from '@hops-kafka/sandbox'
import { createSimulator } from '@hops-kafka/sensor-sim'
import { connect } from 'hops-kafka'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bySensor, configVariant, findScript, openTerminal } from '../src/index.ts'

const CTRL_C = '\u0003'
/** Longer than what still counts as the same keystroke. */
const ANOTHER_KEYSTROKE_MS = 400

interface Event {
  readonly id: string
  readonly value: number
}

const lack = findScript()
const reason = lack === undefined ? '' : ` (skipped: ${lack.missing})`

describe.skipIf(lack !== undefined)(`the apps under pnpm in a terminal${reason}`, () => {
  let sandbox: Sandbox

  beforeAll(async () => {
    sandbox = await startSandbox()
  })

  afterAll(() => sandbox?.stop())

  async function ownTopic(): Promise<string> {
    const topic = `terminal-${randomUUID()}`
    await sandbox.createTopic(topic, { partitions: 2 })
    return configVariant(sandbox.configFile, ({ kafka }) => {
      kafka['topic'] = topic
    })
  }

  it('stop at Ctrl-C with all delivered, and resume without a gap or a repeat', async () => {
    const config = await ownTopic()
    await using first = openTerminal(`$PNPM --filter producer start -c ${config} -e -1 -d 0.05`)
    await first.waitFor(/step \d+ · [1-9]\d* delivered/)
    first.type(CTRL_C)
    const [, step] = await first.waitFor(/failed 0 · discarded 0.*\s+resume with -t (\d+)/)
    expect(await first.exitCode).toBe(0)
    expect(first.output).not.toMatch(/ELIFECYCLE|ERR_|\n {4}at /)

    const more = 5
    await using second = openTerminal(
      `$PNPM --filter producer start -c ${config} -t ${step} -e ${more} -d 0`,
    )
    expect(await second.exitCode).toBe(0)
    expect(await sensorsIn(config, (Number(step) + more) * 8)).toEqual(
      valuesUpTo(Number(step) + more),
    )
  })

  it('leave at once at a second Ctrl-C, and say what was not sent', async () => {
    const config = await ownTopic()
    await using terminal = openTerminal(`$PNPM --filter producer start -c ${config} -e -1 -d 0.02`)
    await terminal.waitFor(/step \d+ · [1-9]\d* delivered/)
    await sandbox.killBroker()
    await terminal.waitFor(/[1-9]\d* on their way/)
    terminal.type(CTRL_C)
    await sleep(ANOTHER_KEYSTROKE_MS)
    terminal.type(CTRL_C)
    await terminal.waitFor(/left at once: [1-9]\d* records not delivered; resume with -t \d+/)
    expect(await terminal.exitCode).toBe(130)
    await sandbox.restartBroker()
  })

  it('stop when pnpm is terminated, though pnpm passes no signal on', async () => {
    const config = await ownTopic()
    const start = `$PNPM --filter producer start -c ${config} -e -1 -d 0.05`
    // The shell stays, so that the terminal does too; the app's last words come after pnpm's end.
    await using terminal = openTerminal(`${start} & echo "pnpm=$!"; wait $!; cat`)
    const [, pid] = await terminal.waitFor(/pnpm=(\d+)/)
    await terminal.waitFor(/step \d+ · [1-9]\d* delivered/)
    process.kill(Number(pid), 'SIGTERM')
    await terminal.waitFor(/failed 0 · discarded 0.*\s+resume with -t \d+/)
  })

  it('end quietly when their reader goes away', async () => {
    const config = await ownTopic()
    await using fill = openTerminal(`$PNPM --filter producer start -c ${config} -e 2000 -d 0`)
    expect(await fill.exitCode).toBe(0)
    await using pipe = openTerminal(
      `$PNPM -s --filter consumer start -c ${config} --from earliest | head -n 3`,
    )
    expect(await pipe.exitCode).toBe(0)
    expect(pipe.output.match(/^\{"topic":.*\}\r$/gm)).toHaveLength(3)
    expect(pipe.output).not.toMatch(/EPIPE|ELIFECYCLE|\n {4}at /)
  })
})

/** What the simulator gives each sensor before a step. */
function valuesUpTo(step: number): Map<string, Event[]> {
  const readings = createSimulator().readings({ to: step })
  return bySensor(Array.from(readings, ({ sensor, value }) => ({ id: sensor, value })))
}

async function sensorsIn(config: string, count: number): Promise<Map<string, Event[]>> {
  await using hops = await connect(config)
  const consumer = await hops.consumer<Event>({ groupId: randomUUID(), start: 'earliest' })
  const events: Event[] = []
  for await (const { value } of consumer) {
    if (value !== null) events.push({ id: value.id, value: value.value })
    if (events.length === count) break
  }
  return bySensor(events)
}
