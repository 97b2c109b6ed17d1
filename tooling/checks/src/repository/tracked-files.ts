import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../workspace.ts'

/** The files that git tracks, from the root; undefined where this is no git checkout. */
export function listTrackedFiles(): string[] | undefined {
  const git = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
  if (git.status !== 0) return undefined
  return git.stdout.split('\0').filter((file) => isFile(path.join(ROOT, file)))
}

/** Folders and download hosts that hold on one machine only. */
const MACHINE_BOUND = [
  // A slash before or a letter after makes it a URL's path or a part of a longer name.
  /(?<![\w./:@-])\/(?:work|root|home\/\w+|Users\/\w+|tmp)\/\w[\w./-]*/,
  /\b(?:registry\.npmjs\.org|registry\.yarnpkg\.com|repo1?\.maven(?:\.apache)?\.org|(?:files\.)?pythonhosted\.org|pypi\.org|deb\.debian\.org|archive\.ubuntu\.com)\b/,
]

/** Their paths are those inside a container, the same on every machine. */
const CONTAINER_FILE = /(?:^|\/)(?:Dockerfile|compose\.yaml)$/

/** A PEM private key with content, not only the words of its frame. */
const PEM_KEY =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\s|\\[rn])+(?:[\w-]+: .*\s+)*[A-Za-z0-9+/=]{32}/

/** First bytes of a JKS and of a JCEKS keystore, which hold private keys unless proven otherwise. */
const KEYSTORE_MAGICS = ['feedfeed', 'cececece']

/** The one place for keystores: those that other programs wrote, made for the tests and marked so. */
const TEST_KEYSTORE = /^packages\/certs\/test\/golden\/(?:jdk-\d+|others)\/[\w.-]+\.store$/

const KEYSTORE_NAME = /\.(?:jks|jceks|p12|pfx|key)$/i

/** What should not be in the repository for all to see; undefined when there is nothing of the kind. */
export function trackedFault(file: string, bytes: Buffer): string | undefined {
  if (TEST_KEYSTORE.test(file)) return undefined
  const magic = bytes.subarray(0, 4).toString('hex')
  if (KEYSTORE_NAME.test(file) || KEYSTORE_MAGICS.includes(magic)) return `${file}: a keystore`
  const text = bytes.toString('utf8')
  if (PEM_KEY.test(text)) return `${file}: a private key`
  if (CONTAINER_FILE.test(file)) return undefined
  for (const pattern of MACHINE_BOUND) {
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) return `${file}: holds on one machine only: ${found}`
  }
  return undefined
}

/** The faults of all given files. */
export function trackedFaults(files: readonly string[]): string[] {
  return files.flatMap((file) => trackedFault(file, readFileSync(path.join(ROOT, file))) ?? [])
}

/** A file may be tracked and deleted, and not yet committed so. */
function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false
}
