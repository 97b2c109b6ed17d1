import { isIP } from 'node:net'
import { CONSUMER_GROUP, PROJECT, SUBJECT, TOPIC } from './guide.ts'
import type { Identity } from './identity.ts'
import { LOOPBACK } from './ports.ts'
import { PROJECT_FILES } from './project-files.ts'

/** What config.toml depends on. */
export interface ConfigFileValues {
  readonly identity: Pick<Identity, 'apiKey' | 'brokerNames' | 'keyPassword'>
  readonly brokerPort: number
  readonly restPort: number
  /** `host:port` of all brokers, where the port alone does not tell them. */
  readonly brokers?: readonly string[]
  /** Where the servers are, if not on this machine. */
  readonly hosts?: { readonly broker: string; readonly rest: string }
}

const HTTPS_PORT = 443

/**
 * config.toml as the guide has it, with the guide's types: ports and ids are strings, and a REST
 * port other than 443 travels in api.base, since the guide's programs join the URL from both. What
 * the guide does not know comes last in each table.
 */
export function configFileText({
  identity,
  brokerPort,
  restPort,
  brokers = [],
  hosts,
}: ConfigFileValues): string {
  const { apiKey, brokerNames, keyPassword } = identity
  const port = restPort === HTTPS_PORT ? '' : `:${restPort}`
  // Without names in the broker's certificate there is none to check, as on a Hopsworks cluster.
  const serverName =
    brokerNames === 'loopback' ? `server_name = '${nameOf(hosts?.broker ?? LOOPBACK)}'\n` : ''
  const elsewhere = hosts === undefined ? brokers : [`${hosts.broker}:${brokerPort}`]
  const list = elsewhere.map((address) => `'${address}'`).join(', ')
  const brokersLine = list === '' ? '' : `brokers = [${list}]\n`
  return `# Written by the sandbox at each start: do not edit, copy it.

[hops]
url = '${hosts?.rest ?? LOOPBACK}'
verify = '${PROJECT_FILES.hopsworksCa}'

[project]
name = '${PROJECT.name}'
id = '${PROJECT.id}'
ca_file = '${PROJECT_FILES.ca}'
certificate_file = '${PROJECT_FILES.certificate}'
key_file = '${PROJECT_FILES.key}'
key_password = '${keyPassword}'
keystore = '${PROJECT_FILES.keyStore}'
truststore = '${PROJECT_FILES.trustStore}'
store_password_file = '${PROJECT_FILES.storePassword}'

[kafka]
topic = '${TOPIC.name}'
schema = '${SUBJECT}'
port = '${brokerPort}'
${serverName}${brokersLine}
[kafka.consumer]
group_id = '${CONSUMER_GROUP}'
auto_offset_reset = 'earliest'

[api]
base = '${port}/hopsworks-api/api'
key = '${apiKey}'
key_file = '${PROJECT_FILES.apiKey}'
`
}

/** TLS sends names only; the certificate carries that of loopback in any case. */
function nameOf(host: string): string {
  return isIP(host) ? 'localhost' : host
}
