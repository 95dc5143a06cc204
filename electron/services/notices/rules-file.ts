/** The rules, in a file of their own that only its owner can read: a webhook's URL may hold a token. */

import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { DEFAULT_NOTICE_RULES, type NoticeRules } from '../../../shared/notices.ts'
import { say, type Worded, worded } from '../../../shared/said.ts'
import type { SecretStore } from '../../host-types.ts'
import { writeFileAtomically } from '../write-file-atomically.ts'
import { noticeRules } from './rules-schema.ts'
import { isWebhookUrl } from './webhook.ts'

const KEY_NAME = 'webhook-key'
const KEY_BYTES = 32

const stored = z.object({ version: z.literal(1), rules: noticeRules, key: z.string().nullable() })

export interface RulesFile {
  rules(): NoticeRules
  /** What the person should know of the file at the start; null where all of it is in force. */
  readonly problem: Worded | null
  /** What posts are signed with, as hex; null before one was made. */
  key(): string | null
  save(rules: NoticeRules): Promise<void>
  /** Makes another key and gives it. Kept by the system's keeper where there is one, else in the file. */
  newKey(): Promise<string>
}

/**
 * Reads `notices.json` of the data folder. One that cannot be read fails: it is never overwritten with defaults. A URL that
 * may not be posted to, which only a hand can have written there, is left out and said.
 */
export async function openRulesFile(dataDir: string, secrets: SecretStore | undefined): Promise<RulesFile> {
  const file = join(dataDir, 'notices.json')
  const read = await load(file)
  const given = read?.rules ?? DEFAULT_NOTICE_RULES
  const isSound = given.webhook === null || isWebhookUrl(given.webhook.url)
  let rules = isSound ? given : { ...given, webhook: null }
  let kept = (await secrets?.load(KEY_NAME)) ?? null
  let key = kept ?? read?.key ?? null
  let last: Promise<void> = Promise.resolve()

  async function write(next: NoticeRules, nextKey: string | null): Promise<void> {
    if (secrets !== undefined && nextKey !== kept) {
      await secrets.save(KEY_NAME, nextKey) // also one that was made where there was no keeper
      kept = nextKey
    }
    const inFile = secrets === undefined ? nextKey : null
    await writeFileAtomically(file, `${JSON.stringify({ version: 1, rules: next, key: inFile }, null, 2)}\n`)
    rules = next
    key = nextKey
  }

  function inTurn(task: () => Promise<void>): Promise<void> {
    const run = last.then(task)
    last = run.catch(() => undefined) // its caller hears of it; the next change must still run
    return run
  }

  return {
    rules: () => rules,
    problem: isSound ? null : worded(say('start_webhook')),
    key: () => key,
    save: (next) => inTurn(() => write(next, key)),
    async newKey() {
      const made = randomBytes(KEY_BYTES).toString('hex')
      await inTurn(() => write(rules, made))
      return made
    },
  }
}

async function load(file: string): Promise<z.infer<typeof stored> | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new AppError('storage', say('rules_unread', { code: error.code ?? 'unknown' }), {
      cause: error,
    })
  })
  if (text === null) return null
  try {
    return stored.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError('storage', say('rules_damaged', { file }), {
      cause,
    })
  }
}
