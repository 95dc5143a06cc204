/** A host on an empty folder of the main network, and its imports. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ImportFile, ImportPreview } from '../../../shared/ipc/imports.ts'
import { callOn, openHost, type PriceGround } from '../prices/ground.ts'

export interface ImportGround {
  readonly dataDir: string
  readonly request: PriceGround['request']
  readonly preview: (text: string, more?: Partial<ImportFile>) => Promise<ImportPreview>
}

/** Opens it; closed when the test ends. */
export async function importGround(): Promise<ImportGround> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tidemark-imports-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  const request = callOn(await openHost(dataDir, {}))
  return {
    dataDir,
    request,
    preview: (text, more) => request('imports.preview', { name: 'x', text, ...more }),
  }
}
