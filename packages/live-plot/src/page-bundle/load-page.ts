import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { LivePlotError } from '../errors.ts'

/** One file of the page, as it is served. */
export interface PageAsset {
  readonly route: string
  /** Media type. */
  readonly type: string
  readonly body: Buffer
}

/** Every file of the page. */
export const PAGE_FILES = [
  { route: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  { route: '/page.js', file: 'main.js', type: 'text/javascript; charset=utf-8' },
  { route: '/page.css', file: 'main.css', type: 'text/css; charset=utf-8' },
] as const

/** Beside the sources the page is source; beside what was built it is bundled. */
const FOLDER = path.join(import.meta.dirname, '../page')

let loaded: Promise<readonly PageAsset[]> | undefined

/**
 * The page's files: as the build left them, or, at a start from source, bundled now.
 * @throws {@link LivePlotError} ERR_PLOT_NO_PAGE
 */
export function loadPage(): Promise<readonly PageAsset[]> {
  loaded ??= load().catch((cause: unknown) => {
    loaded = undefined
    throw new LivePlotError('ERR_PLOT_NO_PAGE', {
      what: 'page of the plot',
      because: `its files cannot be had: ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: 'Install the package again.',
      cause,
    })
  })
  return loaded
}

async function load(): Promise<readonly PageAsset[]> {
  const files = existsSync(path.join(FOLDER, 'main.js')) ? await readBuilt() : await bundle()
  return PAGE_FILES.map(({ route, file, type }) => {
    const body = files.get(file)
    if (body === undefined) throw new Error(`${file} is missing`)
    return { route, type, body }
  })
}

async function readBuilt(): Promise<ReadonlyMap<string, Buffer>> {
  const files = PAGE_FILES.map(
    async ({ file }) => [file, await readFile(path.join(FOLDER, file))] as const,
  )
  return new Map(await Promise.all(files))
}

async function bundle(): Promise<ReadonlyMap<string, Buffer>> {
  // Loaded here only: the bundler is no dependency of what is published.
  const { bundlePage } = await import('./bundle-page.ts')
  return bundlePage()
}
