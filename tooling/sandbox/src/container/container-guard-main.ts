import { rm } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GuardPlan } from './container-guard.ts'
import { EngineApi } from './engine-api.ts'
import { removeSandbox } from './left-behind.ts'

/** A create call that was under way when the owner died is done by then. */
const ONCE_MORE_MS = 2000

// The input ends with the owner, and with the word that all is well if the owner has said it.
const [plan = '', word] = (await text(process.stdin)).split('\n')
if (word !== 'done') {
  const { endpoint, sandbox, directory }: GuardPlan = JSON.parse(plan)
  const api = new EngineApi(endpoint)
  if (directory !== undefined) await rm(directory, { recursive: true, force: true })
  await removeSandbox(api, sandbox)
  await sleep(ONCE_MORE_MS)
  await removeSandbox(api, sandbox)
}
