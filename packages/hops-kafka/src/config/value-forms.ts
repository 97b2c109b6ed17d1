/** The form a value must have beyond being a string: what it is called in a refusal, and how it is checked. */
export interface ValueForm {
  /** As in "… must be a port". */
  readonly name: string
  fits(value: string): boolean
}

const HOST = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])`
const HOST_ALONE = new RegExp(`^${HOST}$`)
const HOST_AND_PORT = new RegExp(`^${HOST}:(\\d+)$`)
const PATH_WITH_PORT = /^(?::(\d+))?\/[\w\-./~%]*$/

/** A host name or address, without scheme, user, port or path: the API key goes there. */
export const host: ValueForm = {
  name: 'a host alone, without scheme, port or path',
  fits: (value) => HOST_ALONE.test(value),
}

/** A TCP port in digits. */
export const port: ValueForm = { name: 'a port from 1 to 65535', fits: isPort }

/** `host:port`. */
export const hostAndPort: ValueForm = {
  name: 'host:port',
  fits: (value) => isPort(HOST_AND_PORT.exec(value)?.[1] ?? ''),
}

/** A path, or a path behind `:port`: it is appended to the host. */
export const pathWithPort: ValueForm = {
  name: 'a path that begins with /, or with :port/',
  fits(value) {
    const match = PATH_WITH_PORT.exec(value)
    return match !== null && (match[1] === undefined || isPort(match[1]))
  },
}

/** A project's id; part of a path. */
export const digits: ValueForm = { name: 'a number', fits: (value) => /^\d+$/.test(value) }

/** A SHA-256 fingerprint, as `openssl x509 -noout -fingerprint -sha256` prints it or without the colons. */
export const fingerprint: ValueForm = {
  name: 'a SHA-256 fingerprint, 64 hexadecimal digits',
  fits: (value) => /^[0-9A-Fa-f]{64}$/.test(value.replaceAll(':', '')),
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535
}
