/** A part of the fleet: those sensors whose number, counted from 0, leaves `part - 1` when divided by `of`. */
export interface Shard {
  /** From 1 on. */
  readonly part: number
  readonly of: number
}

/** The whole fleet. */
export const WHOLE: Shard = { part: 1, of: 1 }

/** Whether a sensor of the simulator, by the number in its id, belongs to a part. */
export function isInShard(sensor: string, { part, of }: Shard): boolean {
  return of === 1 || Number(/\d+$/.exec(sensor)?.[0] ?? 0) % of === part - 1
}
