import type { Case } from '../case.ts'
import { a, b, CLASH, FIRST, NEXT, NO_SCHEMA, ownLevel, register } from './schemas.ts'

const check = (subject: string, version: string, schema: string) =>
  ({
    method: 'POST',
    path: `compatibility/subjects/${subject}/versions/${version}`,
    body: { schema },
  }) as const

const checks: readonly Case[] = [
  {
    operation: 'check compatibility',
    name: 'of what may follow',
    given: [register(), ownLevel('BACKWARD')],
    request: check('$s', 'latest', NEXT),
    wire: { status: 200, body: { is_compatible: true } },
    call: { method: 'isCompatible', args: ['$s', NEXT] },
    outcome: { value: true },
  },
  {
    operation: 'check compatibility',
    name: 'of what may not',
    given: [register(), ownLevel('BACKWARD')],
    request: check('$s', '1', CLASH),
    wire: { status: 200, body: { is_compatible: false } },
    call: { method: 'isCompatible', args: ['$s', CLASH, { version: 1 }] },
    outcome: { value: false },
  },
  {
    operation: 'check compatibility',
    name: 'transitively, which 2.2 gets wrong',
    given: [register(), ownLevel('BACKWARD_TRANSITIVE')],
    request: check('$s', 'latest', CLASH),
    wire: { status: 200, body: { is_compatible: false } },
    eras: { '2.2': { status: 200, body: { is_compatible: true } } },
    call: { method: 'isCompatible', args: ['$s', CLASH] },
    outcome: { value: false },
    outcomes: { '2.2': { value: true } },
  },
  {
    operation: 'check compatibility',
    name: 'with what is no version, before anything else',
    request: check('$n', '0', NO_SCHEMA),
    wire: { status: 422, body: b(42202) },
    other: 'absent',
  },
  {
    operation: 'check compatibility',
    name: 'of what is not Avro, before the subject is looked for',
    request: check('$n', '1', NO_SCHEMA),
    wire: { status: 422, body: b(42201) },
    other: 'absent',
    call: { method: 'isCompatible', args: ['$n', NO_SCHEMA] },
    outcome: { code: 'ERR_REGISTRY_INVALID_SCHEMA' },
  },
  {
    operation: 'check compatibility',
    name: 'with an unknown subject',
    request: check('$n', '1', FIRST),
    wire: { status: 404, body: b(40401) },
    // Apicurio looks for the version at once.
    other: { status: 404, body: b(40402) },
    call: { method: 'isCompatible', args: ['$n', FIRST] },
    outcome: { code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND' },
    // With nothing to compare to, anything is compatible there.
    outcomes: { other: { value: true } },
  },
  {
    operation: 'check compatibility',
    name: 'with an unknown version',
    given: [register()],
    request: check('$s', '9', FIRST),
    wire: { status: 404, body: b(40402) },
    call: { method: 'isCompatible', args: ['$s', FIRST, { version: 9 }] },
    outcome: { code: 'ERR_REGISTRY_VERSION_NOT_FOUND' },
  },
]

const levels: readonly Case[] = [
  {
    operation: 'get level',
    name: 'of the registry',
    request: { method: 'GET', path: 'config' },
    wire: { status: 200, body: { compatibilityLevel: '<text>' } },
    call: { method: 'level', args: [] },
    outcome: { value: '<text>' },
  },
  {
    operation: 'get level',
    name: 'of a subject with one of its own',
    given: [register(), ownLevel('FULL')],
    request: { method: 'GET', path: 'config/$s' },
    wire: { status: 200, body: { compatibilityLevel: 'FULL' } },
    call: { method: 'levelOfSubject', args: ['$s'] },
    outcome: { value: 'FULL' },
  },
  {
    operation: 'get level',
    name: 'of a subject without',
    given: [register()],
    request: { method: 'GET', path: 'config/$s' },
    wire: { status: 404, body: b(40401) },
    // Apicurio gives the registry's.
    other: { status: 200, body: { compatibilityLevel: '<text>' } },
    call: { method: 'levelOfSubject', args: ['$s'] },
    outcome: { value: undefined },
    outcomes: { other: { value: '<text>' } },
  },
  {
    operation: 'set level',
    name: 'of the registry',
    request: { method: 'PUT', path: 'config', body: { compatibility: 'BACKWARD' } },
    wire: { status: 200, body: { compatibility: 'BACKWARD' } },
    other: { status: 200, contains: '"BACKWARD"' },
    call: { method: 'setLevel', args: ['NONE'] },
    outcome: { value: 'NONE' },
    mockOnly: true,
  },
  {
    operation: 'set level',
    name: 'of a subject',
    given: [register()],
    request: ownLevel('FORWARD'),
    wire: { status: 200, body: { compatibility: 'FORWARD' } },
    other: { status: 200, contains: '"FORWARD"' },
    call: { method: 'setLevelOfSubject', args: ['$s', 'FULL_TRANSITIVE'] },
    outcome: { value: 'FULL_TRANSITIVE' },
  },
  {
    operation: 'set level',
    name: 'of an unknown subject',
    request: { ...ownLevel('FULL'), path: 'config/$n' },
    wire: { status: 404, body: b(40401) },
    // Apicurio keeps it for when the subject comes.
    other: { status: 200, contains: '"FULL"' },
    call: { method: 'setLevelOfSubject', args: ['$n', 'FULL'] },
    outcome: { code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND' },
    outcomes: { other: { value: 'FULL' } },
  },
  {
    operation: 'set level',
    name: 'to what is none',
    given: [register()],
    request: ownLevel('SOMEHOW'),
    wire: { status: 400 },
    eras: { '2.2': { status: 422, body: b(42203) } },
    other: { status: 500, body: { error_code: 0, message: '<text>' } },
  },
]

const web: readonly Case[] = [
  {
    operation: 'refuse a request',
    name: 'for a path that is not there',
    request: { method: 'GET', path: 'mode' },
    wire: { status: 404, body: a(120004) },
    other: 'absent',
  },
  {
    operation: 'refuse a request',
    name: 'with a method that the path does not take',
    request: { method: 'DELETE', path: 'config' },
    wire: { status: 405, body: a(120004) },
    other: 'absent',
  },
  {
    operation: 'refuse a request',
    name: 'for an id that is no number',
    request: { method: 'GET', path: 'schemas/ids/x' },
    wire: { status: 404, body: a(120004) },
    other: 'absent',
  },
]

export const compatibilityCases: readonly Case[] = [...checks, ...levels, ...web]
