/** Thrown inside a write; the codec then walks the value to name every place that does not fit. */
export class RefusedValue extends Error {}

/** A datum that holds a long outside the range that numbers hold exactly. */
export class UnsafeLong extends Error {}

/** A datum that would cost more than its bytes justify. */
export class OverBudget extends Error {}

/** A datum whose bytes are not what its schema allows. */
export class BrokenDatum extends Error {}
