import * as brokers from '../storms/brokers.ts'
import * as members from '../storms/members.ts'
import * as network from '../storms/network.ts'
import { certsFuzz } from './certs-fuzz.ts'
import { chain } from './chain.ts'
import { consumeScenario } from './consume.ts'
import { consumeCloseJoining, consumeDefects } from './consume-defects.ts'
import { memory } from './memory.ts'
import { poison } from './poison.ts'
import { produceScenario } from './produce.ts'
import { kills, rollingRestart, scaleScenario } from './scale.ts'
import { throughput } from './scale-throughput.ts'
import type { Scenario } from './scenario.ts'

/** By the name on the command line. */
export const SCENARIOS = {
  // Servers of their own; first, since the cluster that all others share would take some of the processor.
  'scale-throughput': throughput,
  'scale-kills': scaleScenario({
    about:
      'four producers and 1, 2, 4 consumers in containers; one of each dies by kill -9 and comes back',
    consumers: [1, 2, 4],
    trouble: kills,
  }),
  'scale-rolling': scaleScenario({
    about: 'four producers and four consumers in containers; each consumer is restarted by SIGTERM',
    consumers: [4],
    steps: 3_000,
    trouble: rollingRestart,
  }),
  memory,
  'produce-lost-acks': produceScenario({
    about: '60 records are stored and their acknowledgements swallowed, each with a reset',
    storm: network.lostAcknowledgements,
    faults: 60,
  }),
  'produce-stalls': produceScenario({
    about: 'answers stall for 3 s, beyond the time-out of requests (2 s), four times',
    storm: network.stalledAnswers,
    faults: 4,
  }),
  'produce-cuts': produceScenario({
    about: 'every connection dies 0.5 to 1.5 s after it was opened, 30 cuts and more',
    storm: network.cuts,
    faults: 36,
  }),
  'produce-half-closed': produceScenario({
    about: '30 requests are answered by a FIN',
    storm: network.halfClosed,
    faults: 30,
  }),
  'produce-refused': produceScenario({
    about: 'all connections are reset and new ones refused for 1 s, six times',
    storm: network.refused,
    faults: 6,
  }),
  'produce-black-holes': produceScenario({
    about: 'nothing passes for 3 s, four times; what was held arrives afterwards',
    storm: network.blackHoles,
    faults: 4,
  }),
  'produce-mix': produceScenario({
    about: 'faults of all kinds in random order',
    storm: network.mix,
    faults: 16,
  }),
  'produce-broker-kills': produceScenario({
    about: 'five brokers die by kill -9 and come back (three copies, two in sync)',
    storm: brokers.brokerKills,
    faults: 5,
    // A kill and the return take some 20 s, and all five are to fall into the load.
    perSecond: 700,
    recoveryMs: 30_000,
  }),
  'produce-soak': produceScenario({
    about:
      'a fault of any kind, broker kills and pauses among them, every 15 s for 1,000 s; all at once',
    storm: brokers.soak,
    faults: 62,
    records: 200_000,
    perSecond: 200,
    recoveryMs: 30_000,
    together: true,
  }),
  'consume-kills': consumeScenario({
    about: 'five members die by kill -9, and another one comes for each',
    trouble: members.memberKills,
    faults: 5,
    records: 80_000,
  }),
  'consume-leaves': consumeScenario({
    about: 'five members leave by SIGTERM while records come, and another one comes for each',
    trouble: members.memberLeaves,
    faults: 5,
  }),
  'consume-idle-leaves': consumeScenario({
    about: 'five members leave by SIGTERM while there is nothing to do',
    trouble: members.idleLeaves,
    faults: 5,
    records: 2_000,
  }),
  'consume-rolling': consumeScenario({
    about: 'a third member joins and leaves every few seconds, eight times',
    trouble: members.rollingMembers,
    faults: 8,
    records: 80_000,
  }),
  'consume-cuts': consumeScenario({
    about: 'every connection of the group dies 0.5 to 1.5 s after it was opened',
    trouble: members.memberCuts,
    faults: 60,
  }),
  'consume-broker-kills': consumeScenario({
    about: 'three brokers die by kill -9 and come back',
    trouble: members.coordinatorKills,
    faults: 3,
    // As with the producers: all three are to fall into the load.
    records: 60_000,
    perSecond: 500,
  }),
  'consume-black-holes': consumeScenario({
    about: 'a third member joins while nothing passes for 4 s, three times',
    trouble: members.blackHoleJoins,
    faults: 3,
  }),
  'consume-chain': chain,
  'consume-poison': poison,
  'certs-fuzz': certsFuzz,
  'consume-defects': consumeDefects,
  'consume-close-joining': consumeCloseJoining,
} as const satisfies Readonly<Record<string, Scenario>>

/** One of {@link SCENARIOS}. */
export type ScenarioName = keyof typeof SCENARIOS
