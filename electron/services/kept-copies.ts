/**
 * The copy of one's own data that Tidemark keeps beside its ledger by itself: the ledger of the chain can be read anew,
 * addresses, labels and settings cannot. A copy of a ledger that is gone is never written over: it is set aside, and offered.
 */
import { randomUUID } from 'node:crypto'
import { open, readdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeptCopy } from '../../shared/ipc/backup.ts'
import { say, type Worded, worded } from '../../shared/said.ts'
import type { Store } from '../store/open-store.ts'
import { writeFileAtomically } from './write-file-atomically.ts'

/** The copy of this ledger. */
export const OWN_DATA_FILE = 'own-data.json'

const COPY_NAME = /^own-data[\w.-]{0,100}\.json$/
/** Where it is written which ledger this is. */
const LEDGER_ID = 'own-data-id'
/** As far as the head of a copy goes. */
const HEAD_BYTES = 1_000

type Folder = Pick<Store, 'dataDir' | 'sources'>

/** All copies in the folder, newest first. */
export async function keptCopies({ dataDir, sources }: Folder): Promise<readonly KeptCopy[]> {
  const names = (await readdir(dataDir).catch(() => [])).filter((name) => COPY_NAME.test(name))
  const mine = sources.getMeta(LEDGER_ID)
  const copies = names.map(async (name): Promise<KeptCopy> => {
    const file = join(dataDir, name)
    const { mtimeMs } = await stat(file)
    return { name, changedAt: Math.floor(mtimeMs), current: mine !== null && (await ledgerOf(file)) === mine }
  })
  return (await Promise.all(copies)).toSorted((a, b) => b.changedAt - a.changedAt)
}

export interface CopyKeeperOptions {
  readonly store: Store
  /** Makes the text, marked with the ledger's id. */
  readonly make: (ledger: string, signal: AbortSignal) => Promise<string>
  readonly onFault: (error: unknown) => void
  /** How long changes are collected before they are written; 1 s by default, longer where writing takes long. */
  readonly restMs?: number
}

export interface CopyKeeper {
  /** Something of one's own changed: it is written soon. */
  changed(): void
  /** Writes what is not written yet; later changes are not heard. */
  close(): Promise<void>
}

const REST_MS = 1_000
/** Writing takes at most this part of the time. */
const SHARE = 20

/** Keeps the copy. A write that fails is told, and tried again with the next change. */
export function createCopyKeeper({ store, make, onFault, restMs = REST_MS }: CopyKeeperOptions): CopyKeeper {
  const never = new AbortController().signal
  let dirty = false
  let closed = false
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()
  let rest = restMs

  async function write(): Promise<void> {
    if (!dirty) return
    dirty = false
    const started = performance.now()
    try {
      await writeCopy(store, (ledger) => make(ledger, never))
    } catch (error) {
      onFault(error)
    }
    rest = Math.max(restMs, SHARE * (performance.now() - started))
  }

  function writeSoon(): void {
    timer = null
    writing = writing.then(write)
  }

  return {
    changed: () => {
      if (closed) return
      dirty = true
      timer ??= setTimeout(writeSoon, rest).unref()
    },
    close: async () => {
      closed = true
      if (timer !== null) clearTimeout(timer)
      writeSoon()
      await writing
    },
  }
}

async function writeCopy(store: Store, make: (ledger: string) => Promise<string>): Promise<void> {
  const file = join(store.dataDir, OWN_DATA_FILE)
  const known = store.sources.getMeta(LEDGER_ID)
  if (known === null && isEmpty(store)) return // nothing was ever kept, and nothing is there
  const ledger = known ?? (await newLedgerId(store))
  const text = await make(ledger)
  const found = await ledgerOf(file)
  if (found !== null && found !== ledger) await rename(file, await freeName(store.dataDir, file))
  await writeFileAtomically(file, text)
}

async function newLedgerId({ sources }: Folder): Promise<string> {
  const id = randomUUID()
  await sources.setMeta(LEDGER_ID, id)
  return id
}

/** By the day it was last written, and a number where that is taken. */
async function freeName(dataDir: string, file: string): Promise<string> {
  const day = (await stat(file)).mtime.toISOString().slice(0, 10)
  const taken = new Set(await readdir(dataDir))
  for (let i = 1; ; i++) {
    const name = i === 1 ? `own-data-${day}.json` : `own-data-${day}-${i}.json`
    if (!taken.has(name)) return join(dataDir, name)
  }
}

/** The ledger that a copy is of, as its head says; '' where it does not say, null where there is no such file. */
async function ledgerOf(file: string): Promise<string | null> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (handle === null) return null
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return /"ledger": "([^"]*)"/.exec(buffer.toString('utf8', 0, bytesRead))?.[1] ?? ''
  } finally {
    await handle.close()
  }
}

/** What to say at a start with an empty ledger beside a copy of one that is gone: a line, or none. */
export async function lostCopyNotice(store: Store): Promise<readonly Worded[]> {
  if (!isEmpty(store)) return []
  const [lost] = (await keptCopies(store)).filter(({ current }) => !current)
  if (lost === undefined) return []
  const file = join(store.dataDir, lost.name)
  return [worded(say('start_lost_copy', { file }))]
}

function isEmpty({ portfolio, labels }: Pick<Store, 'portfolio' | 'labels'>): boolean {
  return portfolio.count() === 0 && labels.count() === 0
}
