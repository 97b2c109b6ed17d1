import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChaosCluster, openChaosCluster } from '../../src/cluster/chaos-cluster.ts'
import { whyNoPython } from '../../src/processes/programs.ts'
import { chainComplaints, runChain } from '../../src/scenarios/chain.ts'
import { type ConsumePlan, groupComplaints, runGroup } from '../../src/scenarios/consume.ts'
import {
  type Contender,
  complaintsOf,
  type ProducePlan,
  runProducers,
} from '../../src/scenarios/produce.ts'
import { brokerKills } from '../../src/storms/brokers.ts'
import * as members from '../../src/storms/members.ts'
import * as network from '../../src/storms/network.ts'
import { CONTESTANTS } from '../../src/trials/attempt.ts'
import { compare, QUICK_TRIALS } from '../../src/trials/index.ts'
import { CLOSE_WHILE_JOINING } from '../../src/trials/joining-trials.ts'
import { fromAfar } from '../../src/trials/steps.ts'
import { STANDINGS, standingsOf } from './group-offsets.ts'

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
  { about: 'half-closed connections', storm: network.halfClosed, faults: 3 },
  { about: 'refused connections', storm: network.refused, faults: 1 },
  { about: 'a black hole', storm: network.blackHoles, faults: 1 },
  {
    about: 'a killed broker',
    storm: brokerKills,
    faults: 1,
    records: 1_500,
    perSecond: 250,
    recoveryMs: 30_000,
  },
].map((plan) => ({ records: 3_000, perSecond: 1_000, ...plan }))

/** As above. */
const GROUP_PLANS: readonly ConsumePlan[] = [
  { about: 'a member is killed', trouble: members.memberKills, faults: 1 },
  { about: 'a member leaves', trouble: members.memberLeaves, faults: 1 },
].map((plan) => ({ records: 3_000, perSecond: 400, ...plan }))

describe.skipIf(missing !== undefined)(
  `in trouble${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let cluster: ChaosCluster

    beforeAll(async () => {
      cluster = await openChaosCluster({ seed: 1 })
    })

    afterAll(() => cluster?.[Symbol.asyncDispose]())

    const run = (plan: ProducePlan, contenders: readonly Contender[]) =>
      runProducers(plan, contenders, { cluster, size: 1, seed: 1 })

    it.each(PLANS)(
      'our producer loses, doubles and reorders nothing through $about',
      async (plan) => {
        const runs = await run(plan, OURS)
        const complaints = runs.map((own, index) =>
          complaintsOf(plan, OURS[index] as Contender, own),
        )
        expect(complaints).toEqual([[], []])
        expect(runs.map(({ faults }) => faults)).toEqual(
          OURS.map(() => expect.toSatisfy((faults: number) => faults >= plan.faults)),
        )
      },
    )

    it('bare KafkaJS loses or doubles records where acknowledgements are lost: the trouble is real', async () => {
      const bare: Contender = { client: 'KafkaJS', keyed: true, idempotent: true }
      const plan = { ...(PLANS[0] as ProducePlan), records: 1_500 }
      const [{ verdict }] = (await run(plan, [bare])) as [
        Awaited<ReturnType<typeof run>>[0] & object,
      ]
      expect(verdict.lost + verdict.duplicate).toBeGreaterThan(0)
    })

    it.each(GROUP_PLANS)(
      'our group handles every record, again only what was not committed, while $about',
      async (plan) => {
        const outcome = await runGroup(plan, 'hops-kafka', { cluster, size: 1, seed: 1 })
        expect(groupComplaints(outcome)).toEqual([])
      },
    )

    it('positions and lag are those that the group tool of Kafka tells', async () => {
      const { consumer, outside, kafka } = await standingsOf(cluster)
      expect(consumer).toEqual(STANDINGS)
      expect(outside).toEqual(STANDINGS)
      // The tool counts no lag where nothing is committed.
      const counted = STANDINGS.map((own) =>
        own.committed === undefined ? { ...own, lag: undefined } : own,
      )
      expect(kafka).toEqual(counted)
    })

    it('bare KafkaJS has these defects where it consumes, and ours has none of them', async () => {
      const verdicts = await Promise.all(
        QUICK_TRIALS.map(async (trial) => {
          const { KafkaJS: bare, 'hops-kafka': ours } = await compare(trial, { cluster, runs: 1 })
          return { defect: trial.defect, bare: bare.hasDefect, ours: ours.hasDefect }
        }),
      )
      expect(verdicts).toEqual(
        QUICK_TRIALS.map(({ defect }) => ({ defect, bare: true, ours: false })),
      )
    })

    it('ours is silent after it was closed in the middle of a join, from afar', async () => {
      const begin = CONTESTANTS['hops-kafka']
      const trial = { cluster, runs: 4, begin }
      const found = await fromAfar(cluster, 25, () => CLOSE_WHILE_JOINING.find(trial))
      expect(found).toEqual({ hasDefect: false, seen: expect.stringContaining('0 of 4') })
    })

    it('three of our groups in a row bring every record through, in order, while members come and go', async () => {
      const outcome = await runChain('hops-kafka', { cluster, size: 0.02, seed: 1 })
      expect(chainComplaints(outcome)).toEqual([])
      expect(outcome.guests).toBeGreaterThan(0)
    })
  },
)
