import { OverBudget } from './refusals.ts'

/** Array and map items a datum may have beyond one per byte: room for items that take no bytes. */
export const FREE_ITEMS = 65_536
/** How deep records may lie in records. */
export const MAX_DEPTH = 500

/** What is left to the datum being read. Reading is synchronous, so one budget serves all. */
let itemsLeft = 0
let depth = 0

/** Starts a datum of `bytes` bytes. */
export function openBudget(bytes: number): void {
  itemsLeft = bytes + FREE_ITEMS
  depth = 0
}

/**
 * Claims the items of a block before any is read. An item takes a byte or more, save for empty
 * ones, so an honest datum never asks for many more items than it has bytes, while five hostile
 * bytes can ask for billions.
 */
export function claimItems(count: number): void {
  itemsLeft -= count
  // Not `itemsLeft < 0`: an absurd count may be NaN.
  if (!(itemsLeft >= 0)) throw new OverBudget(`it claims ${count} array or map items in one block`)
}

/** Goes one record deeper. */
export function enterRecord(): void {
  if (++depth > MAX_DEPTH) throw new OverBudget(`its records nest more than ${MAX_DEPTH} deep`)
}

/** Comes back from a record. */
export function leaveRecord(): void {
  depth--
}
