import type { Case } from '../case.ts'
import { a } from './schemas.ts'

const config = { method: 'GET', path: 'config' } as const

const keys: readonly Case[] = [
  {
    operation: 'check the key',
    name: 'no header',
    request: { ...config, key: 'none' },
    wire: { status: 401, body: a(200003), headers: { 'www-authenticate': 'Bearer realm=' } },
    eras: {
      '2.2': { status: 401, body: a(200003), headers: { 'www-authenticate': 'ApiKey realm=' } },
    },
    other: 'absent',
  },
  {
    operation: 'check the key',
    name: 'another scheme',
    request: { ...config, key: 'other scheme' },
    wire: { status: 401, body: a(200003) },
    other: 'absent',
  },
  {
    operation: 'check the key',
    name: 'a malformed key',
    request: { ...config, key: 'malformed' },
    wire: { status: 401, body: a(320012) },
    eras: { '2.2': { status: 401, body: a(320002) } },
    other: 'absent',
  },
  {
    operation: 'check the key',
    name: 'a wrong secret',
    request: { ...config, key: 'wrong secret' },
    wire: { status: 401, body: a(320012) },
    eras: { '2.2': { status: 401, body: a(320002) } },
    other: 'absent',
  },
  {
    operation: 'check the key',
    name: 'an unknown prefix',
    request: { ...config, key: 'unknown' },
    wire: { status: 401, body: a(320013) },
    eras: { '2.2': { status: 401, body: a(320002) } },
    other: 'absent',
  },
  {
    operation: 'check scope and role',
    name: 'the scope KAFKA is missing',
    request: { ...config, key: 'project only' },
    wire: { status: 403, body: a(320004) },
    eras: { '5.x': { status: 403, body: a(320004), contains: '[KAFKA]' } },
    other: 'absent',
    mockOnly: true,
  },
  {
    operation: 'check scope and role',
    name: 'the scope PROJECT is missing',
    request: { method: 'GET', path: 'api:project/getProjectInfo/$p', key: 'kafka only' },
    wire: { status: 403, body: a(320004) },
    other: 'absent',
    mockOnly: true,
  },
  {
    operation: 'check scope and role',
    name: 'not a member',
    request: { ...config, key: 'stranger' },
    wire: { status: 403, body: a(160000) },
    other: 'absent',
    mockOnly: true,
  },
  {
    operation: 'check scope and role',
    name: 'too low a role',
    request: { method: 'DELETE', path: 'topics/$t', key: 'scientist' },
    wire: { status: 403, body: a(150068) },
    other: 'absent',
    mockOnly: true,
  },
]

const projects: readonly Case[] = [
  {
    operation: 'tell the release',
    name: 'to anybody',
    request: { method: 'GET', path: 'api:variables/versions', key: 'none' },
    wire: { status: 200, contains: '"hopsworks"' },
    other: 'absent',
    call: { method: 'project.release', args: [] },
    outcome: { value: '<text>' },
  },
  {
    operation: 'find the project',
    name: 'by its name',
    request: { method: 'GET', path: 'api:project/getProjectInfo/$p' },
    wire: { status: 200, body: { projectId: '<int>', projectName: '$p', '...': true } },
    other: 'absent',
    call: { method: 'project.id', args: [] },
    outcome: { value: '<int>' },
  },
  {
    operation: 'find the project',
    name: 'that is not there',
    request: { method: 'GET', path: 'api:project/getProjectInfo/$n' },
    wire: { status: 404, body: a(150004) },
    other: 'absent',
    call: { method: 'project.info', args: ['$n'] },
    outcome: { code: 'ERR_REGISTRY_PROJECT_NOT_FOUND' },
  },
  {
    operation: 'find the project',
    name: 'by an id that nobody has',
    request: { method: 'GET', path: 'api:project/2147483647/kafka/config' },
    wire: { status: 404, body: a(150004) },
    other: 'absent',
  },
  {
    operation: 'get credentials',
    name: 'with PEM texts from 3.0 on',
    request: { method: 'GET', path: 'api:project/$pid/credentials' },
    wire: {
      status: 200,
      body: {
        fileExtension: 'jks',
        kStore: '<text>',
        tStore: '<text>',
        password: '<text>',
        caChain: '<text>',
        clientCert: '<text>',
        clientKey: '<text>',
      },
    },
    eras: {
      '2.2': {
        status: 200,
        body: { fileExtension: 'jks', kStore: '<text>', tStore: '<text>', password: '<text>' },
      },
    },
    other: 'absent',
    call: { method: 'project.credentials', args: [] },
    // It shows nothing of itself.
    outcome: { value: {} },
  },
  {
    operation: 'list brokers',
    name: 'with the prefix of 2.2 and without',
    request: { method: 'GET', path: 'clusterinfo?external=true' },
    wire: { status: 200, body: { href: '<text>', brokers: '<list>' } },
    eras: { '2.2': { status: 200, contains: 'INTERNAL://' } },
    other: 'absent',
    call: { method: 'project.brokers', args: [] },
    outcome: { value: '<list>' },
  },
  {
    operation: 'list brokers',
    name: 'to feature stores from 3.4 on',
    request: {
      method: 'GET',
      path: 'api:project/$pid/featurestores/1/storageconnectors/kafka_connector/byok?external=true',
    },
    wire: {
      status: 200,
      body: { bootstrapServers: '<text>', externalKafka: false, '...': true },
    },
    eras: { '2.2': { status: 404, body: a(120004) } },
    other: 'absent',
    // The number of a project's feature store is not to be had from here.
    mockOnly: true,
  },
]

export const projectCases: readonly Case[] = [...keys, ...projects]
