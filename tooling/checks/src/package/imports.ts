import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { capture } from '../run.ts'
import type { Consumer } from './consumer.ts'
import { demand } from './verdict.ts'

/** Plain Node, without tsx or conditions, gets exactly the given exports by `import` and by `require`. */
export async function checkImports(consumer: Consumer, values: readonly string[]): Promise<void> {
  const name = JSON.stringify(consumer.name)
  const print = 'process.stdout.write(JSON.stringify(Object.keys(api)))'
  const ways = {
    'import.mjs': `import * as api from ${name}\n${print}\n`,
    'require.cjs': `const api = require(${name})\n${print}\n`,
  }
  for (const [file, program] of Object.entries(ways)) {
    writeFileSync(path.join(consumer.directory, file), program)
    const node = await capture(process.execPath, [file], consumer.directory)
    demand(node.exitCode === 0, `node ${file} of ${consumer.name}`, node.stderr)
    const names = (JSON.parse(node.stdout) as string[]).filter((key) => key !== '__esModule').sort()
    const wanted = [...values].sort().join(', ')
    demand(
      names.join(', ') === wanted,
      `exports of ${consumer.name} by ${file}`,
      `${names.join(', ')}; src/index.ts has ${wanted}`,
    )
  }
}
