import type { RegistryErrorCode, RegistryErrorDetails } from '../errors.ts'

/** What a refusal means, and what to do about it. */
export type Verdict = Pick<RegistryErrorDetails, 'because' | 'fix' | 'scope'> & {
  readonly code: RegistryErrorCode
}

export const CHECK_URL = 'Give https://host:port/hopsworks-api/api/project/{id}/kafka as `url`.'
const LOOK_IN_PROJECT = "Look for the right name in the project's Kafka settings."
const ASK_OWNER = 'Ask the owner of the project for the role.'
const OTHER_NAME = 'Choose another name, or delete the topic that has it.'

const INCOMPATIBLE: Verdict = {
  code: 'ERR_REGISTRY_INCOMPATIBLE',
  because: 'the schema may not follow the earlier versions',
  fix: 'Give new fields a default and change no type, or lower the compatibility level of the subject.',
}

/**
 * What the servers' own numbers mean: the registry's (40401 and on, as Confluent's), and those of
 * Hopsworks' RESTCodes for projects, users, API keys and Kafka.
 */
export const MEANINGS: Readonly<Record<number, Verdict>> = {
  // Apicurio's number, and Confluent's before 6.
  409: INCOMPATIBLE,
  40401: {
    code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND',
    because: 'there is no such subject',
    fix: LOOK_IN_PROJECT,
  },
  40402: {
    code: 'ERR_REGISTRY_VERSION_NOT_FOUND',
    because: 'the subject has no such version',
    fix: 'Take the latest version, or one that exists.',
  },
  // Confluent's, for what can be brought back there.
  40404: {
    code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND',
    because: 'the subject was deleted',
    fix: 'Register the schema again.',
  },
  40406: {
    code: 'ERR_REGISTRY_VERSION_NOT_FOUND',
    because: 'the version was deleted',
    fix: 'Take the latest version, or one that exists.',
  },
  // Confluent's: the subject may be there, but has no level of its own.
  40408: {
    code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND',
    because: 'the subject has no level of its own',
    fix: 'Ask for the level of the registry.',
  },
  40901: INCOMPATIBLE,
  42201: {
    code: 'ERR_REGISTRY_INVALID_SCHEMA',
    because: 'the registry does not take it for an Avro schema',
    fix: 'Mend the schema.',
  },
  110021: {
    code: 'ERR_REGISTRY_REFUSED',
    because: 'Hopsworks cannot hand out the certificates',
    fix: "Export them in the project's settings, or ask the administrator of the cluster.",
  },
  120004: {
    code: 'ERR_REGISTRY_REFUSED',
    because: 'the web layer of Hopsworks refuses the request',
    fix: CHECK_URL,
  },
  150004: {
    code: 'ERR_REGISTRY_PROJECT_NOT_FOUND',
    because: 'Hopsworks has no project with this id or name',
    fix: 'Take id and name from the settings of the project.',
  },
  150068: {
    code: 'ERR_REGISTRY_FORBIDDEN',
    because: "the key's user has too low a role in the project",
    fix: ASK_OWNER,
  },
  160000: {
    code: 'ERR_REGISTRY_FORBIDDEN',
    because: "the key's user is not a member of the project",
    fix: 'Ask its owner to be added, or check the project id in `url`.',
  },
  190000: {
    code: 'ERR_REGISTRY_TOPIC_NOT_FOUND',
    because: 'the project has no such topic',
    fix: LOOK_IN_PROJECT,
  },
  190002: {
    code: 'ERR_REGISTRY_CONFLICT',
    because: 'a topic of this or another project has the name',
    fix: OTHER_NAME,
  },
  190003: {
    code: 'ERR_REGISTRY_CONFLICT',
    because: 'Kafka has a topic with the name that belongs to no project',
    fix: OTHER_NAME,
  },
  190004: {
    code: 'ERR_REGISTRY_LIMIT_REACHED',
    because: 'the project has as many topics as it may have',
    fix: 'Delete one, or ask the administrator of the cluster for more.',
  },
  190005: {
    code: 'ERR_REGISTRY_LIMIT_REACHED',
    because: 'more replicas are asked for than there are brokers',
    fix: 'Ask for fewer replicas.',
  },
  190006: {
    code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND',
    because: 'no such schema is there for the topic',
    fix: "Register or attach one in the project's Kafka settings.",
  },
  190010: {
    code: 'ERR_REGISTRY_TOPIC_NOT_FOUND',
    because: 'the project has no such topic, and none is shared with it',
    fix: LOOK_IN_PROJECT,
  },
  190014: {
    code: 'ERR_REGISTRY_CONFLICT',
    because: 'a topic points to it',
    fix: 'Link the topic to another version, or delete it, first.',
  },
  190016: {
    code: 'ERR_REGISTRY_CONFLICT',
    because: 'Hopsworks keeps the name for itself',
    fix: 'Choose another name.',
  },
  190021: {
    code: 'ERR_REGISTRY_UNAVAILABLE',
    because: 'Hopsworks does not reach its Kafka',
    fix: 'Try again later; if it stays so, ask the administrator of the cluster.',
  },
  // From 3.2 on Kafka is asked first, and fails for a topic that it does not have.
  190023: {
    code: 'ERR_REGISTRY_TOPIC_NOT_FOUND',
    because: 'Kafka has no such topic, or does not tell about it',
    fix: LOOK_IN_PROJECT,
  },
  320003: {
    code: 'ERR_REGISTRY_FORBIDDEN',
    because: "the key's user has not the role for this call",
    fix: 'Ask the administrator of the cluster for the role.',
  },
}
