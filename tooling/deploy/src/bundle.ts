import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundlePage } from '@hops-kafka/live-plot/source/page-bundle/bundle-page.ts'
import { type BuildOptions, build, type Plugin } from 'esbuild'

/** What the images run, and where in the output it goes: one file each, with all that it imports. */
const BUNDLES: Readonly<Record<string, string>> = {
  'producer/main': '../../../apps/producer/src/main.ts',
  'consumer/main': '../../../apps/consumer/src/main.ts',
  'setup/main': './setup/main.ts',
  'healthcheck/main': './healthcheck.ts',
}

/** The images always name a configuration, so the apps never start a sandbox; its parts are another matter. */
const withoutSandbox: Plugin = {
  name: 'without-sandbox',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^@hops-kafka\/sandbox$/ }, ({ path }) => ({ path, external: true })),
}

/** The consumer's plot looks for its page one folder above itself; bundling it anew is for a start from source. */
const PAGE = 'page'
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url))

const OPTIONS: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  // The least that the workspace supports; the images have a later one.
  target: 'node20.19',
  conditions: ['@hops-kafka/source'],
  plugins: [withoutSandbox],
  external: ['esbuild'],
  // What is CommonJS inside calls `require` for Node's own modules.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  // As in tooling/tsconfig, which an image does not hold.
  tsconfigRaw: { compilerOptions: { target: 'ES2022', verbatimModuleSyntax: true } },
  // Error names and stack traces keep the names of the sources.
  keepNames: true,
  legalComments: 'linked',
  outExtension: { '.js': '.mjs' },
  logLevel: 'warning',
}

/** Writes each app as one JavaScript file: `folder/producer/main.mjs` and so on; and the plot's page. */
export async function bundleApps(folder: string): Promise<void> {
  const entryPoints = Object.entries(BUNDLES).map(([out, source]) => ({
    out,
    in: fileURLToPath(new URL(source, import.meta.url)),
  }))
  await build({ ...OPTIONS, entryPoints, outdir: folder })
  const page = join(folder, PAGE)
  await mkdir(page, { recursive: true })
  for (const [file, body] of await bundlePage({ build, modules: MODULES })) {
    await writeFile(join(page, file), body)
  }
}
