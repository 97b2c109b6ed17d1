import { loadOrMintIdentity, setUpProject, withAdmin } from '@hops-kafka/sandbox/source/parts.ts'
import { FOLDERS, KAFKA } from './layout.ts'
import { TOPIC } from './topic.ts'

/** Makes the topic unless it is there, and lets the project's user write and read it, in any group. */
export async function makeTopic(): Promise<void> {
  const { certificates } = await loadOrMintIdentity(FOLDERS.identity, 'loopback')
  const access = { brokers: [`${KAFKA.host}:${KAFKA.port}`], certificates }
  await withAdmin(access, (admin) => setUpProject(admin, [TOPIC]))
}
