/** What became of the records so far, and the step from which nothing is missing. */
export class Tally {
  #delivered = 0
  #failed = 0
  #discarded = 0
  #unsent = 0
  #nextStep: number
  #lastWasDelivered = true
  /** Records on their way, by step; a step that is through is taken out. */
  readonly #pending = new Map<number, number>()
  /** The first step with a record that is not in Kafka and could be. */
  #firstMissingStep = Number.POSITIVE_INFINITY

  constructor(firstStep: number) {
    this.#nextStep = firstStep
  }

  get delivered(): number {
    return this.#delivered
  }

  get failed(): number {
    return this.#failed
  }

  get discarded(): number {
    return this.#discarded
  }

  /** Records given up because the program was asked to stop. */
  get unsent(): number {
    return this.#unsent
  }

  /** The step after the last one whose events were all handed to the producer. */
  get nextStep(): number {
    return this.#nextStep
  }

  /** Records neither delivered nor failed. */
  get pending(): number {
    let sum = 0
    for (const count of this.#pending.values()) sum += count
    return sum
  }

  /** Nothing is on its way, and what was last is in Kafka: a producer that waits like this lacks nothing. */
  get isSound(): boolean {
    return this.#lastWasDelivered && this.#pending.size === 0
  }

  /** The step to give to `-t`: all before it is delivered, and nothing from it on when nothing failed or is pending. */
  get resumeStep(): number {
    const firstPending = this.#pending.keys().next().value ?? Number.POSITIVE_INFINITY
    return Math.min(this.#nextStep, firstPending, this.#firstMissingStep)
  }

  /** All readings of the steps before `nextStep` have been handed to the producer. */
  reached(nextStep: number): void {
    this.#nextStep = nextStep
  }

  send(step: number): void {
    this.#pending.set(step, (this.#pending.get(step) ?? 0) + 1)
  }

  deliver(step: number): void {
    this.#settle(step)
    this.#lastWasDelivered = true
    this.#delivered += 1
  }

  fail(step: number): void {
    this.#miss(step)
    this.#failed += 1
  }

  giveUp(step: number): void {
    this.#miss(step)
    this.#unsent += 1
  }

  /** The record cannot be encoded: sending it again would not help, so it does not hold the resume step back. */
  discard(step: number): void {
    this.#settle(step)
    this.#lastWasDelivered = false
    this.#discarded += 1
  }

  #miss(step: number): void {
    this.#settle(step)
    this.#lastWasDelivered = false
    this.#firstMissingStep = Math.min(this.#firstMissingStep, step)
  }

  #settle(step: number): void {
    const left = (this.#pending.get(step) ?? 0) - 1
    if (left > 0) this.#pending.set(step, left)
    else this.#pending.delete(step)
  }
}
