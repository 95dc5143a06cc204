import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createHost } from '../../../electron/host.ts'
import { run } from '../cli/run.ts'
import { tempDir } from '../store/world.ts'
import { ADDRESS, KEY, OTHER } from './ground.ts'

const TX = 'ab'.repeat(32)

/** A data folder with one labelled entry, and the command line on it. */
async function openFolder() {
  const dir = tempDir()
  const tidemark = (...argv: readonly string[]) =>
    run(
      [...argv, '--data-dir', dir, '--network', 'regtest', '--offline'],
      {},
      { createHost: (options) => createHost(options) },
    )
  await tidemark('add', ADDRESS, '--label', 'rent', '--group', 'Vault')
  return { tidemark, file: (name: string) => join(dir, name) }
}

describe('the command line', () => {
  it('exports labels, and imports them only when told to apply', async () => {
    const { tidemark, file } = await openFolder()
    expect(await tidemark('labels', 'export', file('out.jsonl'))).toMatchObject({ code: 0 })
    expect(await readFile(file('out.jsonl'), 'utf8')).toBe(
      `{"type":"addr","ref":"${ADDRESS}","label":"rent"}\n`,
    )
    await writeFile(file('in.jsonl'), `\ufeff{"type":"tx","ref":"${TX}","label":"sale"}\r\nbad\r\n`)
    const preview = await tidemark('labels', 'import', file('in.jsonl'))
    expect(preview).toMatchObject({ code: 0 })
    expect(preview.stdout).toContain('line 1: new tx')
    expect(preview.stderr).toContain('line 2: this is not a JSON object')
    expect((await tidemark('labels')).stdout).not.toContain('sale')
    await tidemark('labels', 'import', file('in.jsonl'), '--apply')
    expect((await tidemark('labels')).stdout).toContain('sale')
  })

  it('refuses a file that is not UTF-8, naming the line, and one that is there already', async () => {
    const { tidemark, file } = await openFolder()
    await writeFile(file('latin1.jsonl'), Buffer.from('{"a":1}\n{"type":"tx","label":"caf\xe9"}', 'latin1'))
    const refused = await tidemark('labels', 'import', file('latin1.jsonl'))
    expect(refused).toMatchObject({ code: 2 })
    expect(refused.stderr).toContain('not UTF-8: save it as UTF-8 first (line 2)')
    expect(await tidemark('labels', 'export', file('latin1.jsonl'))).toMatchObject({ code: 2 })
    expect(await tidemark('labels', 'import', file('nowhere'))).toMatchObject({ code: 2 })
  })

  it('sets a label, finds it, and takes it away', async () => {
    const { tidemark } = await openFolder()
    await tidemark('labels', 'set', 'addr', ADDRESS, 'Miete')
    expect((await tidemark('search', 'miete')).stdout).toContain(ADDRESS)
    await tidemark('labels', 'set', 'addr', ADDRESS, '')
    expect(await tidemark('search', 'miete')).toMatchObject({ code: 0, stdout: '' })
  })

  it('refuses a key in a search and in a label, and repeats nothing of it', async () => {
    const { tidemark } = await openFolder()
    for (const argv of [
      ['search', KEY],
      ['labels', 'set', 'addr', ADDRESS, KEY],
    ]) {
      const refused = await tidemark(...argv)
      expect(refused).toMatchObject({ code: 2, stdout: '' })
      expect(refused.stderr).not.toContain(KEY)
    }
  })

  it('renames, orders, notes, moves and deletes portfolios', async () => {
    const { tidemark } = await openFolder()
    await tidemark('add', OTHER, '--group', 'Daily')
    await tidemark('groups', 'rename', 'Vault', 'Safe')
    await tidemark('groups', 'note', 'Safe', 'do not touch')
    await tidemark('groups', 'order', 'Safe', 'Daily')
    await tidemark('groups', 'move', 'Safe', OTHER)
    const { stdout } = await tidemark('groups')
    expect(stdout).toMatch(/Safe +2 .*do not touch/)
    expect(await tidemark('groups', 'delete', 'Safe')).toMatchObject({
      code: 0,
      stdout: '2 entries are in no group now\n',
    })
    expect(await tidemark('groups', 'delete', 'Safe')).toMatchObject({ code: 2 })
    expect(await tidemark('groups', 'rename', 'Safe')).toMatchObject({ code: 2 })
  })

  it('writes a backup that only its owner reads, and restores it elsewhere when told to', async () => {
    const { tidemark, file } = await openFolder()
    await tidemark('backup', file('backup.json'))
    expect((await stat(file('backup.json'))).mode & 0o777).toBe(0o600)
    expect(await tidemark('backup', file('backup.json'))).toMatchObject({ code: 2 })
    const other = await openFolder()
    await other.tidemark('remove', ADDRESS)
    const preview = await other.tidemark('restore', file('backup.json'))
    expect(preview.stdout).toContain('entries: 1 added')
    expect((await other.tidemark('list')).stdout).toBe('')
    expect(await other.tidemark('restore', file('backup.json'), '--apply')).toMatchObject({ code: 0 })
    expect((await other.tidemark('list')).stdout).toContain('rent')
  })
})
