import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { capture } from '../run.ts'
import type { Consumer } from './consumer.ts'
import type { PublicNames } from './public-names.ts'
import { demand } from './verdict.ts'

/** Our own TypeScript, and the oldest one that the packages promise to work with. */
const COMPILERS = ['typescript', 'typescript-5.0'] as const

/** The two ways in which users' compilers find a package's types. */
const RESOLUTIONS = [
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
  { module: 'ESNext', moduleResolution: 'Bundler' },
] as const

/** The strictest settings a user may have, library files checked as well. */
const STRICT = {
  target: 'ES2022',
  types: ['node'],
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
}

/** A program that names every export of the installed package compiles under strict settings. */
export async function checkConsumerTypes(consumer: Consumer, names: PublicNames): Promise<void> {
  const { directory, name } = consumer
  const exported = [...names.values, ...names.types.map((type) => `type ${type}`)]
  writeFileSync(
    path.join(directory, 'consumer.ts'),
    `export { ${exported.join(', ')} } from ${JSON.stringify(name)}\n`,
  )
  for (const resolution of RESOLUTIONS) {
    const settings = { compilerOptions: { ...STRICT, ...resolution }, files: ['consumer.ts'] }
    writeFileSync(path.join(directory, 'tsconfig.json'), JSON.stringify(settings))
    const what = `types of ${name} by ${resolution.moduleResolution}`
    await Promise.all(COMPILERS.map((compiler) => compile({ compiler, directory, what })))
  }
}

interface Compilation {
  readonly compiler: (typeof COMPILERS)[number]
  readonly directory: string
  readonly what: string
}

async function compile({ compiler, directory, what }: Compilation): Promise<void> {
  const tsc = path.resolve(import.meta.dirname, '../../node_modules', compiler, 'bin/tsc')
  const { exitCode, stdout, stderr } = await capture(process.execPath, [tsc], directory)
  demand(exitCode === 0, `${what} with ${compiler}`, stdout + stderr)
}
