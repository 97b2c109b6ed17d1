import { committedOffsets, type Member } from '../consumers/group.ts'
import type { GroupTrouble, Troubles } from '../scenarios/consume.ts'
import { brokerKills } from './brokers.ts'
import { cuts } from './network.ts'
import { pause } from './steps.ts'
import type { Storm } from './storm.ts'

type Trouble = (context: GroupTrouble) => Promise<Troubles>

const GAP_MS = 3_000
/** A member that was asked to leave while it had nothing to do has to be gone by then. */
const IDLE_LEAVE_MS = 1_000

/** Members die by kill -9, one after another; another one comes for each. */
export const memberKills: Trouble = async (context) => {
  const { cluster, group, rounds, signal } = context
  let mayComeAgain = 0
  for (let round = 0; round < rounds; round++) {
    await pause(GAP_MS, signal)
    const victim = oldest(group.members)
    await victim.kill()
    const committed = await committedOffsets(cluster.direct, context)
    mayComeAgain += group.log.uncommitted(victim.name, committed)
    await group.add().joined
  }
  return { faults: rounds, mayComeAgain, complaints: [] }
}

/** Members are asked to leave by SIGTERM, one after another; another one comes for each. */
export const memberLeaves: Trouble = async ({ group, rounds, signal }) => {
  const complaints: string[] = []
  for (let round = 0; round < rounds; round++) {
    await pause(GAP_MS, signal)
    const { end } = await oldest(group.members).leave()
    if (end.exitCode !== 0) complaints.push(`after SIGTERM: ${end.exitCode ?? end.signal}`)
    await group.add().joined
  }
  return { faults: rounds, mayComeAgain: 0, complaints }
}

/** Members come and go every few seconds, so that partitions move all the time. */
export const rollingMembers: Trouble = async ({ group, rounds, signal }) => {
  for (let round = 0; round < rounds; round++) {
    await pause(GAP_MS, signal)
    const guest = group.add()
    await guest.joined
    await pause(GAP_MS, signal)
    await guest.leave()
  }
  return { faults: rounds * 2, mayComeAgain: 0, complaints: [] }
}

/** A member comes while nothing passes, and is in the group once the hole is gone. */
export const blackHoleJoins: Trouble = async ({ cluster, group, rounds, signal }) => {
  const { proxies } = cluster
  for (let round = 0; round < rounds; round++) {
    await pause(GAP_MS, signal)
    const guest = group.add()
    await pause(900, signal)
    await Promise.all(proxies.map((proxy) => proxy.set({ blackHole: true })))
    await pause(4_000, signal)
    await Promise.all(proxies.map((proxy) => proxy.calm()))
    await guest.joined
    await guest.leave()
  }
  // Who cannot be heard loses its partitions; what it could not commit comes again.
  return { faults: rounds, mayComeAgain: Number.POSITIVE_INFINITY, complaints: [] }
}

/** Connections of members die again and again. */
export const memberCuts: Trouble = (context) => throughStorm(cuts, context)

/** Brokers die, coordinators of the group among them. */
export const coordinatorKills: Trouble = (context) => throughStorm(brokerKills, context)

/** Nothing to do: members leave within a second, with exit code 0. */
export const idleLeaves: Trouble = async ({ group, rounds, signal }) => {
  const complaints: string[] = []
  // All that there is has been written and read.
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  for (let round = 0; round < rounds; round++) {
    await pause(GAP_MS, new AbortController().signal)
    const { end, tookMs } = await oldest(group.members).leave()
    if (end.exitCode !== 0) complaints.push(`after SIGTERM: ${end.exitCode ?? end.signal}`)
    if (tookMs > IDLE_LEAVE_MS) complaints.push(`SIGTERM took ${tookMs.toFixed(0)} ms`)
    await group.add().joined
  }
  return { faults: rounds, mayComeAgain: 0, complaints }
}

async function throughStorm(storm: Storm, context: GroupTrouble): Promise<Troubles> {
  const windows = await storm(context)
  return { faults: windows.length, mayComeAgain: Number.POSITIVE_INFINITY, complaints: [] }
}

function oldest(members: ReadonlySet<Member>): Member {
  const [member] = members
  if (member === undefined) throw new Error('the group has no member left')
  return member
}
