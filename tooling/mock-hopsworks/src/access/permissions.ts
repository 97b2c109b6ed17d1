import type { EraTraits } from '../eras.ts'
import type { Scope } from '../options.ts'
import type { Project } from '../state/cluster.ts'
import type { Answer } from '../wire/answers.ts'
import { hopsworksError } from '../wire/error-numbers.ts'
import type { KeyHolder } from './api-keys.ts'

/** Whom a route lets in. */
export interface Access {
  readonly scope: Scope
  /** Who in the project may: every member, or the data owners alone. */
  readonly role: 'member' | 'owner'
}

/** What Hopsworks answers to a key without the scope; undefined when it has it. */
export function refuseScope(
  { scopes, standing }: KeyHolder,
  { scope }: Access,
  era: EraTraits,
): Answer | undefined {
  if (standing === 'without role') return hopsworksError(320003)
  if (scopes.includes(scope)) return undefined
  const words = `No valid scope. Valid scope for this invocation is: [${scope}]`
  return hopsworksError(320004, era.namesMissingScope ? words : undefined)
}

/** What Hopsworks answers to who has no business in the project; undefined when he may do it. */
export function refuseRole(
  holder: KeyHolder,
  { role }: Access,
  project: Project,
): Answer | undefined {
  const has = holder.roleIn(project.name)
  if (has === undefined) return hopsworksError(160000)
  return role === 'owner' && has !== 'Data owner' ? hopsworksError(150068) : undefined
}
