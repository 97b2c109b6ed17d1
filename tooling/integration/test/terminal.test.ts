import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSimulator } from '@hops-kafka/sensor-sim'
import { connect } from 'hops-kafka'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  bySensor,
  type Cluster,
  configVariant,
  findProcesses,
  findScript,
  foreignBroker,
  isRunning,
  noCluster,
  openCluster,
  openTerminal,
  runApp,
  startApp,
} from '../src/index.ts'

const CTRL_C = '\u0003'
/** Longer than what still counts as the same keystroke. */
const ANOTHER_KEYSTROKE_MS = 700

const ALL_DELIVERED = /failed 0 · discarded 0.*\s+resume with -t (\d+)/
/** A stop that takes longer would not be one to the user. */
const STOP_MS = 5_000
const LATER = { timeout: 30_000, interval: 20 }

const FROM_SOURCE = 'node --conditions=@hops-kafka/source --import tsx src/main.ts'

/** The ways to run the producer in a terminal, and the exit code then; 130 is pnpm's word, the app's is 0. */
const FORMS = [
  { form: 'pnpm’s own shell', start: 'exec $PNPM --filter producer start', exitCode: 0 },
  {
    form: 'pnpm and sh -c',
    start: '$PNPM --config.shell-emulator=false --filter producer start',
    exitCode: 130,
  },
  { form: 'pnpm exec', start: `$PNPM --filter producer exec ${FROM_SOURCE}`, exitCode: 130 },
  { form: 'no pnpm', start: `cd apps/producer && exec ${FROM_SOURCE}`, exitCode: 0 },
]

interface Event {
  readonly id: string
  readonly value: number
}

const lack = findScript()
const reason = lack === undefined ? '' : ` (skipped: ${lack.missing})`

describe.skipIf(lack !== undefined || noCluster !== '')(
  `the apps in a terminal${reason || noCluster}`,
  () => {
    let cluster: Cluster

    beforeAll(async () => {
      cluster = await openCluster({ own: true })
    })

    afterAll(() => cluster?.stop())

    async function ownTopic(): Promise<string> {
      const topic = `terminal-${randomUUID()}`
      await cluster.createTopic(topic, { partitions: 2 })
      return configVariant(cluster.configFile, ({ kafka }) => {
        kafka['topic'] = topic
        kafka.consumer['group_id'] = topic
      })
    }

    /** How often the broker has told that a consumer joins the group of a configuration. */
    async function joinsOf(config: string): Promise<number> {
      const group = /group_id = "(.+)"/.exec(await readFile(config, 'utf8'))?.[1]
      const log = await cluster.brokerLog()
      return log.match(new RegExp(`Pending .* joins group ${group} `, 'g'))?.length ?? 0
    }

    it('stop at Ctrl-C with all delivered, and resume without a gap or a repeat', async () => {
      const config = await ownTopic()
      await using first = openTerminal(
        `exec $PNPM --filter producer start -c ${config} -e -1 -d 0.05`,
      )
      await first.waitFor(/step \d+ · [1-9]\d* delivered/)
      first.type(CTRL_C)
      const [, step] = await first.waitFor(/failed 0 · discarded 0.*\s+resume with -t (\d+)/)
      expect(await first.exitCode).toBe(0)
      expect(first.output).not.toMatch(/ELIFECYCLE|ERR_|\n {4}at /)

      const more = 5
      await using second = openTerminal(
        `exec $PNPM --filter producer start -c ${config} -t ${step} -e ${more} -d 0`,
      )
      expect(await second.exitCode).toBe(0)
      expect(await sensorsIn(config, (Number(step) + more) * 8)).toEqual(
        valuesUpTo(Number(step) + more),
      )
    })

    it.skipIf(foreignBroker !== '')(
      `leave at once at a second Ctrl-C, and say what was not sent${foreignBroker}`,
      async () => {
        const config = await ownTopic()
        await using terminal = openTerminal(
          `exec $PNPM --filter producer start -c ${config} -e -1 -d 0.02`,
        )
        await terminal.waitFor(/step \d+ · [1-9]\d* delivered/)
        await cluster.killBroker()
        try {
          await terminal.waitFor(/[1-9]\d* on their way/)
          terminal.type(CTRL_C)
          await sleep(ANOTHER_KEYSTROKE_MS)
          terminal.type(CTRL_C)
          await terminal.waitFor(/left at once: [1-9]\d* records not delivered; resume with -t \d+/)
          expect(await terminal.exitCode).toBe(130)
        } finally {
          await cluster.restartBroker()
        }
      },
    )

    it('stop when pnpm is terminated, though pnpm passes no signal on', async () => {
      const config = await ownTopic()
      const start = `$PNPM --filter producer start -c ${config} -e -1 -d 0.05`
      // The shell stays, so that the terminal does too; the app's last words come after pnpm's end.
      await using terminal = openTerminal(`${start} & echo "pnpm=$!"; wait $!; cat`)
      const [, pid] = await terminal.waitFor(/pnpm=(\d+)/)
      await terminal.waitFor(/step \d+ · [1-9]\d* delivered/)
      const [app] = appsOn(config)
      process.kill(Number(pid), 'SIGTERM')
      const [, step] = await terminal.waitFor(ALL_DELIVERED)
      await expect.poll(() => app !== undefined && isRunning(app), LATER).toBe(false)
      await expectSteps(config, Number(step))
    })

    describe.each(FORMS)('under $form', ({ start, exitCode }) => {
      it('take a Ctrl-C that comes again within milliseconds for one', async () => {
        const config = await ownTopic()
        await using terminal = openTerminal(`${start} -c ${config} -e -1 -d 0.05`)
        await terminal.waitFor(/step \d+ · [1-9]\d* delivered/)
        const [app] = appsOn(config)
        terminal.type(CTRL_C)
        process.kill(Number(app), 'SIGINT')
        const [, step] = await terminal.waitFor(ALL_DELIVERED)
        expect(await terminal.exitCode).toBe(exitCode)
        expect(terminal.output).not.toMatch(/left at once|\n {4}at /)
        await expectSteps(config, Number(step))
      })
    })

    it('find what -c names from the folder that the user is in', async () => {
      const config = await ownTopic()
      const folder = 'tooling'
      const path = relative(resolve(import.meta.dirname, '../../..', folder), config)
      await using terminal = openTerminal(
        `exec $PNPM --filter producer start -c ${path} -e 3 -d 0`,
        folder,
      )
      await terminal.waitFor(ALL_DELIVERED)
      expect(await terminal.exitCode).toBe(0)
      await expectSteps(config, 3)
    })

    it('end within seconds at Ctrl-C while no record comes', async () => {
      const config = await ownTopic()
      await using terminal = openTerminal(`exec $PNPM --filter consumer start -c ${config}`)
      await terminal.waitFor(/reading topic/)
      terminal.type(CTRL_C)
      const typedAt = performance.now()
      expect(await terminal.exitCode).toBe(0)
      expect(performance.now() - typedAt).toBeLessThan(STOP_MS)
      expect(terminal.output).toMatch(/read 0 records/)
      expect(terminal.output).not.toMatch(/ELIFECYCLE|ERR_|\n {4}at /)
    })

    it.skipIf(foreignBroker !== '')(
      `end within seconds at Ctrl-C while they join${foreignBroker}`,
      async () => {
        const config = await ownTopic()
        const member = startApp('consumer', ['-c', config])
        await member.said(/reading topic/)
        // The group waits for it half a minute, and whoever joins waits with the group.
        member.kill('SIGSTOP')
        try {
          await using terminal = openTerminal(`exec $PNPM --filter consumer start -c ${config}`)
          await expect.poll(() => joinsOf(config), LATER).toBeGreaterThan(1)
          expect(terminal.output).not.toContain('reading topic')
          terminal.type(CTRL_C)
          const typedAt = performance.now()
          expect(await terminal.exitCode).toBe(0)
          expect(performance.now() - typedAt).toBeLessThan(STOP_MS)
          expect(terminal.output).not.toMatch(/reading topic|ELIFECYCLE|ERR_|\n {4}at /)
        } finally {
          member.kill('SIGKILL')
        }
      },
    )

    it('end quietly when their reader goes away', async () => {
      const config = await ownTopic()
      await using fill = openTerminal(
        `exec $PNPM --filter producer start -c ${config} -e 2000 -d 0`,
      )
      expect(await fill.exitCode).toBe(0)
      await using pipe = openTerminal(
        `$PNPM -s --filter consumer start -c ${config} --from earliest | head -n 3`,
      )
      expect(await pipe.exitCode).toBe(0)
      expect(pipe.output.match(/^\{"topic":.*\}\r$/gm)).toHaveLength(3)
      expect(pipe.output).not.toMatch(/EPIPE|ELIFECYCLE|\n {4}at /)
    })
  },
)

/** Ids of the apps that run on a configuration. */
function appsOn(config: string): number[] {
  return findProcesses(new RegExp(`^\\S*node --conditions.* -c ${config}\\b`))
}

/** All steps before `step` are in the topic, in order, and nothing twice. */
async function expectSteps(config: string, step: number): Promise<void> {
  // A last step behind them shows that nothing else is there.
  const resume = ['-c', config, '-t', String(step), '-e', '1', '-d', '0']
  expect((await runApp('producer', resume)).exitCode).toBe(0)
  expect(await sensorsIn(config, (step + 1) * 8)).toEqual(valuesUpTo(step + 1))
}

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
