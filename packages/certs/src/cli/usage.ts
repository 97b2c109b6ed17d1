/** What --help prints. */
export const USAGE = `hops-certs: Java keystores (JKS, JCEKS, PKCS#12) to PEM, without Java

  hops-certs convert KEYSTORE [TRUSTSTORE] --out FOLDER   write key.pem, cert.pem and ca.pem
  hops-certs inspect STORE                                list what a store holds

The password is asked for, or comes from one of
  --password-file FILE     a file that holds it, and at most a line break behind it
  --password-env NAME      an environment variable
  --password-stdin         standard input, for example from a pipe

  --key-password-file FILE, --key-password-env NAME   where the key has a password of its own
  --alias ALIAS            which key, where the store has several
  --passphrase-file FILE   encrypts key.pem under what the file holds
  --json                   for programs: one line of JSON
  --help                   this text

Exit codes: 0 done, 64 usage, 65 the file is no readable keystore, 66 file missing, 74 cannot write,
77 wrong password or unsafe path, 78 the stores do not fit together.
`
