import path from 'node:path'
import { expect, test } from 'vitest'
import { commandFaults } from '../../src/repository/fence-commands.ts'
import { typeFaults } from '../../src/repository/fence-types.ts'
import { listReadmes, parseFences, readFences } from '../../src/repository/fences.ts'
import { ROOT } from '../../src/workspace.ts'

/** Programs over every package's sources take seconds on a busy machine. */
const COMPILE_MS = 120_000

const README = path.join(ROOT, 'packages/certs/README.md')
const fences = listReadmes().flatMap(readFences)

function fence(language: string, ...lines: string[]) {
  return parseFences(['text', '', `\`\`\`${language}`, ...lines, '```', 'text'].join('\n'), README)
}

test('finds fences with their language and line', () => {
  expect(fence('ts', 'const a = 1', 'a')).toEqual([
    { file: README, line: 4, language: 'ts', code: 'const a = 1\na' },
  ])
  expect(parseFences('```\nopen', README)).toMatchObject([{ language: '', code: 'open' }])
  expect(parseFences('````md\n```ts\n```\n````', README)).toHaveLength(1)
})

test(
  'every TypeScript example compiles against the sources',
  () => {
    expect(typeFaults(fences.filter(({ language }) => language === 'ts'))).toEqual([])
  },
  COMPILE_MS,
)

test(
  'an example that does not compile is named with its line',
  () => {
    const planted = fence('ts', "import { signalAt } from '@hops-kafka/sensor-sim'", 'signalAt.no')
    expect(typeFaults(planted)).toEqual([
      expect.stringMatching(/^packages\/certs\/README\.md:5: Property 'no' does not exist/),
    ])
    expect(typeFaults(fence('ts', "import '@hops-kafka/absent'"))).toHaveLength(1)
    expect(typeFaults(fence('ts', 'await Promise.resolve(1)'))).toEqual([])
  },
  COMPILE_MS,
)

test('every pnpm call names a script that exists', () => {
  expect(commandFaults(fences.filter(({ language }) => language === 'sh'))).toEqual([])
})

test.each([
  ['pnpm nope', 'pnpm nope: no script is named nope'],
  ['cd x && npx -y pnpm@10 nope', 'npx -y pnpm@10 nope: no script is named nope'],
  ['pnpm --filter nope start', 'pnpm --filter nope start: no package is named nope'],
  ['pnpm -s --filter producer nope -e 5', 'no script is named nope'],
])('%s is named', (command, fault) => {
  expect(commandFaults(fence('sh', command))).toEqual([expect.stringContaining(fault)])
})

test.each(['npx -y pnpm@10 test', 'pnpm -s --filter consumer start --json | head', '# pnpm nope'])(
  '%s is left alone',
  (command) => expect(commandFaults(fence('sh', command))).toEqual([]),
)
