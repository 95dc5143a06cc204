/** Addresses and ids in groups of four, so that people can compare them. Copying always gives the raw string. */

/** The address in groups of four characters; the last may be shorter. */
export function chunksOf(address: string): readonly string[] {
  return address.match(/.{1,4}/gs) ?? []
}

/** Two leading and two trailing groups; null in the middle stands for what is left out. */
export function shortChunks(address: string): readonly (string | null)[] {
  const chunks = chunksOf(address)
  if (chunks.length <= 5) return chunks
  return [...chunks.slice(0, 2), null, ...chunks.slice(-2)]
}

/** A txid with its output index, shortened: 9f3c…a1e0:1. */
export function shortOutpoint(txid: string, vout: number): string {
  return `${txid.slice(0, 4)}…${txid.slice(-4)}:${vout}`
}

/** The end of a block hash (its start is zeros by design): …c1a8f20e. */
export function shortHash(hash: string): string {
  return `…${hash.slice(-8)}`
}

/** A transaction id, shortened: 9f3c12ab…77e0a1e0. */
export function shortTxid(txid: string): string {
  return `${txid.slice(0, 8)}…${txid.slice(-8)}`
}
