import { Deployment } from '../../src/deployment.ts'

// Makes containers, a network and volumes, says so, and waits to be killed.
const deployment = await Deployment.open({}, process.argv[2])
await deployment.compose('create')
process.stdout.write('created\n')
setInterval(() => {}, 60_000)
