/** Groups events by sensor: order holds within a sensor only, since its records are on one partition. */
export function bySensor<E extends { readonly id: string }>(events: Iterable<E>): Map<string, E[]> {
  const grouped = new Map<string, E[]>()
  for (const event of events) {
    const own = grouped.get(event.id)
    if (own === undefined) grouped.set(event.id, [event])
    else own.push(event)
  }
  return grouped
}
