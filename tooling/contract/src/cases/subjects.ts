import type { Case } from '../case.ts'
import { a, b, CLASH, FIRST, NEXT, NO_SCHEMA, ownLevel, register, SPACED } from './schemas.ts'

const JSON_TYPE = 'application/json'
const VENDOR_TYPE = 'application/vnd.schemaregistry.v1+json'
const VERSION = { id: '<int>', subject: '$s', version: 1, schema: FIRST }
/** Others add what Hopsworks does not have. */
const OTHER_VERSION = { ...VERSION, '...': true }

const get = (path: string) => ({ method: 'GET', path }) as const
const post = (path: string, schema: string) => ({ method: 'POST', path, body: { schema } }) as const

const lists: readonly Case[] = [
  {
    operation: 'list subjects',
    name: 'as text that is not JSON',
    given: [register()],
    request: get('subjects'),
    wire: { status: 200, type: 'text/plain', contains: '$s' },
    other: { status: 200, type: JSON_TYPE, contains: '"$s"' },
    call: { method: 'subjects', args: [] },
    outcome: { value: { contains: '$s' } },
  },
  {
    operation: 'list subjects',
    name: 'to a client that takes JSON only',
    request: { ...get('subjects'), accept: JSON_TYPE },
    wire: { status: 406, body: a(120004) },
    other: { status: 200, type: JSON_TYPE },
  },
  {
    operation: 'list versions',
    name: 'as text',
    given: [register(), register(NEXT)],
    request: get('subjects/$s/versions'),
    wire: { status: 200, type: 'text/plain', body: [1, 2] },
    other: { status: 200, type: JSON_TYPE, body: [1, 2] },
    call: { method: 'versions', args: ['$s'] },
    outcome: { value: [1, 2] },
  },
  {
    operation: 'list versions',
    name: 'of an unknown subject',
    request: get('subjects/$n/versions'),
    wire: { status: 500, type: 'text/html' },
    other: { status: 404, body: b(40401) },
    call: { method: 'versions', args: ['$n'] },
    outcome: { code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND' },
  },
]

const versions: readonly Case[] = [
  {
    operation: 'get version',
    name: 'by number',
    given: [register()],
    request: get('subjects/$s/versions/1'),
    wire: { status: 200, type: JSON_TYPE, body: VERSION },
    other: { status: 200, type: JSON_TYPE, body: OTHER_VERSION },
    call: { method: 'version', args: ['$s', 1] },
    outcome: { value: VERSION },
  },
  {
    operation: 'get version',
    name: 'the latest',
    given: [register(), register(NEXT)],
    request: get('subjects/$s/versions/latest'),
    wire: { status: 200, body: { ...VERSION, version: 2, schema: NEXT } },
    other: { status: 200, body: { ...OTHER_VERSION, version: 2, schema: NEXT } },
    call: { method: 'latest', args: ['$s'] },
    outcome: { value: { ...VERSION, version: 2, schema: NEXT } },
  },
  {
    operation: 'get version',
    name: 'of an unknown subject',
    request: get('subjects/$n/versions/latest'),
    wire: { status: 404, type: JSON_TYPE, body: b(40401) },
    call: { method: 'latest', args: ['$n'] },
    outcome: { code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND' },
  },
  {
    operation: 'get version',
    name: 'that is not there',
    given: [register()],
    request: get('subjects/$s/versions/9'),
    wire: { status: 404, body: b(40402) },
    call: { method: 'version', args: ['$s', 9] },
    outcome: { code: 'ERR_REGISTRY_VERSION_NOT_FOUND' },
  },
  {
    operation: 'get version',
    name: 'that is no version, before the subject is looked for',
    request: get('subjects/$n/versions/0'),
    wire: { status: 422, body: b(42202) },
    other: { status: 404, body: b(40401) },
  },
  {
    operation: 'get raw schema',
    name: 'the text itself',
    given: [register()],
    request: get('subjects/$s/versions/latest/schema'),
    wire: { status: 200, type: JSON_TYPE, contains: FIRST },
    call: { method: 'schemaText', args: ['$s', 1] },
    outcome: { value: FIRST },
  },
  {
    operation: 'get schema by id',
    name: 'that a registration was given',
    given: [register()],
    request: get('schemas/ids/$id'),
    wire: { status: 200, type: JSON_TYPE, body: { schema: FIRST } },
    other: { status: 200, body: { schema: FIRST, '...': true } },
    call: { method: 'schemaById', args: ['$id'] },
    outcome: { value: FIRST },
  },
  {
    operation: 'get schema by id',
    name: 'with parameters that mean nothing to it',
    given: [register()],
    request: get('schemas/ids/$id?subject=x&fetchMaxId=False'),
    wire: { status: 200, body: { schema: FIRST } },
    other: { status: 200, body: { schema: FIRST, '...': true } },
  },
  {
    operation: 'get schema by id',
    name: 'that nobody has',
    request: get('schemas/ids/2147483647'),
    wire: { status: 404, body: b(40403) },
    call: { method: 'schemaById', args: [2147483647] },
    outcome: { code: 'ERR_REGISTRY_SCHEMA_NOT_FOUND' },
  },
]

const lookups: readonly Case[] = [
  {
    operation: 'look up',
    name: 'the very text',
    given: [register()],
    request: post('subjects/$s', FIRST),
    wire: { status: 200, body: VERSION },
    other: { status: 200, body: OTHER_VERSION },
    call: { method: 'lookup', args: ['$s', FIRST] },
    outcome: { value: VERSION },
  },
  {
    operation: 'look up',
    name: 'in other whitespace',
    given: [register()],
    request: post('subjects/$s', SPACED),
    wire: { status: 200, body: VERSION },
    // Apicurio compares the bytes.
    other: { status: 404, body: b(40403) },
    call: { method: 'lookup', args: ['$s', SPACED] },
    outcome: { value: VERSION },
    outcomes: { other: { code: 'ERR_REGISTRY_SCHEMA_NOT_REGISTERED' } },
  },
  {
    operation: 'look up',
    name: 'what the subject does not have',
    given: [register()],
    request: post('subjects/$s', NEXT),
    wire: { status: 404, body: b(40403) },
    call: { method: 'lookup', args: ['$s', NEXT] },
    outcome: { code: 'ERR_REGISTRY_SCHEMA_NOT_REGISTERED' },
  },
  {
    operation: 'look up',
    name: 'in an unknown subject',
    request: post('subjects/$n', FIRST),
    wire: { status: 404, body: b(40401) },
    call: { method: 'lookup', args: ['$n', FIRST] },
    outcome: { code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND' },
  },
]

const registrations: readonly Case[] = [
  {
    operation: 'register',
    name: 'a new subject',
    request: register(),
    wire: { status: 200, type: JSON_TYPE, body: { id: '<int>', subject: '$s', version: 1 } },
    other: { status: 200, body: { id: '<int>' } },
    call: { method: 'register', args: ['$s', FIRST] },
    outcome: { value: { id: '<int>', subject: '$s', version: 1 } },
  },
  {
    operation: 'register',
    name: 'the same schema again',
    given: [register()],
    request: register(),
    wire: { status: 200, body: { id: '$id', subject: '$s', version: 1 } },
    other: { status: 200, body: { id: '$id' } },
    call: { method: 'register', args: ['$s', FIRST] },
    outcome: { value: { id: '$id', subject: '$s', version: 1 } },
  },
  {
    operation: 'register',
    name: 'what may not follow',
    given: [register(), ownLevel('BACKWARD')],
    request: register(CLASH),
    wire: { status: 409, type: JSON_TYPE, body: b(40901) },
    other: { status: 409, body: b(409) },
    call: { method: 'register', args: ['$s', CLASH] },
    outcome: { code: 'ERR_REGISTRY_INCOMPATIBLE' },
  },
  {
    operation: 'register',
    name: 'what is not Avro',
    request: register(NO_SCHEMA),
    wire: { status: 422, body: b(42201) },
    call: { method: 'register', args: ['$s', NO_SCHEMA] },
    outcome: { code: 'ERR_REGISTRY_INVALID_SCHEMA' },
  },
  {
    operation: 'register',
    name: 'under a name of the server’s own',
    request: { ...register(), path: 'subjects/projectcompatibility/versions' },
    wire: { status: 405, body: a(190016) },
    other: 'absent',
    call: { method: 'register', args: ['projectcompatibility', FIRST, { anyName: true }] },
    outcome: { code: 'ERR_REGISTRY_CONFLICT' },
  },
  {
    operation: 'register',
    name: 'with Confluent’s content type',
    request: { ...register(), contentType: VENDOR_TYPE },
    wire: { status: 200, body: { id: '<int>', subject: '$s', version: 1 } },
    eras: { '2.2': { status: 415, body: a(120004) } },
    other: { status: 200, body: { id: '<int>' } },
  },
]

const deletions: readonly Case[] = [
  {
    operation: 'delete subject',
    name: 'with its versions',
    given: [register(), register(NEXT)],
    request: { method: 'DELETE', path: 'subjects/$s' },
    wire: { status: 200, body: [1, 2] },
  },
  {
    operation: 'delete subject',
    name: 'that is not there',
    request: { method: 'DELETE', path: 'subjects/$n' },
    wire: { status: 404, body: b(40401) },
    call: { method: 'deleteSubject', args: ['$n'] },
    outcome: { code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND' },
  },
  {
    operation: 'delete subject',
    name: 'by the client',
    given: [register()],
    request: get('subjects/$s/versions/1'),
    wire: { status: 200, body: VERSION },
    other: { status: 200, body: OTHER_VERSION },
    call: { method: 'deleteSubject', args: ['$s'] },
    outcome: { value: [1] },
  },
  {
    operation: 'delete version',
    name: 'whose number it tells',
    given: [register(), register(NEXT)],
    request: { method: 'DELETE', path: 'subjects/$s/versions/1' },
    wire: { status: 200, body: 1 },
    call: { method: 'deleteVersion', args: ['$s', 2] },
    outcome: { value: 2 },
  },
  {
    operation: 'delete version',
    name: 'that is not there',
    given: [register()],
    request: { method: 'DELETE', path: 'subjects/$s/versions/9' },
    wire: { status: 404, body: b(40402) },
    call: { method: 'deleteVersion', args: ['$s', 9] },
    outcome: { code: 'ERR_REGISTRY_VERSION_NOT_FOUND' },
  },
]

export const subjectCases: readonly Case[] = [
  ...lists,
  ...versions,
  ...lookups,
  ...registrations,
  ...deletions,
]
