import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

const executablePath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find(isProgram)

/** Why nothing can be tried in a browser here, to go behind a test's name; empty where it can. */
export const noBrowser =
  executablePath === undefined ? ` (skipped: none of ${NAMES.join(', ')} on PATH)` : ''

/** Starts the machine's own Chromium, which asks nothing of the network. */
export function startBrowser(): Promise<Browser> {
  const quiet = ['background-networking', 'component-update', 'sync', 'gpu', 'quic']
  const args = ['--no-sandbox', '--no-first-run', ...quiet.map((what) => `--disable-${what}`)]
  return chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) })
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
