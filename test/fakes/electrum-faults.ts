/** Faults of the Electrum-shaped server, set per method, each on a real socket. */

/** What goes wrong with an answer. */
export type ElectrumFault =
  /** A JSON-RPC error instead. */
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  /** Another result than the right one. */
  | { readonly kind: 'result'; edit(result: unknown): unknown }
  /** Another line than the right one. */
  | { readonly kind: 'line'; edit(line: string): string }
  /** The right answer of that many blocks ago. */
  | { readonly kind: 'stale'; readonly blocks: number }
  /** The right answer after a while. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Not a byte, for ever. */
  | { readonly kind: 'hang' }
  /** One byte of the right line at a time. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** RST in the middle of the line. */
  | { readonly kind: 'reset' }
  /** A clean end in the middle of the line. */
  | { readonly kind: 'truncate' }
  /** A line that does not end before that many bytes. */
  | { readonly kind: 'huge'; readonly bytes: number }
  /** The right answer, after something happened that it does not show yet. */
  | { readonly kind: 'event'; run(): void }

/** The switchboard. A fault on a method wins over one on `any`. */
export interface ElectrumFaults {
  /** Sets a fault, for `times` answers or until cleared; the first `after` answers still go well. */
  set(method: string, fault: ElectrumFault, times?: number, after?: number): void
  clear(): void
  /** The fault that applies now, counted as used. */
  take(method: string): ElectrumFault | null
}

/** Starts without faults. */
export function createElectrumFaults(): ElectrumFaults {
  const active = new Map<string, { readonly fault: ElectrumFault; left: number; after: number }>()
  return {
    set: (method, fault, times = Number.POSITIVE_INFINITY, after = 0) => {
      active.set(method, { fault, left: times, after })
    },
    clear: () => active.clear(),
    take(method) {
      const key = active.has(method) ? method : 'any'
      const entry = active.get(key)
      if (entry === undefined || entry.after-- > 0) return null
      entry.left--
      if (entry.left <= 0) active.delete(key)
      return entry.fault
    },
  }
}
