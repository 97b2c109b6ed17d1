/** Things that began in the same stretch of time; see {@link FlushRounds}. */
export interface Round {
  open: number
  readonly ended: Promise<void>
  readonly end: () => void
}

/** Knows when all that began before a moment has ended, while more keeps beginning. */
export class FlushRounds {
  readonly #rounds = new Set<Round>()
  #current: Round | undefined

  /** Counts one beginning; what it returns is for {@link end}. */
  begin(): Round {
    const round = this.#current ?? newRound()
    this.#current = round
    this.#rounds.add(round)
    round.open++
    return round
  }

  end(round: Round): void {
    round.open--
    if (round.open > 0) return
    this.#rounds.delete(round)
    if (this.#current === round) this.#current = undefined
    round.end()
  }

  /** Settles when everything that has begun so far has ended. */
  async settled(): Promise<void> {
    this.#current = undefined
    await Promise.all([...this.#rounds].map(({ ended }) => ended))
  }
}

function newRound(): Round {
  let end = (): void => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { open: 0, ended, end }
}
