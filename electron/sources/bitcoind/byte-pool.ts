/** Buffers of one size that are lent out, given back and lent again: reading blocks allocates nothing. */

/** Bytes in a lent buffer. Whoever holds them reads them, and then gives them back exactly when done. */
export interface LentBytes {
  readonly bytes: Uint8Array
  /** From now on the bytes may change under whoever still looks at them. A second call does nothing. */
  readonly giveBack: () => void
}

/** A buffer to write to, before it is known how much of it will be used. */
export interface LentBuffer {
  readonly buffer: Buffer
  /** The first `length` bytes as what is read. It and this share one `giveBack`. */
  first(length: number): LentBytes
  readonly giveBack: () => void
}

export interface BytePool {
  /** Never waits: who reads ahead bounds how many are out at once. */
  lend(): LentBuffer
  /** How many are out. */
  lentOut(): number
}

/** The buffers that a pool keeps, in memory of their own. Taken from the system only as far as they were ever written. */
export function plainBuffers(bytes: number, count: number): readonly Buffer[] {
  return Array.from({ length: count }, () => Buffer.allocUnsafeSlow(bytes))
}

/** Keeps the buffers that `make` makes, of so many bytes, once the first is wanted. When all are out, others are made for a time. */
export function createBytePool(bytes: number, make: () => readonly Buffer[]): BytePool {
  let kept: ReadonlySet<Buffer> | null = null
  const free: Buffer[] = []
  let out = 0
  const open = (): void => {
    kept = new Set(make())
    free.push(...kept)
  }
  return {
    lend() {
      if (kept === null) open()
      const buffer = free.pop() ?? Buffer.allocUnsafeSlow(bytes) // the last one back: it may still be in a cache
      let lent = true
      out += 1
      const giveBack = (): void => {
        if (!lent) return
        lent = false
        out -= 1
        if (kept?.has(buffer)) free.push(buffer)
      }
      return { buffer, giveBack, first: (length) => ({ bytes: buffer.subarray(0, length), giveBack }) }
    },
    lentOut: () => out,
  }
}
