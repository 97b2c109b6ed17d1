/** What a member of the group held until now. */
export interface Claim {
  readonly member: string
  readonly partitions: readonly number[]
  /** Of two members that claim one partition, the one with the later generation has it. */
  readonly generation: number
}

/**
 * Divides partitions among the members of a group: as evenly as possible, and, among the ways to do that, with as few
 * partitions moved as possible. The same claims give the same shares, in whatever order they come.
 */
export function divide(
  partitions: readonly number[],
  claims: readonly Claim[],
): ReadonlyMap<string, readonly number[]> {
  const owners = ownersOf(new Set(partitions), claims)
  const kept = new Map(claims.map(({ member }): [string, number[]] => [member, []]))
  for (const [partition, { member }] of owners) kept.get(member)?.push(partition)
  // Who held most may keep one more than the others where the partitions cannot be divided evenly.
  const members = [...kept].sort(
    ([nameA, a], [nameB, b]) => b.length - a.length || (nameA < nameB ? -1 : 1),
  )
  const least = Math.floor(partitions.length / members.length)
  const withOneMore = partitions.length - least * members.length
  const free = new Set(partitions)
  const shares = members.map(([member, held], rank) => {
    const size = rank < withOneMore ? least + 1 : least
    const share = held.sort((a, b) => a - b).slice(0, size)
    for (const partition of share) free.delete(partition)
    return { member, share, size }
  })
  const rest = [...free].sort((a, b) => a - b)
  for (const { share, size } of shares) share.push(...rest.splice(0, size - share.length))
  return new Map(shares.map(({ member, share }) => [member, share.sort((a, b) => a - b)]))
}

function ownersOf(
  partitions: ReadonlySet<number>,
  claims: readonly Claim[],
): ReadonlyMap<number, Claim> {
  const owners = new Map<number, Claim>()
  for (const claim of [...claims].sort((a, b) => (a.member < b.member ? -1 : 1))) {
    for (const partition of claim.partitions) {
      const rival = owners.get(partition)
      const isLater = rival === undefined || claim.generation > rival.generation
      if (partitions.has(partition) && isLater) owners.set(partition, claim)
    }
  }
  return owners
}
