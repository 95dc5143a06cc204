/**
 * Keys for programs that read the loopback server: 256 random bits, shown once, kept as SHA-256 in the data folder.
 * A digest is enough because nothing about such a key can be guessed. Whoever revokes a key in another process is
 * heeded at once: the file is looked at again for every check.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'
import type { Clock } from '../engine/ports.ts'
import { writeFileAtomically } from './write-file-atomically.ts'

/** A key without the key. */
export interface ApiKeyInfo {
  /** Eight hex digits that name it, for the list and for revoking. */
  readonly id: string
  readonly label: string
  /** ms since 1970. */
  readonly createdAt: number
}

/** A key that was just made: the only time that `key` is seen. */
export interface NewApiKey extends ApiKeyInfo {
  readonly key: string
}

/** Every call rejects with AppError `storage` when the file cannot be read: nobody is let in, nothing overwritten. */
export interface ApiKeys {
  /** Rejects with `invalid_input` for a label that is empty, too long or holds control characters. */
  create(label: string): Promise<NewApiKey>
  /** Oldest first. */
  list(): Promise<readonly ApiKeyInfo[]>
  /** False when there is no such key. */
  revoke(id: string): Promise<boolean>
  /** The key that was presented, or null. How long it takes says nothing about any key. */
  verify(presented: string): Promise<ApiKeyInfo | null>
}

const PREFIX = 'tidemark_'
const SECRET_BYTES = 32
const MAX_KEYS = 100
const MAX_LABEL = 100

const fileSchema = z.object({
  version: z.literal(1),
  keys: z.array(
    z.object({
      id: z.string().regex(/^[0-9a-f]{8}$/),
      label: z.string(),
      createdAt: z.number(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
})
type StoredKey = z.infer<typeof fileSchema>['keys'][number]

/** The keys of a data folder. Changes of this process are made one after the other. */
export function createApiKeys(dataDir: string, clock: Clock = { now: Date.now }): ApiKeys {
  const file = join(dataDir, 'api-keys.json')
  let known: { readonly stamp: string; readonly keys: readonly StoredKey[] } | null = null
  let last: Promise<unknown> = Promise.resolve()

  async function read(): Promise<readonly StoredKey[]> {
    const stamp = await stampOf(file)
    if (known?.stamp !== stamp) known = { stamp, keys: stamp === ABSENT ? [] : await load(file) }
    return known.keys
  }

  /** Reads anew, changes, writes. */
  function change<T>(
    make: (keys: readonly StoredKey[]) => { keys: readonly StoredKey[]; result: T },
  ): Promise<T> {
    const run = last.then(async () => {
      const before = await read()
      const { keys, result } = make(before)
      if (keys !== before) await save(file, keys)
      known = null
      return result
    })
    last = run.catch(() => undefined) // the caller hears of it; the next change must still run
    return run
  }

  return {
    create: async (label) => {
      checkLabel(label)
      return change((keys) => added(keys, label, clock.now()))
    },
    list: async () => (await read()).map(infoOf),
    revoke: (id) =>
      change((keys) => {
        const left = keys.filter((key) => key.id !== id)
        const found = left.length < keys.length
        return { keys: found ? left : keys, result: found }
      }),
    verify: async (presented) => find(await read(), presented),
  }
}

function added(
  keys: readonly StoredKey[],
  label: string,
  createdAt: number,
): { keys: readonly StoredKey[]; result: NewApiKey } {
  if (keys.length >= MAX_KEYS) throw new AppError('invalid_input', say('api_keys_full', { most: MAX_KEYS }))
  const key = PREFIX + randomBytes(SECRET_BYTES).toString('base64url')
  const info = { id: freshId(keys), label: label.trim(), createdAt }
  return {
    keys: [...keys, { ...info, sha256: digestOf(key).toString('hex') }],
    result: { ...info, key },
  }
}

function freshId(keys: readonly StoredKey[]): string {
  const id = randomBytes(4).toString('hex')
  return keys.some((key) => key.id === id) ? freshId(keys) : id
}

function checkLabel(label: string): void {
  const length = label.trim().length
  if (length < 1 || length > MAX_LABEL || /\p{C}/u.test(label))
    throw new AppError('invalid_input', say('api_key_label', { most: MAX_LABEL }))
}

/** Compares with every digest, each in constant time. */
function find(keys: readonly StoredKey[], presented: string): ApiKeyInfo | null {
  const wanted = digestOf(presented)
  const match = keys.reduce<StoredKey | null>(
    (found, key) => (timingSafeEqual(Buffer.from(key.sha256, 'hex'), wanted) ? key : found),
    null,
  )
  return match && infoOf(match)
}

function infoOf({ id, label, createdAt }: StoredKey): ApiKeyInfo {
  return { id, label, createdAt }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

const ABSENT = 'absent'

/** Another content has another stamp: a file is only ever replaced as a whole, so its inode changes too. */
async function stampOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(file, { bigint: true })
    return `${ino}-${size}-${mtimeNs}`
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ABSENT
    throw unreadable(error)
  }
}

async function load(file: string): Promise<readonly StoredKey[]> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(file, 'utf8'))).keys
  } catch (error) {
    throw unreadable(error)
  }
}

async function save(file: string, keys: readonly StoredKey[]): Promise<void> {
  await writeFileAtomically(file, `${JSON.stringify({ version: 1, keys }, null, 2)}\n`)
}

function unreadable(cause: unknown): AppError {
  return new AppError('storage', say('api_keys_damaged'), { cause })
}
