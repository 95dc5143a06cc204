import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { HostOptions } from '../../../electron/host-types.ts'
import { openTestHost } from '../../ground/host-ground.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'

const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'

async function folder(): Promise<string> {
  const dir = await temporaryFolder()
  onTestFinished(() => removeFolder(dir))
  return dir
}

const open = async (options: Partial<HostOptions> = {}) => openTestHost(await folder(), options)

describe('the request for the log', () => {
  it('gives the newest lines and where they are kept, without a node’s password and without addresses', async () => {
    const { call, host } = await open({ follow: true, offline: true })
    await call('portfolio.add', { lines: [ADDRESS], atomic: true })
    host.start()
    const node = {
      url: 'http://user:hunter2@127.0.0.1:1',
      auth: { kind: 'password', user: 'u', password: 'hunter2' },
    }
    await call('settings.setNode', node as never).catch(() => undefined) // refused or not: it must not be noted
    const { lines, file } = await call('log.tail', { limit: 100 })
    expect(file).toMatch(/log\.jsonl$/)
    expect(JSON.stringify(lines)).not.toMatch(/hunter2|bcrt1q/)
    expect((await call('log.tail', { limit: 1 })).lines.length).toBeLessThanOrEqual(1)
  })

  it('says of a door that keeps no log that there is none', async () => {
    const { call } = await open()
    expect(await call('log.tail', { limit: 10 })).toEqual({ lines: [], file: null })
  })
})

describe('the request to remove everything', () => {
  const plan = { settings: true, copies: false }

  it('is refused without the network’s name, in whatever spelling it is not', async () => {
    const { call, dataDir } = await open()
    for (const confirm of ['', 'main', 'Regtest', 'regtest '])
      await expect(call('data.wipe', { plan, confirm })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await call('data.wipePlan', {})).toBeNull()
    expect(existsSync(join(dataDir, 'wipe.json'))).toBe(false)
  })

  it('is kept for the next start, removes nothing before, and can be taken back', async () => {
    const { call } = await open()
    await call('portfolio.add', { lines: [ADDRESS], atomic: true })
    expect(await call('data.wipe', { plan, confirm: 'regtest' })).toEqual(plan)
    expect(await call('data.wipePlan', {})).toEqual(plan)
    expect(await call('portfolio.list', {})).toHaveLength(1)
    expect(await call('data.wipe', { plan: null, confirm: '' })).toBeNull()
    expect(await call('data.wipePlan', {})).toBeNull()
  })

  it('is refused at a door that may not change settings', async () => {
    const { call } = await open({ settingsWritable: false })
    await expect(call('data.wipe', { plan, confirm: 'regtest' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(call('data.wipe', { plan: null, confirm: '' })).rejects.toMatchObject({ code: 'forbidden' })
  })
})
