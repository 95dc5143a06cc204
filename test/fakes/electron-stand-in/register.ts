/** Loaded by `node --import` before the built main bundle: `electron` becomes the stand-in. */
import { registerHooks } from 'node:module'
import { ENTRY_HAS_RUN } from './entry-mark.ts'

const STAND_IN = new URL('./electron.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'electron' ? STAND_IN : specifier, context),
  load(url, context, next) {
    const loaded = next(url, context)
    if (!url.endsWith('/main/main.js')) return loaded
    const source = Buffer.from((loaded.source ?? '') as Uint8Array).toString('utf8') // read from a file: bytes
    return { ...loaded, source: `${source}\nglobalThis.${ENTRY_HAS_RUN}()\n` }
  },
})
