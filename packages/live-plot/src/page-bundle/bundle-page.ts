import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { build as Build } from 'esbuild'

const PACKAGE = path.join(import.meta.dirname, '../..')
const SOURCES = path.join(PACKAGE, 'src/page')

/** Where the page's library lies, and what bundles it. */
export interface BundleTools {
  readonly build: typeof Build
  /** The folder `node_modules` that has uPlot. */
  readonly modules: string
}

/** Bundles the page from its sources, in memory. For the build and for a start from source. */
export async function bundlePage(tools?: BundleTools): Promise<ReadonlyMap<string, Buffer>> {
  const { build, modules } = tools ?? (await ownTools())
  const { outputFiles } = await build({
    entryPoints: [path.join(SOURCES, 'main.ts')],
    outdir: SOURCES,
    nodePaths: [modules],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    banner: { js: await licenceOfUplot(modules) },
    logLevel: 'silent',
  })
  const bundled = outputFiles.map(
    ({ path: file, contents }) => [path.basename(file), Buffer.from(contents)] as const,
  )
  return new Map([['index.html', await readFile(path.join(SOURCES, 'index.html'))], ...bundled])
}

/** This package's own, which are there for its build alone. */
async function ownTools(): Promise<BundleTools> {
  const { build } = await import('esbuild')
  return { build, modules: path.join(PACKAGE, 'node_modules') }
}

/** The licence asks to travel with what is bundled. */
async function licenceOfUplot(modules: string): Promise<string> {
  const text = await readFile(path.join(modules, 'uplot/LICENSE'), 'utf8')
  return `/*! uPlot\n${text.replaceAll('*/', '* /')}*/`
}
