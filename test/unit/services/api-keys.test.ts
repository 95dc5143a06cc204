import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createApiKeys } from '../../../electron/services/api-keys.ts'

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'tidemark-keys-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

describe('API keys', () => {
  it('are 256 random bits, shown once, and kept as their SHA-256 in a file of mode 0600', async () => {
    const dir = await folder()
    const made = await createApiKeys(dir, { now: () => 5 }).create(' grafana ')
    expect(made).toMatchObject({ label: 'grafana', createdAt: 5 })
    expect(made.key).toMatch(/^tidemark_[A-Za-z0-9_-]{43}$/)
    const file = join(dir, 'api-keys.json')
    const text = await readFile(file, 'utf8')
    expect(text).not.toContain(made.key.slice('tidemark_'.length))
    expect(text).toContain(createHash('sha256').update(made.key).digest('hex'))
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(dir)).toEqual(['api-keys.json'])
  })

  it('are listed without the keys, oldest first', async () => {
    const keys = createApiKeys(await folder())
    const first = await keys.create('one')
    const second = await keys.create('two')
    const listed = await keys.list()
    expect(listed.map(({ id }) => id)).toEqual([first.id, second.id])
    expect(Object.keys(listed[0] ?? {}).sort()).toEqual(['createdAt', 'id', 'label'])
  })

  it('are found by the whole key and nothing less', async () => {
    const keys = createApiKeys(await folder())
    const { key, id } = await keys.create('one')
    expect(await keys.verify(key)).toMatchObject({ id, label: 'one' })
    for (const wrong of [
      '',
      id,
      key.slice(0, -1),
      `${key} `,
      key.slice('tidemark_'.length),
      key.toUpperCase(),
    ])
      expect(await keys.verify(wrong)).toBeNull()
  })

  it('open nothing once revoked; revoking what is not there says so', async () => {
    const keys = createApiKeys(await folder())
    const { key, id } = await keys.create('one')
    const other = await keys.create('two')
    expect(await keys.revoke(id)).toBe(true)
    expect(await keys.verify(key)).toBeNull()
    expect(await keys.verify(other.key)).not.toBeNull()
    expect(await keys.revoke(id)).toBe(false)
  })

  it('revoked or made by another process count at once', async () => {
    const dir = await folder()
    const [here, there] = [createApiKeys(dir), createApiKeys(dir)]
    const { key, id } = await here.create('one')
    expect(await there.verify(key)).not.toBeNull()
    await here.revoke(id)
    expect(await there.verify(key)).toBeNull()
    const next = await here.create('next')
    expect(await there.verify(next.key)).not.toBeNull()
  })

  it('made at the same time are all kept', async () => {
    const keys = createApiKeys(await folder())
    const made = await Promise.all(['a', 'b', 'c', 'd'].map((label) => keys.create(label)))
    expect((await keys.list()).map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort())
  })

  it.each(['', '   ', 'x'.repeat(101), 'line\nbreak', 'bidi\u202eedit'])(
    'take no label like %j',
    async (label) => {
      const keys = createApiKeys(await folder())
      await expect(keys.create(label)).rejects.toMatchObject({ code: 'invalid_input' })
      expect(await keys.list()).toEqual([])
    },
  )

  it.each(['not json', '{"version":2,"keys":[]}', '{"version":1,"keys":[{"id":"x"}]}'])(
    'let nobody in and overwrite nothing where the file is damaged: %s',
    async (text) => {
      const dir = await folder()
      const file = join(dir, 'api-keys.json')
      await writeFile(file, text)
      const keys = createApiKeys(dir)
      const calls = [
        () => keys.create('one'),
        () => keys.list(),
        () => keys.revoke('0'),
        () => keys.verify('any'),
      ]
      for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'storage' })
      expect(await readFile(file, 'utf8')).toBe(text)
    },
  )
})
