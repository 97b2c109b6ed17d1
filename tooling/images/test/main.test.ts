import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const PROGRAM = ['--conditions=@hops-kafka/source', '--import', 'tsx', 'src/main.ts']

interface Ended {
  readonly exitCode: number | string | undefined
  readonly stderr: string
}

function images(env: Readonly<Record<string, string>>): Promise<Ended> {
  const options = { cwd: join(import.meta.dirname, '..'), env: { ...process.env, ...env } }
  return new Promise((onEnd) => {
    execFile(process.execPath, PROGRAM, options, (error, _, stderr) =>
      onEnd({ exitCode: error?.code ?? 0, stderr }),
    )
  })
}

it.each([
  { fault: 'no docker on the PATH', env: { PATH: '/nowhere' }, because: /no `docker` on the PATH/ },
  {
    fault: 'an engine that does not answer',
    env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    because: /because: .+/,
  },
])('says in one message with its fix: $fault', async ({ env, because }) => {
  const { exitCode, stderr } = await images(env)
  expect(stderr).toMatch(/^error ERR_IMAGES_NO_ENGINE: .+\n {2}because: .+\n {2}fix: .+\n$/)
  expect(stderr).toMatch(because)
  expect(exitCode).toBe(69)
})
