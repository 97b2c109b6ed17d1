import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { looseCatalogEntries, unpinned } from '../../src/repository/pins.ts'
import { listTrackedFiles } from '../../src/repository/tracked-files.ts'
import { workflowFaults } from '../../src/repository/workflow.ts'
import { listPackages, ROOT, readManifest } from '../../src/workspace.ts'

const tracked = listTrackedFiles()

/** All that tools and custom insist on finding at the root. */
const ROOT_ENTRIES = [
  '.ci',
  '.github',
  '.gitignore',
  '.dockerignore',
  'LICENSE',
  'README.md',
  'apps',
  'biome.json',
  'package.json',
  'packages',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'tooling',
  'turbo.json',
]

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8')
}

test('the files that void every cached task exist', () => {
  const { globalDependencies } = JSON.parse(read('turbo.json')) as { globalDependencies: string[] }
  expect(globalDependencies.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([])
})

describe.skipIf(tracked === undefined)(
  `the root${tracked === undefined ? ' (skipped: no git checkout)' : ''}`,
  () => {
    test('holds nothing beyond the list', () => {
      const entries = new Set(tracked?.map((file) => file.split('/', 1)[0]))
      expect([...entries].filter((entry) => !ROOT_ENTRIES.includes(entry ?? ''))).toEqual([])
    })
  },
)

describe('pins', () => {
  test('every dependency comes from the catalog or the workspace', () => {
    const manifests = [readManifest(ROOT), ...listPackages().map(({ manifest }) => manifest)]
    expect(manifests.flatMap(unpinned)).toEqual([])
  })

  test('every entry of the catalog is one version', () => {
    expect(looseCatalogEntries(read('pnpm-workspace.yaml'))).toEqual([])
  })

  test('a range is named', () => {
    expect(unpinned({ name: 'a', devDependencies: { b: '^1.0.0', c: 'catalog:' } })).toEqual([
      'a: b ^1.0.0',
    ])
    const yaml =
      'x: 1\ncatalog:\n  "@a/b": ^1.0.0\n  c: 1.2.3\n  d: ">=2"\n  e: npm:c@^1.0.0\n  f: npm:@c/d@1.0.0\ny:\n  g: ^1.0.0\n'
    expect(looseCatalogEntries(yaml)).toEqual(['@a/b ^1.0.0', 'd >=2', 'e npm:c@^1.0.0'])
  })
})

describe('workflows', () => {
  const folder = '.github/workflows'

  test('use pinned actions and leave the work to .ci/run', () => {
    const files = readdirSync(path.join(ROOT, folder))
    expect(files).toContain('ci.yml')
    expect(files.flatMap((file) => workflowFaults(read(`${folder}/${file}`)))).toEqual([])
  })

  test('a tag, a command and wide permissions are named', () => {
    const yaml =
      'permissions:\n  contents: write\n\njobs:\n  - uses: actions/checkout@v4\n  - run: npm test\n'
    expect(workflowFaults(yaml)).toEqual([
      'not pinned by hash: actions/checkout@v4',
      'not .ci/run: npm test',
      'does not call .ci/run',
      'permissions are not contents: read alone',
    ])
  })
})
