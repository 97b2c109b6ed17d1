import { type Field, MOST_DEPTH } from './field.ts'

/** The fields that a decoded value shows, for where no schema can be had. */
export function fieldsOfValue(value: unknown, path = '', depth = 0): Field[] {
  if (path !== '' && typeof value === 'number') return [{ path, kind: 'number' }]
  if (path !== '' && typeof value === 'string') return [{ path, kind: 'text' }]
  if (!isRecord(value) || depth === MOST_DEPTH) return []
  return Object.entries(value).flatMap(([name, item]) =>
    fieldsOfValue(item, path === '' ? name : `${path}.${name}`, depth + 1),
  )
}

function isRecord(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value)
  )
}
