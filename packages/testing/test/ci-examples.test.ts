import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ENGINE_NAMES } from '@hops-kafka/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { whyNoEngine } from './engines.ts'
import { makeProject, type Project } from './project.ts'

const PACKAGE = join(import.meta.dirname, '..')

/** A CI file that the README shows. */
interface CiFile {
  /** Its name in a project; the README has it in the first line. */
  readonly name: string
  readonly yaml: string
}

async function ciFiles(): Promise<CiFile[]> {
  const readme = await readFile(join(PACKAGE, 'README.md'), 'utf8')
  return [...readme.matchAll(/```yaml\n# (\S+)\n([^`]+)```/g)].map(([, name = '', yaml = '']) => ({
    name,
    yaml,
  }))
}

/** The lines that npm and npx are called with. */
function commandsOf({ yaml }: CiFile): string[] {
  return [...yaml.matchAll(/^ +- (?:run: )?(np[mx] .+)$/gm)].map(([, command = '']) => command)
}

const INSTALL = 'npm ci'
const TEST = 'npx vitest run'

const files = await ciFiles()
const missing = new Map<string, string>()
for (const engine of ENGINE_NAMES) missing.set(engine, await whyNoEngine(engine))

const python = process.env['HOPS_KAFKA_PYTHON'] ?? 'python3'
const lack = whyNoSchemas()

function whyNoSchemas(): string {
  try {
    execFileSync(python, ['-c', 'import check_jsonschema'], { stdio: 'ignore' })
    return ''
  } catch {
    return ' (skipped: Python lacks check-jsonschema; see tooling/integration/requirements.txt)'
  }
}

describe.skipIf(lack !== '')(`the CI files of the README follow their schema${lack}`, () => {
  it.each(files)('$name', async ({ name, yaml }) => {
    const folder = await mkdtemp(join(tmpdir(), 'hops-kafka-ci-'))
    const file = join(folder, 'ci.yml')
    await writeFile(file, yaml)
    const schema = name.startsWith('.github') ? 'github-workflows' : 'gitlab-ci'
    const args = ['-m', 'check_jsonschema', '--builtin-schema', `vendor.${schema}`, file]
    const { stdout } = await promisify(execFile)(python, args)
    expect(stdout).toContain('validation done')
    await writeFile(file, yaml.replace(/^( *)script:|^( *)steps:/m, '$1$2steppes:'))
    await expect(promisify(execFile)(python, args)).rejects.toThrow()
    await rm(folder, { recursive: true })
  })
})

/** The engine that a file asks for. */
function engineOf({ yaml }: CiFile): string {
  return /HOPS_KAFKA_ENGINE: (\w+)/.exec(yaml)?.[1] ?? ''
}

it('the CI files of the README have the same commands, and both engines', () => {
  expect(files.map(commandsOf)).toEqual(files.map(() => [INSTALL, TEST]))
  expect(new Set(files.map(engineOf))).toEqual(new Set(ENGINE_NAMES))
})

describe('the commands of the CI files, in a project with the packed packages', () => {
  let project: Project
  beforeAll(async () => {
    project = await makeProject(join(PACKAGE, 'examples/readings.vitest.ts'))
    await project.run(INSTALL, {})
  }, 240_000)
  afterAll(() => project?.[Symbol.asyncDispose]())

  for (const engine of ENGINE_NAMES) {
    const why = missing.get(engine) ?? ''
    it.skipIf(why !== '')(`run its test on the ${engine} engine${why}`, async () => {
      expect(await project.run(TEST, { HOPS_KAFKA_ENGINE: engine })).toMatch(/Tests .*1 passed/)
    })
  }
})
