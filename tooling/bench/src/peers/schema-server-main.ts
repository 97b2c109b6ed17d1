/** The process behind `schema-server.ts`: says where it is, and ends with its stdin. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sensor } from '../workloads/sensor.ts'

const { key, cert } = mint()
const body = JSON.stringify({ schema: sensor.schema })
const head = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
const server = createServer({ key, cert }, (_, response) => {
  response.writeHead(200, head).end(body)
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
process.stdout.write(`${JSON.stringify({ url: `https://127.0.0.1:${port}`, ca: cert })}\n`)
process.stdin.resume().on('end', () => process.exit())

/** A new key and a certificate for loopback, signed by itself. */
function mint(): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')] as const
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'
  const names = ['-subj', '/CN=bench', '-addext', 'subjectAltName=IP:127.0.0.1']
  try {
    execFileSync('openssl', [...request.split(' '), ...names, ...files], { stdio: 'ignore' })
    return { key: readFileSync(files[1], 'utf8'), cert: readFileSync(files[3], 'utf8') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
