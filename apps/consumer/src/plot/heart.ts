/** The group's coordinator answers about every two seconds; a broker that restarts takes longer. */
const SILENCE_MS = 8_000

/** Whether the group still answers, once it has. */
export class Heart {
  #beatAtMs = Number.POSITIVE_INFINITY

  beat(): void {
    this.#beatAtMs = performance.now()
  }

  get isBeating(): boolean {
    return performance.now() - this.#beatAtMs < SILENCE_MS
  }
}
