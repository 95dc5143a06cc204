/** A transaction by the two ends of its id, as people compare them. */
export function shortTxid(txid: string): string {
  return `${txid.slice(0, 8)}…${txid.slice(-8)}`
}
