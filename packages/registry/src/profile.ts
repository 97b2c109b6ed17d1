/** The kinds of server that the client can speak to. */
export const PROFILE_NAMES = ['hopsworks', 'confluent'] as const

/** One of {@link PROFILE_NAMES}. */
export type ProfileName = (typeof PROFILE_NAMES)[number]

/** In what a registry differs from another. The code asks this and never which server it is. */
export interface Profile {
  readonly name: ProfileName
  /** The value of the `Authorization` header for a key. */
  readonly authorize: (key: string) => string
  /** Type of what is sent. */
  readonly contentType: string
  /** What may come back. */
  readonly accept: string
  /** What may come back where a list is asked for. */
  readonly acceptList: string
  /** Whether a list route tells every failure as HTTP 500, so that another route must say why. */
  readonly hidesListErrors: boolean
  /** Whether registering tells the version, and not the id alone. */
  readonly tellsVersion: boolean
  /** Whether a subject has to be the full name of its record for others' clients to find it. */
  readonly subjectIsRecordName: boolean
  /** Whether a URL without TLS is refused even where there is no key to be seen. */
  readonly needsTls: boolean
}

const JSON_TYPE = 'application/json'
const CONFLUENT_TYPE = 'application/vnd.schemaregistry.v1+json'

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  hopsworks: {
    name: 'hopsworks',
    authorize: (key) => `ApiKey ${key}`,
    // Releases before 2.5 take no other type.
    contentType: JSON_TYPE,
    accept: JSON_TYPE,
    // Lists are written as plain text only, errors as JSON.
    acceptList: `text/plain, ${JSON_TYPE}`,
    hidesListErrors: true,
    tellsVersion: true,
    subjectIsRecordName: true,
    needsTls: true,
  },
  confluent: {
    name: 'confluent',
    // `user:password`, as their own clients take it.
    authorize: (key) => `Basic ${Buffer.from(key).toString('base64')}`,
    contentType: CONFLUENT_TYPE,
    accept: `${CONFLUENT_TYPE}, ${JSON_TYPE}`,
    acceptList: `${CONFLUENT_TYPE}, ${JSON_TYPE}`,
    hidesListErrors: false,
    tellsVersion: false,
    subjectIsRecordName: false,
    needsTls: false,
  },
}
