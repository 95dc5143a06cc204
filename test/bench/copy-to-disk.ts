/** Copies of a prepared file that are on the disk before anything is timed. */
import { copyFile, open } from 'node:fs/promises'

/** Returns when the copy is on the disk: else the first commit into it would wait for all of its pages, and be timed with them. */
export async function copyToDisk(from: string, to: string): Promise<void> {
  await copyFile(from, to)
  const copy = await open(to, 'r+')
  try {
    await copy.sync()
  } finally {
    await copy.close()
  }
}
