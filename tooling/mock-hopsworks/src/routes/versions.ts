import type { SubjectVersion } from '../state/subject-store.ts'
import type { ProjectCall } from './route.ts'

/** The number in a path, `latest`, or undefined for what is neither. */
function versionIn(text: string): number | 'latest' | undefined {
  if (text === 'latest') return text
  const number = /^\+?\d+$/.test(text) ? Number(text) : 0
  return number >= 1 && number < 2 ** 31 ? number : undefined
}

/** The version that the path names, or the error number in the order in which the server checks. */
export function findVersion(call: ProjectCall): SubjectVersion | 40401 | 40402 | 42202 {
  const { project, params } = call
  const { subject = '', version = '' } = params
  const wanted = versionIn(version)
  if (wanted === undefined) return 42202
  if (project.registry.versions(subject).length === 0) return 40401
  return project.registry.version(subject, wanted) ?? 40402
}
