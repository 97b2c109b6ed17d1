import type { AssignedPartition } from './assigned-partition.ts'
import type { Assignment } from './assignment.ts'
import type { PartitionPosition } from './types.ts'

/** How often {@link watchPositions} looks. */
const LOOK_EVERY_MS = 1_000

/** How far a partition has come, by what the group has committed of it and where it ends. */
export function positionOf(
  { partition, progress }: AssignedPartition,
  committed: number | undefined,
  end: number,
): PartitionPosition {
  return {
    partition,
    position: BigInt(progress.position),
    committed: committed === undefined ? undefined : BigInt(committed),
    endOffset: BigInt(end),
    lag: BigInt(Math.max(0, end - (committed ?? progress.start))),
  }
}

/**
 * Tells, once a second, of partitions about which something has changed; by what was fetched and committed, so that
 * no broker is asked.
 */
export function watchPositions(
  assignment: Assignment,
  tell: (changed: readonly PartitionPosition[]) => void,
): NodeJS.Timeout {
  let told = new Map<number, PartitionPosition>()
  const look = (): void => {
    const found = [...assignment.partitions].flatMap((assigned) => {
      const { progress, endOffset } = assigned
      // Of one that was not fetched yet the end is not known.
      return endOffset === undefined ? [] : positionOf(assigned, progress.committed, endOffset)
    })
    const changed = found.filter((now) => !isSame(now, told.get(now.partition)))
    told = new Map(found.map((now) => [now.partition, now]))
    if (changed.length > 0) tell(changed)
  }
  return setInterval(look, LOOK_EVERY_MS).unref()
}

function isSame(now: PartitionPosition, before: PartitionPosition | undefined): boolean {
  return (
    now.position === before?.position &&
    now.committed === before.committed &&
    now.endOffset === before.endOffset
  )
}
