import type { Conversion } from './convert.ts'

/** A conversion for a person: what was written, and how to use it. */
export function conversionText({ files, subject, notAfter, daysLeft }: Conversion): string {
  const { key, cert, ca } = files
  const lines = [
    ...(key ? [`${key}  the private key, for its owner alone`] : []),
    ...(cert && notAfter
      ? [`${cert}  ${subject}, valid until ${day(notAfter)} (${daysLeft} days)`]
      : []),
    ...(ca ? [`${ca}  the certificates to trust`] : []),
  ]
  return `${[...lines, ...(key && cert && ca ? snippet({ key, cert, ca }) : [])].join('\n')}\n`
}

function snippet({ key, cert, ca }: { key: string; cert: string; ca: string }): string[] {
  const read = (file: string) => `readFileSync(${JSON.stringify(file)})`
  return [
    '',
    'KafkaJS:',
    `  ssl: { key: ${read(key)}, cert: ${read(cert)}, ca: ${read(ca)} }`,
    'librdkafka:',
    `  security.protocol=ssl`,
    `  ssl.key.location=${key}`,
    `  ssl.certificate.location=${cert}`,
    `  ssl.ca.location=${ca}`,
  ]
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
