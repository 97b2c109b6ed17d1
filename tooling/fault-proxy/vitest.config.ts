import { unit } from '@hops-kafka/vitest'

export default unit()
