import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const executablePath = findBrowser()

/** Why nothing can be tried in a browser here, to go behind a suite's name; empty where it can. */
export const noBrowser =
  executablePath === undefined ? ` (skipped: none of ${NAMES.join(', ')} on PATH)` : ''

function findBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Starts the machine's own Chromium, which asks nothing of the network. */
export function startBrowser(): Promise<Browser> {
  const quiet = ['background-networking', 'component-update', 'sync', 'gpu', 'quic']
  const args = ['--no-sandbox', '--no-first-run', ...quiet.map((what) => `--disable-${what}`)]
  return chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) })
}

/** What a page has complained of: errors, warnings of the console, breaches of the content policy. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  return complaints
}
