/**
 * Removing everything of a network: asked for while Tidemark runs, done by the next start before it opens anything. A
 * start that is cut short does the rest the next time, since the wish is removed last.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { WipePlan } from '../../shared/ipc/diagnostics.ts'
import { guarded } from './storage-error.ts'

const WISH = 'wipe.json'
/** Says that logins which the operating system's keeper holds are still to be removed. */
const CREDENTIALS_DUE = 'wipe-credentials'
const wishSchema = z.strictObject({
  plan: z.strictObject({ settings: z.boolean(), copies: z.boolean() }),
  /** ms since 1970. */
  at: z.number(),
})

/**
 * What belongs to which part of a plan, by its name in the network's folder; a draft is what a crash left of a file.
 * `config.yaml` is in none. Rules for notices name entries by numbers that are given out anew afterwards.
 */
const ALWAYS =
  /^(ledger\.sqlite(-wal|-shm|-journal|\.damaged)?|log\.jsonl(\.1)?|notices\.json(\.[\w-]+\.draft)?)$/
const COPIES = /^(own-data[\w.-]*\.json(\.[\w-]+\.draft)?|backups|damaged-\d+)$/
const SETTINGS = /^(settings|view|api-keys|updates)\.json(\.[\w-]+\.draft)?$/

/** What the next start removes; null where nothing was asked for, or the wish cannot be read. */
export function wipePlan(dataDir: string): WipePlan | null {
  return wishIn(dataDir)?.plan ?? null
}

/** Has the next start remove it, or takes that back (null). */
export function wishWipe(dataDir: string, plan: WipePlan | null, now: number): void {
  guarded(() => {
    const file = join(dataDir, WISH)
    if (plan === null) return rmSync(file, { force: true })
    writeFileSync(`${file}.new`, JSON.stringify({ plan, at: now }), { mode: 0o600 })
    return renameSync(`${file}.new`, file)
  })
}

/**
 * Does what was asked for before this process began: never under the feet of the run that asked. To be called by whoever
 * holds the folder's lock, before anything else in it is opened.
 */
export function carryOutWipe(dataDir: string, startedAt = Date.now() - process.uptime() * 1_000): void {
  const wish = wishIn(dataDir)
  if (wish === null || wish.at >= startedAt) return
  guarded(() => {
    for (const name of readdirSync(dataDir))
      if (isPartOf(wish.plan, name)) rmSync(join(dataDir, name), { recursive: true, force: true })
    if (wish.plan.settings) writeFileSync(join(dataDir, CREDENTIALS_DUE), '', { mode: 0o600 })
    rmSync(join(dataDir, WISH), { force: true })
  })
}

/**
 * Removes the logins that lie outside of the network's folder, after a wipe that took the settings: by the first door that
 * can reach them, and again until it was done.
 */
export async function wipeCredentials(
  dataDir: string,
  secrets: { clear(): Promise<void> } | undefined,
): Promise<void> {
  const due = join(dataDir, CREDENTIALS_DUE)
  if (secrets === undefined || !existsSync(due)) return
  await secrets.clear()
  guarded(() => rmSync(due, { force: true }))
}

function isPartOf({ settings, copies }: WipePlan, name: string): boolean {
  return ALWAYS.test(name) || (copies && COPIES.test(name)) || (settings && SETTINGS.test(name))
}

/** A wish that cannot be read is none: nothing is removed by accident. */
function wishIn(dataDir: string): z.infer<typeof wishSchema> | null {
  const file = join(dataDir, WISH)
  if (!existsSync(file)) return null
  try {
    return wishSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}
