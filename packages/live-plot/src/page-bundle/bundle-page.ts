import { readFile } from 'node:fs/promises'
import path from 'node:path'

const PACKAGE = path.join(import.meta.dirname, '../..')
const SOURCES = path.join(PACKAGE, 'src/page')

/** Bundles the page from its sources, in memory. For the build and for a start from source. */
export async function bundlePage(): Promise<ReadonlyMap<string, Buffer>> {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [path.join(SOURCES, 'main.ts')],
    outdir: SOURCES,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    banner: { js: await licenceOfUplot() },
    logLevel: 'silent',
  })
  const bundled = outputFiles.map(
    ({ path: file, contents }) => [path.basename(file), Buffer.from(contents)] as const,
  )
  return new Map([['index.html', await readFile(path.join(SOURCES, 'index.html'))], ...bundled])
}

/** The licence asks to travel with what is bundled. */
async function licenceOfUplot(): Promise<string> {
  const text = await readFile(path.join(PACKAGE, 'node_modules/uplot/LICENSE'), 'utf8')
  return `/*! uPlot\n${text.replaceAll('*/', '* /')}*/`
}
