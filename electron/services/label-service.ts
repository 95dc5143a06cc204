/** Labels as a person sets, lists, imports and exports them. Secrets are refused before anything is kept. */

import { setImmediate } from 'node:timers/promises'
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type {
  LabelChange,
  LabelImport,
  LabelImportRequest,
  LabelPage,
  LabelQuery,
} from '../../shared/ipc/labels.ts'
import type { Label } from '../../shared/labels.ts'
import { say } from '../../shared/said.ts'
import { canonicalRef, recordLine } from '../engine/labels/label-record.ts'
import { LABEL_REFUSAL_CODES } from '../engine/labels/label-refusals.ts'
import { type Harmless, refuseSecrets } from '../engine/labels/secret-text.ts'
import type { LabelStore, PlacedLabel } from '../store/labels.ts'
import { importLabels } from './label-import.ts'

export interface LabelServiceOptions {
  readonly network: Network
  readonly store: LabelStore
  /** Labels that a door shows may be others now. */
  readonly onChange: () => void
}

export interface LabelService {
  set(change: LabelChange): Promise<Label | null>
  list(query: LabelQuery): LabelPage
  import(request: LabelImportRequest, signal: AbortSignal): Promise<LabelImport>
  /** BIP-329, a record a line; records of unknown types as they came. */
  export(signal: AbortSignal): Promise<{ readonly text: string; readonly records: number }>
  /** Fails with `refused_entries`, repeating nothing, when one of these texts holds a key or a seed phrase. */
  refuseSecrets(texts: readonly (string | undefined)[]): void
  /** What of a free text is no secret, whatever it looks like. */
  readonly harmless: Harmless
}

/** How many rows are read without a pause. */
const PAGE = 2_000

/** Builds the service. */
export function createLabelService({ network, store, onChange }: LabelServiceOptions): LabelService {
  const harmless: Harmless = { isTxid: (hex) => store.knowsTx(hex) }

  async function set({ type, ref, origin = '', label, spendable }: LabelChange): Promise<Label | null> {
    const canonical = canonicalRef(type, ref, network)
    if (typeof canonical !== 'string')
      throw new AppError(
        'invalid_input',
        say('label_refused', { why: say(LABEL_REFUSAL_CODES[canonical.reason]) }),
      )
    refuseSecrets([label, origin], harmless)
    const key = { type, ref: canonical, origin: type === 'tx' ? origin : '' }
    const said = {
      ...(label === undefined ? {} : { label }),
      ...(spendable === undefined ? {} : { spendable }),
    }
    if ((await store.put([{ ...key, ...said }])) > 0) onChange()
    return store.get(key)
  }

  function list({ type, refs, after = 0, limit }: LabelQuery): LabelPage {
    if (refs !== undefined) {
      const found = store.ofRefs(refs).filter((one) => type === undefined || one.type === type)
      return { labels: found.slice(0, limit).map(withoutId), next: null }
    }
    const found = store.page(after, limit + 1, type)
    const page = found.slice(0, limit)
    return { labels: page.map(withoutId), next: found.length > limit ? (page.at(-1)?.id ?? null) : null }
  }

  async function exportAll(signal: AbortSignal) {
    const lines: string[] = []
    for await (const line of exportLines(store, signal)) lines.push(line)
    return { text: lines.map((line) => `${line}\n`).join(''), records: lines.length }
  }

  return {
    set,
    list,
    harmless,
    refuseSecrets: (texts) => refuseSecrets(texts, harmless),
    export: exportAll,
    import: async (request, signal) => {
      const result = await importLabels(request, { network, store, harmless }, signal)
      if (request.apply) onChange()
      return result
    },
  }
}

/** Every record, in the order it was first made; pauses on the way. */
export async function* exportLines(
  store: Pick<LabelStore, 'page' | 'asidePage'>,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for await (const label of inPages((after) => store.page(after, PAGE), signal)) yield recordLine(label)
  for await (const { line } of inPages((after) => store.asidePage(after, PAGE), signal)) yield line
}

/** The rows of all pages, with a pause after each page. */
export async function* inPages<T extends { readonly id: number }>(
  page: (after: number) => readonly T[],
  signal: AbortSignal,
): AsyncGenerator<T> {
  let rows = page(0)
  while (rows.length > 0) {
    yield* rows
    await setImmediate(undefined, { signal })
    rows = page(rows.at(-1)?.id ?? 0)
  }
}

function withoutId(placed: PlacedLabel): Label {
  const { id: _, ...label } = placed
  return label
}
