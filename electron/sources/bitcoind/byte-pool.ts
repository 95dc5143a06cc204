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

/** Keeps at most `keep` buffers that are not in use. Their memory is taken only as far as it was ever written. */
export function createBytePool(bytes: number, keep: number): BytePool {
  const free: Buffer[] = []
  let out = 0
  return {
    lend() {
      const buffer = free.pop() ?? Buffer.allocUnsafeSlow(bytes) // the last one back: it may still be in a cache
      let lent = true
      out += 1
      const giveBack = (): void => {
        if (!lent) return
        lent = false
        out -= 1
        if (free.length < keep) free.push(buffer)
      }
      return { buffer, giveBack, first: (length) => ({ bytes: buffer.subarray(0, length), giveBack }) }
    },
    lentOut: () => out,
  }
}
