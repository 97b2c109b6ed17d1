import { join } from 'node:path'

/** The keytool of the Java that the sandbox uses, too: that of `JAVA_HOME`, else the one on the PATH. */
export function keytoolPath(): string {
  const home = process.env['JAVA_HOME']
  return home ? join(home, 'bin', 'keytool') : 'keytool'
}
