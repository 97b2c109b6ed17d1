import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clearResults, collectResults, packagesThatSkipped } from '../src/test-results.ts'
import type { WorkspacePackage } from '../src/workspace.ts'

let directory: string
let packages: WorkspacePackage[]

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'hops-kafka-results-'))
  packages = [{ name: 'a', directory, manifest: { name: 'a', scripts: { test: 'vitest run' } } }]
})

afterEach(() => rmSync(directory, { recursive: true }))

function writeReport(...testResults: object[]): void {
  mkdirSync(path.join(directory, '.test-results'), { recursive: true })
  writeFileSync(path.join(directory, '.test-results/unit.json'), JSON.stringify({ testResults }))
}

function file(status: string, tests: Record<string, string>, message = '') {
  const assertionResults = Object.entries(tests).map(([fullName, state]) => ({
    fullName,
    status: state,
    ancestorTitles: fullName.split(' > ').slice(0, -1),
  }))
  return { name: '/somewhere/one.test.ts', status, message, assertionResults }
}

test('counts what passed and names what failed or was skipped', () => {
  writeReport(
    file('failed', { one: 'passed', two: 'failed' }),
    file('passed', { 'three (skipped: no Java)': 'skipped', four: 'todo' }),
  )
  expect(collectResults('test', packages)).toEqual([
    {
      suite: 'a test',
      passed: 1,
      failures: ['two'],
      skips: [
        { name: 'three (skipped: no Java)', tests: 1 },
        { name: 'four', tests: 1 },
      ],
    },
  ])
})

test('a block that was skipped as a whole is named once', () => {
  writeReport(
    file('passed', {
      'stores (skipped: no keytool) > one': 'skipped',
      'stores (skipped: no keytool) > deep > two': 'skipped',
      'PEM > three': 'passed',
      'PEM > four': 'skipped',
    }),
  )
  expect(packagesThatSkipped('test', packages)).toEqual(['a'])
  expect(packagesThatSkipped('test:integration', packages)).toEqual([])
  expect(collectResults('test', packages)[0]?.skips).toEqual([
    { name: 'stores (skipped: no keytool)', tests: 2 },
    { name: 'PEM > four', tests: 1 },
  ])
})

test('a file that did not load is a failure', () => {
  writeReport(file('failed', {}, "Cannot find package 'nope'\nat somewhere"))
  expect(collectResults('test', packages)[0]?.failures).toEqual([
    "one.test.ts: Cannot find package 'nope'",
  ])
})

test('a file whose hook threw is a failure though its tests passed', () => {
  writeReport(file('failed', { one: 'passed' }))
  expect(collectResults('test', packages)[0]?.failures).toEqual([
    'one.test.ts: failed outside its tests',
  ])
})

test('a suite without a report or without tests is a failure', () => {
  expect(collectResults('test', packages)[0]?.failures).toHaveLength(1)
  writeReport()
  expect(collectResults('test', packages)[0]?.failures).toEqual(['found no test file'])
})

test('a report of an earlier run is not counted', () => {
  writeReport(file('passed', { one: 'passed' }))
  clearResults('test', packages)
  expect(collectResults('test', packages)[0]).toMatchObject({
    passed: 0,
    failures: [expect.stringContaining('no report')],
  })
})

test('a report that was cut short is a failure, not a crash', () => {
  mkdirSync(path.join(directory, '.test-results'))
  writeFileSync(path.join(directory, '.test-results/unit.json'), '{"testResults": [')
  expect(collectResults('test', packages)[0]?.failures).toHaveLength(1)
})

test('a package without the task has no suite', () => {
  expect(collectResults('test:integration', packages)).toEqual([])
})
