import type { EraTraits } from '../eras.ts'
import { ROUTES } from '../routes/index.ts'
import type { Route } from '../routes/route.ts'

/** Where every path begins. */
export const BASE_PATH = '/hopsworks-api/api'

type Params = Readonly<Record<string, string>>

/** A route whose pattern fits a path, and what stands in its variable parts. */
export interface Match {
  readonly route: Route
  readonly params: Params
}

/** Every route that the path fits, whatever the method. */
export function matchPath(path: string, era: EraTraits): readonly Match[] {
  if (!path.startsWith(`${BASE_PATH}/`)) return []
  const below = path.slice(BASE_PATH.length + 1)
  const segments = (era.hasFeatureStorePath ? outOfFeatureStore(below) : below).split('/')
  return ROUTES.flatMap((route) => {
    if (route.exists?.(era) === false) return []
    const params = matchPattern(route.pattern.split('/'), segments)
    return params ? [{ route, params }] : []
  })
}

/** The same resource is below a feature store of the project. */
function outOfFeatureStore(path: string): string {
  return path.replace(/^(project\/\d+)\/featurestores\/\d+\/kafka\//, '$1/kafka/')
}

function matchPattern(pattern: readonly string[], segments: readonly string[]): Params | undefined {
  if (pattern.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const value = decode(segments[index])
    if (!value) return undefined
    if (part.startsWith('#') && !/^-?\d{1,10}$/.test(value)) return undefined
    if (part.startsWith('#') || part.startsWith(':')) params[part.slice(1)] = value
    else if (part !== value) return undefined
  }
  return params
}

function decode(segment = ''): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
