/** A scan of our own that steps aside for one that a person waits for: a node runs one at a time. */
export interface GivingWay {
  /** Runs `scan`, again from its beginning each time it was made to give way, once `mayGoOn` resolves. */
  run<T>(
    scan: (signal: AbortSignal) => Promise<T>,
    mayGoOn: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<T>
  /** Gives up what runs here; resolves when the node has been told. */
  giveWay(): Promise<void>
}

/** Nothing runs. */
export function createGivingWay(): GivingWay {
  let current: { readonly cancel: AbortController; readonly ended: Promise<unknown> } | null = null

  async function once<T>(scan: (signal: AbortSignal) => Promise<T>, signal: AbortSignal) {
    const cancel = new AbortController()
    const done = scan(AbortSignal.any([signal, cancel.signal]))
    const mine = { cancel, ended: done.catch(() => undefined) } // whoever waits for `done` hears of it
    current = mine
    try {
      return { kind: 'done', value: await done } as const
    } catch (error) {
      if (signal.aborted || !cancel.signal.aborted) throw error
      return { kind: 'gave_way' } as const
    } finally {
      if (current === mine) current = null
    }
  }

  return {
    async run(scan, mayGoOn, signal) {
      for (;;) {
        await mayGoOn()
        signal.throwIfAborted()
        const result = await once(scan, signal)
        if (result.kind === 'done') return result.value
      }
    },
    async giveWay() {
      current?.cancel.abort(new Error('a scan that somebody waits for goes first'))
      await current?.ended
    },
  }
}
