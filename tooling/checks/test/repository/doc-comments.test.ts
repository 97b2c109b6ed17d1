import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { undocumented } from '../../src/repository/doc-comments.ts'
import { createSourceProgram, entryOf } from '../../src/source-program.ts'
import { listPublicPackages } from '../../src/workspace.ts'

test('every export and every option has a doc comment', { timeout: 120_000 }, () => {
  const program = createSourceProgram()
  expect(listPublicPackages().flatMap((each) => undocumented(program, entryOf(each)))).toEqual([])
})

test('an export or an option without a doc comment is named', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hops-kafka-docs-'))
  try {
    const file = path.join(folder, 'index.ts')
    writeFileSync(
      file,
      `/** Said. */
export interface ReadOptions {
  /** Said. */
  readonly named?: string
  readonly bare?: string
}
/** Said. */
export interface Row { readonly free: string }
export const bare = 1
`,
    )
    const found = undocumented(ts.createProgram([file], { types: [] }), file)
    expect(found.map((line) => line.split(': ')[1])).toEqual(['ReadOptions.bare', 'bare'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
