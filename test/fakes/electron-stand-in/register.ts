/** Loaded by `node --import` before the built main bundle: `electron` becomes the stand-in. */
import { registerHooks } from 'node:module'
import { ENTRY_HAS_RUN } from './entry-mark.ts'

const STAND_IN = new URL('./electron.ts', import.meta.url).href

registerHooks({
  // By its URL at once: a bundled library requires it, and `require` resolves no URLs.
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: STAND_IN, shortCircuit: true } : next(specifier, context),
  load(url, context, next) {
    const loaded = next(url, context)
    if (!url.endsWith('/main/main.js')) return loaded
    const source = Buffer.from((loaded.source ?? '') as Uint8Array).toString('utf8') // read from a file: bytes
    return { ...loaded, source: `${source}\nglobalThis.${ENTRY_HAS_RUN}()\n` }
  },
})
