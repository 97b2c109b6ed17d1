import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Cluster,
  configVariant,
  findScript,
  noCluster,
  openCluster,
  openTerminal,
  runApp,
} from '../src/index.ts'

const CTRL_C = '\u0003'
const STEPS = 5

const lack = findScript()
const reason = lack === undefined ? '' : ` (skipped: ${lack.missing})`

describe.skipIf(lack !== undefined || noCluster !== '')(
  `the consumer's plot on a terminal${reason || noCluster}`,
  () => {
    let cluster: Cluster
    let config: string

    beforeAll(async () => {
      cluster = await openCluster()
      const topic = `plot-terminal-${randomUUID()}`
      await cluster.createTopic(topic, { partitions: 2 })
      config = await configVariant(cluster.configFile, ({ kafka }) => {
        kafka['topic'] = topic
      })
      const producer = await runApp('producer', ['-c', config, '-e', String(STEPS), '-d', '0'])
      expect(producer.exitCode, producer.stderr).toBe(0)
    })

    afterAll(() => cluster?.stop())

    function consumer(flags: string) {
      return openTerminal(
        `stty cols 100 rows 30; exec $PNPM --filter consumer start -c ${config} --from earliest ${flags}`,
      )
    }

    it('is its address and a line of state, without the records', async () => {
      await using terminal = consumer('')
      const [, url = ''] = await terminal.waitFor(/plot: (http:\/\/127\.0\.0\.1:\d+\/)\r/)
      await terminal.waitFor(/40 records plotted · lag 0 · 2 partitions/)
      const page = await fetch(url)
      expect(page.headers.get('content-type')).toMatch(/^text\/html/)
      terminal.type(CTRL_C)
      expect(await terminal.exitCode).toBe(0)
      expect(terminal.output).toMatch(/read 40 records\r\n$/)
      expect(terminal.output).not.toMatch(/sensor0|ELIFECYCLE|\n {4}at /)
    })

    it('is a row a sensor with --plot term', async () => {
      await using terminal = consumer('--plot term --sorted')
      await terminal.waitFor(/live, 40 records/)
      for (let sensor = 0; sensor < 8; sensor++) {
        await terminal.waitFor(new RegExp(`sensor${sensor} .*[\\u2800-\\u28ff]`))
      }
      terminal.type(CTRL_C)
      expect(await terminal.exitCode).toBe(0)
      expect(terminal.output).toMatch(/ended, 40 records/)
      expect(terminal.output).toMatch(/read 40 records\r\n$/)
    })

    it('gives way to the records with -n', async () => {
      await using terminal = consumer('-n 40')
      expect(await terminal.exitCode).toBe(0)
      expect(terminal.output.match(/^sensor\d /gm)).toHaveLength(40)
      expect(terminal.output).not.toContain('plot:')
    })
  },
)
