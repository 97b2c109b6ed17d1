import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { contentDigest } from '../src/content.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hops-kafka-content-'))
  await mkdir(join(folder, 'bin'))
  await writeFile(join(folder, 'bin', 'run'), 'one')
})
afterEach(() => rm(folder, { recursive: true }))

it('is the same for the same words and files', async () => {
  expect(await contentDigest(['1'], folder)).toBe(await contentDigest(['1'], folder))
})

it('changes with a word, and with where one word ends and the next begins', async () => {
  const digests = await Promise.all(
    [['ab', 'c'], ['a', 'bc'], ['abc']].map((words) => contentDigest(words, folder)),
  )
  expect(new Set(digests).size).toBe(3)
})

it("changes with a file's content and with its name", async () => {
  const before = await contentDigest([], folder)
  await writeFile(join(folder, 'bin', 'run'), 'two')
  const changed = await contentDigest([], folder)
  await writeFile(join(folder, 'run'), 'two')
  await rm(join(folder, 'bin', 'run'))
  const moved = await contentDigest([], folder)
  expect(new Set([before, changed, moved]).size).toBe(3)
})
