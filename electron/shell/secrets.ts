/** Small secrets, encrypted by the operating system. Where it cannot, nothing is stored: the host keeps them in memory. */
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { safeStorage } from 'electron'
import { z } from 'zod'
import type { SecretStore } from '../host-types.ts'

const fileSchema = z.record(z.string(), z.base64())

/**
 * A store in `file` (0600), or null where the system has no safe place: Linux without a keyring (`basic_text` is
 * encryption with a known key, hence refused). To be called after the app is ready.
 */
export async function openSecretStore(file: string, platform: NodeJS.Platform): Promise<SecretStore | null> {
  if (platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return null
  return {
    async save(name, secret) {
      const { [name]: _old, ...others } = await readAll(file)
      await writeAll(file, secret === null ? others : { ...others, [name]: await encrypt(secret) })
    },
    async load(name) {
      const stored = (await readAll(file))[name]
      return stored === undefined ? null : decrypt(stored)
    },
    clear: () => rm(file, { force: true }),
  }
}

async function encrypt(secret: string): Promise<string> {
  return (await safeStorage.encryptStringAsync(secret)).toString('base64')
}

/** Null after the system's key changed: the secret is then asked for again. */
async function decrypt(stored: string): Promise<string | null> {
  try {
    return (await safeStorage.decryptStringAsync(Buffer.from(stored, 'base64'))).result
  } catch {
    return null
  }
}

/** A missing or damaged file holds no secrets: they are asked for again. */
async function readAll(file: string): Promise<Record<string, string>> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return {}
  }
}

async function writeAll(file: string, secrets: Record<string, string>): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.new`
  await writeFile(fresh, JSON.stringify(secrets), { mode: 0o600 })
  await chmod(fresh, 0o600) // a leftover of another mode keeps its mode when written to
  await rename(fresh, file)
}
