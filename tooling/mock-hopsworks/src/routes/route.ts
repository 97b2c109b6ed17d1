import type { KeyHolder } from '../access/api-keys.ts'
import type { Access } from '../access/permissions.ts'
import type { EraTraits } from '../eras.ts'
import type { Cluster, Project } from '../state/cluster.ts'
import { type Answer, JSON_TYPE, TEXT_TYPE, VENDOR_TYPE } from '../wire/answers.ts'

/** What a route gets to see of a request. */
export interface Call {
  readonly cluster: Cluster
  readonly holder: KeyHolder
  /** The path's variable parts, by the names in the route's pattern. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The parsed JSON body of a POST or PUT. */
  readonly body: unknown
  /** `https://host:port/hopsworks-api/api` as the client addressed it. */
  readonly url: string
}

/** A call whose path names a project that is there. */
export interface ProjectCall extends Call {
  readonly project: Project
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** One line of the contract: method and path, whom it lets in, what it takes and gives. */
export interface Route {
  readonly method: Method
  /** Segments below `/hopsworks-api/api/`; `:name` is a text, `#name` a whole number. */
  readonly pattern: string
  /** Undefined where every era has it. */
  readonly exists?: (era: EraTraits) => boolean
  /** Undefined where no key is asked for. */
  readonly access: Access | undefined
  readonly produces: string
  /** Content types that a body may have; none where there is no body. */
  readonly consumes: readonly string[]
  /** Called for a path with `#project` once the project is found and the holder may be there. */
  readonly answer: (call: ProjectCall) => Answer
}

/** Where the routes of a project's Kafka begin. */
export const KAFKA = 'project/#project/kafka'

const MEMBER: Access = { scope: 'KAFKA', role: 'member' }

/** A route below {@link KAFKA} that a member may read. */
export function get(path: string, answer: Route['answer'], produces: string = JSON_TYPE): Route {
  const pattern = `${KAFKA}/${path}`
  return { method: 'GET', pattern, access: MEMBER, produces, consumes: [], answer }
}

/** A list that is written as plain text only. */
export function getText(path: string, answer: Route['answer']): Route {
  return get(path, answer, TEXT_TYPE)
}

/** A route with a JSON body. */
export function send(method: 'POST' | 'PUT', path: string, answer: Route['answer']): Route {
  return { ...get(path, answer), method, consumes: [JSON_TYPE] }
}

/** One with a JSON body, whose type may be Confluent's from 2.5 on. */
export function sendVendor(method: 'POST' | 'PUT', path: string, answer: Route['answer']): Route {
  return { ...send(method, path, answer), consumes: [JSON_TYPE, VENDOR_TYPE] }
}

export function remove(path: string, answer: Route['answer']): Route {
  return { ...get(path, answer), method: 'DELETE' }
}

/** The same for data owners alone. */
export function owners(route: Route): Route {
  return { ...route, access: { scope: 'KAFKA', role: 'owner' } }
}
