/** Part of the build: writes the bundled page beside the compiled sources. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { bundlePage } from './bundle-page.ts'

const folder = path.join(import.meta.dirname, '../page')
await mkdir(folder, { recursive: true })
for (const [file, body] of await bundlePage()) await writeFile(path.join(folder, file), body)
