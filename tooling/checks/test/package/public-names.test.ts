import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { publicNames } from '../../src/package/public-names.ts'

test('exports are told apart by whether they exist at run time', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hops-kafka-names-'))
  try {
    const file = path.join(folder, 'index.ts')
    writeFileSync(
      path.join(folder, 'a.ts'),
      'export class A {}\nexport class B {}\nexport interface C {}\nexport const d = 1\n',
    )
    writeFileSync(file, "export { A, type C, d } from './a.ts'\nexport type { B } from './a.ts'\n")
    const program = ts.createProgram([file], { types: [], allowImportingTsExtensions: true })
    expect(publicNames(program, file)).toEqual({ values: ['A', 'd'], types: ['B', 'C'] })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
