import { expect, test } from 'vitest'
import { isOrphan, isUnwanted } from '../../src/package/contents.ts'
import { admitsFloor } from '../../src/package/engines.ts'

test.each([
  'dist/index.js',
  'dist/jks/read.d.ts.map',
  'src/jks/read.ts',
  'README.md',
  'LICENSE',
  'package.json',
])('%s belongs into a package', (file) => expect(isUnwanted(file)).toBe(false))

test('what package.json names in its files belongs there, and nothing beside it', () => {
  const named = ['dist', 'kafka', 'Dockerfile']
  const files = ['Dockerfile', 'kafka/pom.xml', 'kafka/test/pom.xml', 'kafka2/pom.xml', 'pom.xml']
  expect(files.filter((file) => isUnwanted(file, named))).toEqual(files.slice(2))
})

test.each([
  'dist/tsconfig.tsbuildinfo',
  'src/read.test.ts',
  'test/read.test.ts',
  'src/fixtures/store.jks',
  'vitest.config.ts',
  '.test-results/unit.json',
])('%s does not', (file) => expect(isUnwanted(file)).toBe(true))

test('a built file without its source is an orphan', () => {
  const files = ['src/a.ts', 'dist/a.js', 'dist/a.d.ts.map', 'dist/old.js', 'dist/old.d.ts']
  expect(files.filter((file) => isOrphan(file, files))).toEqual(['dist/old.js', 'dist/old.d.ts'])
})

test.each([
  [undefined, true],
  ['>=18', true],
  ['^20.19 || >=22', true],
  ['>=20.20', false],
  ['>=22', false],
])('a dependency with engines.node %s runs on the floor: %s', (node, admitted) => {
  const engines = node === undefined ? {} : { node }
  expect(admitsFloor({ name: 'a', engines })).toBe(admitted)
})
