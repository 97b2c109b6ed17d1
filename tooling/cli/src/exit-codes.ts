/** Exit codes, after sysexits.h. */
export const EXIT = {
  ok: 0,
  usage: 64,
  data: 65,
  noInput: 66,
  unavailable: 69,
  software: 70,
  temporary: 75,
  protocol: 76,
  refused: 77,
  config: 78,
} as const

/** The first pattern that fits an error's code decides; more exact ones stand first. */
const BY_CODE: readonly (readonly [RegExp, number])[] = [
  [/^ERR_CONFIG_NOT_FOUND$|^ERR_CONFIG_FILE$/, EXIT.noInput],
  [/^ERR_CONFIG_SECRET$/, EXIT.refused],
  [/^ERR_CONFIG_/, EXIT.config],
  [/PASSWORD|UNAUTHORI[SZ]ED|FORBIDDEN|NOT_AUTHORI[SZ]ED|CLIENT_CERT|API_KEY/, EXIT.refused],
  [/_TLS/, EXIT.protocol],
  [/UNREACHABLE|TIMED?_?OUT|UNAVAILABLE|UNKNOWN_TOPIC|TOPIC_NOT_FOUND/, EXIT.unavailable],
  [/RATE_LIMITED|SERVER_ERROR/, EXIT.temporary],
  [/^ERR_CERTS_|^ERR_AVRO_|^ERR_REGISTRY_.*NOT_FOUND/, EXIT.data],
  [/^ERR_REGISTRY_/, EXIT.protocol],
  [/^ERR_KAFKA_|^ERR_SANDBOX_/, EXIT.unavailable],
]

/** The exit code for an error with a stable code; 70 (internal error) for anything else. */
export function exitCodeOf(code: string | undefined): number {
  if (code === undefined) return EXIT.software
  return BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? EXIT.software
}
