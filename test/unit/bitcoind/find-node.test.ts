import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findNodes } from '../../../electron/sources/bitcoind/find-node.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'

async function home(files: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder()
  onTestFinished(() => removeFolder(folder))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return { platform: 'linux', home: folder, env: {} } as const
}

const { signal } = new AbortController()

describe('looking for a node on this machine', () => {
  it('finds one that runs by its cookie, without a bitcoin.conf', async () => {
    const machine = await home({ '.bitcoin/.cookie': 'secret' })
    expect(await findNodes('main', machine, signal)).toEqual([
      { url: 'http://127.0.0.1:8332', cookieFile: join(machine.home, '.bitcoin/.cookie'), running: true },
    ])
  })

  it('reads port and folders from bitcoin.conf, the section of the network before what stands above it', async () => {
    const conf = [
      'rpcport=9000 # counts for the main network alone',
      'datadir=/srv/bitcoin',
      '[signet]',
      'rpcport = 39000',
      'rpccookiefile=login',
      '[regtest]',
      'rpcport=1',
    ]
    const machine = await home({ '.bitcoin/bitcoin.conf': conf.join('\n') })
    const first = async (network: 'main' | 'signet' | 'testnet4') =>
      (await findNodes(network, machine, signal))[0]
    expect(await first('main')).toMatchObject({
      url: 'http://127.0.0.1:9000',
      cookieFile: '/srv/bitcoin/.cookie',
    })
    expect(await first('signet')).toMatchObject({
      url: 'http://127.0.0.1:39000',
      cookieFile: '/srv/bitcoin/signet/login',
    })
    expect(await first('testnet4')).toMatchObject({ url: 'http://127.0.0.1:48332', running: false })
  })

  it('lists a node that runs before one that does not', async () => {
    const machine = await home({
      '.bitcoin/bitcoin.conf': '',
      'snap/bitcoin-core/common/.bitcoin/regtest/.cookie': 'secret',
    })
    const found = await findNodes('regtest', machine, signal)
    expect(found.map(({ running }) => running)).toEqual([true, false])
  })

  it('finds nothing where there is nothing', async () => {
    const found = await findNodes('main', await home({}), signal)
    expect(found.filter(({ cookieFile }) => !cookieFile.startsWith('/var/lib/'))).toEqual([])
  })
})
