import { expect, it } from 'vitest'
import { buildStep } from '../src/build-step.ts'

const shell = (script: string) => buildStep('the step', ['/bin/sh', '-c', script])

it('returns what the program wrote', async () => {
  expect(await shell('echo done')).toBe('done')
})

it.each([
  {
    fault: 'a full disk',
    script: 'echo "write /x: no space left on device" >&2; exit 1',
    code: 'ERR_IMAGES_DISK_FULL',
    because: 'write /x: no space left on device',
  },
  {
    fault: 'a mirror that is not reached',
    script: 'echo "E: Failed getting release file"; exit 1',
    code: 'ERR_IMAGES_DOWNLOAD',
    because: 'E: Failed getting release file',
  },
  {
    fault: 'a program that fails',
    script: 'echo first; echo last >&2; exit 3',
    code: 'ERR_IMAGES_BUILD',
    because: '`/bin/sh` ended with 3: first | last',
  },
])('tells $fault', async ({ script, code, because }) => {
  await expect(shell(script)).rejects.toMatchObject({ code, because, what: 'the step' })
})

it('tells a program that is not there', async () => {
  await expect(buildStep('the step', ['no-such-program'])).rejects.toMatchObject({
    code: 'ERR_IMAGES_BUILD',
    because: expect.stringContaining('ended with 127'),
  })
})
