import { integration } from '@hops-kafka/vitest'

export default integration()
