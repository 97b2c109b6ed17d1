import { jsonText } from './json.ts'

/** What is wrong with a schema's JSON, and where. */
export class SchemaFault extends Error {
  /** @param path where, as a JSON path such as `$.fields[2].type` */
  constructor(path: string, fault: string) {
    super(`at ${path}: ${fault}`)
  }
}

/** JSON cut to what a message can carry. */
export function shown(json: unknown): string {
  const text = jsonText(json)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
