import { resolve } from 'node:path'
import { bundleApps } from './bundle.ts'

await bundleApps(resolve(import.meta.dirname, '../dist'))
