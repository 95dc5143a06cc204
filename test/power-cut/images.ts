/**
 * What a disk may hold after the power went: of each file everything up to its last sync before the cut, and of what was
 * written after that any part, in any order, torn at sectors.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Chance } from '../ground/provider-ground.ts'
import type { FileOp } from './trace.ts'

const SECTOR = 512

export interface Image {
  /** The newest revision that the process had said is kept; null before the first. */
  readonly acknowledged: number | null
  /** Writes that were not synced at the cut, and how many of them the disk has whole or in part. */
  readonly unsynced: number
  readonly survived: number
}

type Change = Extract<FileOp, { kind: 'create' | 'write' | 'truncate' | 'unlink' }>

/** Writes the files of one image into `folder`. `start`: what the files held before the first operation. */
export function writeImage(
  ops: readonly FileOp[],
  cut: number,
  start: ReadonlyMap<string, Buffer>,
  chance: Chance,
  folder: string,
): Image {
  const files = new Map([...start].map(([name, bytes]) => [name, Buffer.from(bytes)]))
  let acknowledged: number | null = null
  let waiting: Change[] = []
  let unsynced = 0
  let survived = 0
  for (const op of ops.slice(0, cut)) {
    if (op.kind === 'ack') acknowledged = op.revision
    else if (op.kind === 'sync') {
      for (const change of waiting.filter(({ file }) => file === op.file)) make(files, change)
      waiting = waiting.filter(({ file }) => file !== op.file)
    } else waiting.push(op)
  }
  for (const change of waiting) {
    unsynced += 1
    const part = partOf(change, chance)
    if (part === null) continue
    survived += 1
    make(files, part)
  }
  mkdirSync(folder, { recursive: true })
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes)
  return { acknowledged, unsynced, survived }
}

/** Lost, kept, or kept in part. */
function partOf(change: Change, chance: Chance): Change | null {
  if (chance.once(2)) return null
  if (change.kind !== 'write' || chance.once(2)) return change
  const first = SECTOR - (change.at % SECTOR)
  const sectors = Math.max(1, Math.ceil((change.bytes.length - first) / SECTOR) + 1)
  const end = first + chance.below(sectors) * SECTOR
  return { ...change, bytes: change.bytes.subarray(0, end) }
}

function make(files: Map<string, Buffer>, change: Change): void {
  const before = files.get(change.file) ?? Buffer.alloc(0)
  if (change.kind === 'unlink') files.delete(change.file)
  else if (change.kind === 'create') files.set(change.file, before)
  else if (change.kind === 'truncate') files.set(change.file, resized(before, change.size))
  else {
    const end = change.at + change.bytes.length
    const after = end > before.length ? resized(before, end) : before
    change.bytes.copy(after, change.at)
    files.set(change.file, after)
  }
}

function resized(bytes: Buffer, size: number): Buffer {
  const after = Buffer.alloc(size)
  bytes.copy(after)
  return after
}
