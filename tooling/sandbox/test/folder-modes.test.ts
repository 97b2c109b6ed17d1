import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeOwnFolder } from '../src/files.ts'
import { makeSandboxFolder } from '../src/sandbox-folder.ts'

let root: string
let folder: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sandbox-modes-'))
  folder = join(root, 'folder')
  await mkdir(folder)
  await chmod(folder, 0o755)
})
afterEach(() => rm(root, { recursive: true, force: true }))

const mode = async (): Promise<string> => ((await stat(folder)).mode & 0o777).toString(8)

it('closes a folder of its own that stands open', async () => {
  await makeOwnFolder(folder)
  expect(await mode()).toBe('700')
})

it.each([[[]], [['cert', 'config.toml', 'supervisor.log']]])(
  'closes the folder of a sandbox that holds %j',
  async (names) => {
    for (const name of names) await writeFile(join(folder, name), '')
    await makeSandboxFolder(folder)
    expect(await mode()).toBe('700')
  },
)

it('leaves a folder of the user, with files besides the sandbox, as it is', async () => {
  await writeFile(join(folder, 'config.toml'), '')
  await writeFile(join(folder, 'producer.py'), '')
  await makeSandboxFolder(folder)
  expect(await mode()).toBe('755')
})

it('makes the folder of a new sandbox, and those above it', async () => {
  folder = join(folder, 'new')
  await makeSandboxFolder(folder)
  expect(await mode()).toBe('700')
})
