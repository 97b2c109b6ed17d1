import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChaosCluster, openChaosCluster } from '../../src/cluster/chaos-cluster.ts'
import { whyNoPython } from '../../src/processes/programs.ts'
import {
  type Contender,
  complaintsOf,
  type ProducePlan,
  runProducers,
} from '../../src/scenarios/produce.ts'
import { brokerKills } from '../../src/storms/brokers.ts'
import * as network from '../../src/storms/network.ts'

const missing = await whyNoPython()
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(missing)

const OURS: readonly Contender[] = [
  { client: 'hops-kafka', keyed: true, idempotent: true },
  { client: 'hops-kafka', keyed: false, idempotent: true },
]

/** Small enough for the gate; `pnpm test:nightly` runs the full size. */
const PLANS: readonly ProducePlan[] = [
  { about: 'lost acknowledgements', storm: network.lostAcknowledgements, faults: 5 },
  { about: 'stalled answers', storm: network.stalledAnswers, faults: 1 },
  { about: 'dying connections', storm: network.cuts, faults: 5 },
  { about: 'half-closed connections', storm: network.halfClosed, faults: 4 },
  { about: 'refused connections', storm: network.refused, faults: 1 },
  { about: 'a black hole', storm: network.blackHoles, faults: 1 },
  {
    about: 'a killed broker',
    storm: brokerKills,
    faults: 1,
    perSecond: 400,
    recoveryMs: 30_000,
  },
].map((plan) => ({ records: 4_000, perSecond: 1_300, ...plan }))

describe.skipIf(missing !== undefined)(
  `producers in trouble${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let cluster: ChaosCluster

    beforeAll(async () => {
      cluster = await openChaosCluster({ seed: 1 })
    })

    afterAll(() => cluster?.[Symbol.asyncDispose]())

    const run = (plan: ProducePlan, contenders: readonly Contender[]) =>
      runProducers(plan, contenders, { cluster, size: 1, seed: 1 })

    it.each(PLANS)('ours loses, doubles and reorders nothing through $about', async (plan) => {
      const runs = await run(plan, OURS)
      const complaints = runs.map((own, index) => complaintsOf(plan, OURS[index] as Contender, own))
      expect(complaints).toEqual([[], []])
      expect(runs.map(({ faults }) => faults)).toEqual(
        OURS.map(() => expect.toSatisfy((faults: number) => faults >= plan.faults)),
      )
    })

    it('bare KafkaJS loses acknowledged records where acknowledgements are lost: the trouble is real', async () => {
      const bare: Contender = { client: 'KafkaJS', keyed: true, idempotent: true }
      const plan = PLANS[0] as ProducePlan
      const [{ verdict }] = (await run(plan, [bare])) as [
        Awaited<ReturnType<typeof run>>[0] & object,
      ]
      expect(verdict.lost + verdict.duplicate).toBeGreaterThan(0)
    })
  },
)
