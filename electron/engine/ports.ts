/**
 * The engine's borders. Sources implement node and providers, the store the ledger; the engine knows neither.
 * Everything that waits takes an AbortSignal last. Facts hang off block hashes: a bare height is never passed.
 */
export * from './ports/ledger.ts'
export * from './ports/node.ts'
export * from './ports/providers.ts'

/** Ms since 1970. The only clock the engine sees. */
export interface Clock {
  now(): number
}
