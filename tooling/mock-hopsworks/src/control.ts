import { MockHopsworksError } from './errors.ts'
import type { Fault } from './faults/fault.ts'
import type { FaultList } from './faults/fault-list.ts'
import type { Cluster } from './state/cluster.ts'
import { type Answer, empty, json } from './wire/answers.ts'
import type { Journal } from './wire/journal.ts'

/** Paths of the mock's own, which no Hopsworks has: for tests that reach it over the net only. */
export const CONTROL_PATH = '/mock-hopsworks'

/** What can be looked at and switched from outside. */
export interface Controlled {
  readonly cluster: Cluster
  readonly faults: FaultList
  readonly journal: Journal
}

/** The answer to a request below {@link CONTROL_PATH}, whose key has been checked. */
export function control(method: string, path: string, body: string, parts: Controlled): Answer {
  switch (`${method} ${path.slice(CONTROL_PATH.length)}`) {
    case 'GET /faults':
      return json(parts.faults.list())
    case 'POST /faults':
      return addFault(body, parts.faults)
    case 'DELETE /faults':
      parts.faults.clear()
      return empty(204)
    case 'GET /requests':
      return json({ unknown: parts.journal.unknown, requests: parts.journal.entries })
    case 'GET /state':
      return json(parts.cluster.save())
    default:
      return json({ error: `${method} ${path} is nothing that the mock can do` }, 404)
  }
}

function addFault(body: string, faults: FaultList): Answer {
  try {
    faults.add(JSON.parse(body) as Fault)
    return empty(204)
  } catch (error) {
    if (error instanceof MockHopsworksError || error instanceof SyntaxError)
      return json({ error: error.message }, 400)
    throw error
  }
}
