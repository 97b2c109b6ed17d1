import { startBroker } from '../produce/broker.ts'
import { startClient } from '../produce/client-process.ts'
import type { Arena, Bench } from '../runner.ts'

const GUIDE = { task: 'handle', keys: 8, idLength: 0 }
const MANY = 10_000_000
const FEW = 1_000_000

/** Whether memory grows with what was sent: two processes of their own, one round. */
export const produceMemory: Bench = {
  about: 'memory of a producer after ten million records beside one after a million',
  effort: { rounds: 1, warmUpRounds: 0, scale: 1 },
  async setUp(): Promise<Arena> {
    const { sandbox, setting, note } = await startBroker()
    const clients = await Promise.all([
      startClient('ours-client.ts', setting),
      startClient('ours-client.ts', setting),
    ])
    const [many, few] = clients
    if ('missing' in many || 'missing' in few) throw new Error('our own client is missing')
    return {
      comparisons: [
        {
          title: 'RSS MB counts here',
          ours: many.contender('10,000,000 records', { ...GUIDE, operations: MANY }),
          peers: [few.contender('1,000,000 records', { ...GUIDE, operations: FEW })],
        },
      ],
      notes: [note],
      async close() {
        await many.close()
        await few.close()
        await sandbox.stop()
      },
    }
  },
}
