/** A host on an empty folder of the main network, and its imports. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { createHost } from '../../../electron/host.ts'
import type { Host } from '../../../electron/host-types.ts'
import type { ImportFile, ImportPreview } from '../../../shared/ipc/imports.ts'
import { type Call, callOf } from '../../ground/host-ground.ts'
import { hostOptions, openHost } from '../prices/ground.ts'

export interface ImportGround {
  readonly dataDir: string
  readonly request: Call
  readonly preview: (text: string, more?: Partial<ImportFile>) => Promise<ImportPreview>
}

/** Opens it; closed when the test ends. */
export async function importGround(): Promise<ImportGround> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tidemark-imports-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  return groundOn(dataDir, await openHost(dataDir, {}))
}

/** One for all tests of a file that store nothing. */
export function sharedGround(): () => ImportGround {
  let shared: { readonly ground: ImportGround; readonly host: Host } | null = null
  beforeAll(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tidemark-imports-'))
    const host = await createHost(hostOptions(dataDir))
    shared = { ground: groundOn(dataDir, host), host }
  })
  afterAll(async () => {
    await shared?.host.stop()
    await rm(shared?.ground.dataDir ?? '', { recursive: true })
  })
  return () => {
    if (shared === null) throw new Error('the host is not open yet')
    return shared.ground
  }
}

function groundOn(dataDir: string, host: Host): ImportGround {
  const request = callOf(host)
  return {
    dataDir,
    request,
    preview: (text, more) => request('imports.preview', { name: 'x', text, ...more }),
  }
}
