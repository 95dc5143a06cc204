import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createViewService } from '../../../electron/services/view-service.ts'
import { DEFAULT_VIEW } from '../../../shared/view.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'

async function folder(): Promise<string> {
  const dir = await temporaryFolder()
  onTestFinished(() => removeFolder(dir))
  return dir
}

describe('the choices about looks', () => {
  it('are the defaults before anything was chosen', async () => {
    expect(await createViewService(await folder()).get()).toEqual(DEFAULT_VIEW)
  })

  it('are there again after a restart', async () => {
    const dir = await folder()
    const chosen = {
      language: 'zh-CN',
      theme: 'dark',
      unit: 'sats',
      hideAmounts: true,
      explorer: 'https://example.org',
    } as const
    await createViewService(dir).set(chosen)
    expect(await createViewService(dir).get()).toEqual(chosen)
  })

  it('fall back one by one where the file says something unknown, and all where it is damaged', async () => {
    const dir = await folder()
    await writeFile(join(dir, 'view.json'), '{"theme":"sepia","unit":"sats","hideAmounts":"yes"}')
    expect(await createViewService(dir).get()).toEqual({ ...DEFAULT_VIEW, unit: 'sats' })
    await writeFile(join(dir, 'view.json'), '{"theme":')
    expect(await createViewService(dir).get()).toEqual(DEFAULT_VIEW)
  })

  it('fail in plain words when they cannot be written', async () => {
    const gone = createViewService(join(await folder(), 'not', 'there'))
    await expect(gone.set(DEFAULT_VIEW)).rejects.toMatchObject({ code: 'storage' })
  })
})
