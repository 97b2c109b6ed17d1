import { isPrimitiveName, type Schema } from './schema.ts'

/**
 * A schema's Parsing Canonical Form: the same for schemas that read and write the same bytes under
 * the same names. Source: Avro specification, "Parsing Canonical Form for Schemas".
 */
export function canonicalForm(schema: Schema): string {
  return render(schema, new Set())
}

function render(schema: Schema, defined: Set<string>): string {
  if (isPrimitiveName(schema.kind)) return JSON.stringify(schema.kind)
  switch (schema.kind) {
    case 'array':
      return `{"type":"array","items":${render(schema.items, defined)}}`
    case 'map':
      return `{"type":"map","values":${render(schema.values, defined)}}`
    case 'union':
      return `[${schema.branches.map((branch) => render(branch, defined)).join(',')}]`
    default:
      return renderNamed(schema as Named, defined)
  }
}

type Named = Extract<Schema, { name: string }>

/** A named type is spelt out once; afterwards its name stands for it. */
function renderNamed(schema: Named, defined: Set<string>): string {
  const name = JSON.stringify(schema.name)
  if (defined.has(schema.name)) return name
  defined.add(schema.name)
  const head = `{"name":${name},"type":"${schema.kind}"`
  switch (schema.kind) {
    case 'fixed':
      return `${head},"size":${schema.size}}`
    case 'enum':
      return `${head},"symbols":${JSON.stringify(schema.symbols)}}`
    case 'record': {
      const fields = schema.fields.map(
        (field) => `{"name":${JSON.stringify(field.name)},"type":${render(field.type, defined)}}`,
      )
      return `${head},"fields":[${fields.join(',')}]}`
    }
  }
}
