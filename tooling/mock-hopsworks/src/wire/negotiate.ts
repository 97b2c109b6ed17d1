import type { EraTraits } from '../eras.ts'
import type { Route } from '../routes/route.ts'
import { type Answer, VENDOR_TYPE, webFault } from './answers.ts'
import type { ReceivedRequest } from './dispatch.ts'

/** 406 and 415, which the web layer answers before any route is called. */
export function negotiate(
  { accept, contentType }: ReceivedRequest['headers'],
  { produces, consumes }: Route,
  era: EraTraits,
): Answer | undefined {
  if (!accepts(accept, produces)) return webFault(406)
  if (consumes.length === 0) return undefined
  const given = contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
  const taken = consumes.includes(given) && (given !== VENDOR_TYPE || era.takesVendorType)
  return taken ? undefined : webFault(415)
}

function accepts(accept = '*/*', type: string): boolean {
  const [family] = type.split('/')
  return accept.split(',').some((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const refused = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
    return !refused && ['*/*', `${family}/*`, type].includes(name)
  })
}
