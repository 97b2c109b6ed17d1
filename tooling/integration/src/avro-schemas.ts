/** Schemas that data are exchanged in with other implementations: every type, and how they nest. */
export const AVRO_SCHEMAS: Readonly<Record<string, unknown>> = {
  boolean: 'boolean',
  int: 'int',
  long: 'long',
  float: 'float',
  double: 'double',
  bytes: { type: 'array', items: 'bytes' },
  string: 'string',
  longs: { type: 'array', items: 'long' },
  'map of longs': { type: 'map', values: 'long' },
  nullable: ['null', 'long'],
  'union of numbers': ['int', 'long', 'float', 'double'],
  'union of everything': [
    'null',
    'boolean',
    'int',
    'long',
    'float',
    'double',
    'bytes',
    'string',
    { type: 'array', items: 'int' },
    { type: 'map', values: 'int' },
    { type: 'fixed', name: 'F', size: 3 },
    { type: 'enum', name: 'E', symbols: ['A', 'B'] },
    { type: 'record', name: 'R', fields: [{ name: 'x', type: 'long' }] },
  ],
  enum: { type: 'enum', name: 'Color', symbols: ['RED', 'GREEN', 'constructor', 'toString'] },
  fixed: { type: 'fixed', name: 'Hash', size: 16 },
  'empty fixed': { type: 'fixed', name: 'Nothing', size: 0 },
  'empty record': { type: 'record', name: 'Empty', fields: [] },
  'list of empty records': { type: 'array', items: { type: 'record', name: 'Empty', fields: [] } },
  'the guide’s record': {
    type: 'record',
    name: 'sensor',
    fields: [
      { name: 'timestamp', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'id', type: 'string' },
      { name: 'value', type: 'double' },
    ],
  },
  'list of lists of maps': {
    type: 'array',
    items: { type: 'array', items: { type: 'map', values: ['null', 'string'] } },
  },
  'a record in itself': {
    type: 'record',
    name: 'Node',
    fields: [
      { name: 'value', type: 'long' },
      { name: 'next', type: ['null', 'Node'] },
    ],
  },
  'two records in each other': {
    type: 'record',
    name: 'org.a.Tree',
    fields: [
      { name: 'name', type: 'string' },
      {
        name: 'leaf',
        type: [
          'null',
          {
            type: 'record',
            name: 'org.b.Leaf',
            fields: [{ name: 'under', type: ['null', 'org.a.Tree'] }],
          },
        ],
      },
    ],
  },
  'names with namespaces': {
    type: 'record',
    name: 'R',
    namespace: 'x.y',
    fields: [
      { name: 'one', type: { type: 'fixed', name: 'z.F', size: 2 } },
      { name: 'two', type: 'z.F' },
      { name: 'three', type: { type: 'enum', name: 'K', symbols: ['A'] } },
      { name: 'four', type: ['null', 'K', 'z.F'] },
    ],
  },
  'fields named like members of objects': {
    type: 'record',
    name: 'Members',
    fields: ['constructor', 'toString', 'hasOwnProperty', '__proto__'].map((name) => ({
      name,
      type: ['null', 'int'],
    })),
  },
  'forty fields': {
    type: 'record',
    name: 'Wide',
    fields: Array.from({ length: 40 }, (_, index) => ({
      name: `f${index}`,
      type: ['int', 'long', 'double', 'string', ['null', 'float'], 'boolean'][index % 6],
    })),
  },
  'logical types': {
    type: 'record',
    name: 'Logical',
    fields: [
      { name: 'd', type: { type: 'int', logicalType: 'date' } },
      { name: 'ns', type: { type: 'long', logicalType: 'timestamp-nanos' } },
      { name: 'u', type: { type: 'fixed', name: 'U', size: 16, logicalType: 'uuid' } },
      { name: 'm', type: { type: 'bytes', logicalType: 'decimal', precision: 30, scale: 2 } },
    ],
  },
}
