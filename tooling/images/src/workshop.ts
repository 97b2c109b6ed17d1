import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where images are put together, and whom to tell how it goes. */
export interface Workshop {
  /** A temporary folder. */
  readonly folder: string
  readonly say: (text: string) => void
}

/** Opens a workshop for as long as `use` takes. */
export async function inWorkshop<T>(
  say: (text: string) => void,
  use: (workshop: Workshop) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hops-kafka-images-'))
  try {
    return await use({ folder, say })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
