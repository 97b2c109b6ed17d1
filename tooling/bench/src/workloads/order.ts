import { later, type Workload } from './workload.ts'

const ADDRESS = {
  type: 'record',
  name: 'Address',
  fields: ['name', 'street', 'city', 'zip', 'country'].map((name) => ({ name, type: 'string' })),
}

const LINE = {
  type: 'record',
  name: 'Line',
  fields: [
    { name: 'sku', type: 'string' },
    { name: 'count', type: 'int' },
    { name: 'price', type: 'double' },
  ],
}

/** Twenty plain fields besides the nested ones. */
const PLAIN = Array.from({ length: 20 }, (_, index) => ({
  name: `field${index}`,
  type: ['long', 'int', 'double', 'string', ['null', 'long']][index % 5],
}))

const SCHEMA = {
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'placedAt', type: 'long' },
    { name: 'state', type: { type: 'enum', name: 'State', symbols: ['OPEN', 'PAID', 'SENT'] } },
    { name: 'to', type: ADDRESS },
    { name: 'from', type: ['null', 'Address'] },
    { name: 'lines', type: { type: 'array', items: LINE } },
    { name: 'tags', type: { type: 'map', values: 'string' } },
    ...PLAIN,
  ],
}

/** An order of 40 fields in its records, and two to four lines. */
export const order: Workload = {
  name: 'a nested record of 40 fields',
  schema: JSON.stringify(SCHEMA),
  laterSchema: later(SCHEMA, { name: 'note', type: ['null', 'string'], default: null }),
  operations: 30_000,
  records: Array.from({ length: 256 }, (_, index) => orderOf(index)),
}

function orderOf(index: number): object {
  const plain = [index * 2 ** 33, index, index / 7, `text ${index}`, index % 2 ? index : null]
  return {
    id: 10 ** 12 + index,
    placedAt: 1_700_000_000_000 + index * 500,
    state: ['OPEN', 'PAID', 'SENT'][index % 3],
    to: addressOf(index),
    from: index % 4 === 0 ? null : addressOf(index + 1),
    lines: Array.from({ length: 2 + (index % 3) }, (_, line) => ({
      sku: `sku-${index}-${line}`,
      count: 1 + line,
      price: 9.99 * (1 + line),
    })),
    tags: { channel: 'web', campaign: `spring ${index % 5}` },
    ...Object.fromEntries(PLAIN.map(({ name }, field) => [name, plain[field % 5]])),
  }
}

function addressOf(index: number): object {
  return {
    name: `Ada Lovelace ${index}`,
    street: `${index} St James’s Square`,
    city: 'London',
    zip: 'SW1Y 4JU',
    country: 'GB',
  }
}
