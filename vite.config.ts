/** Builds renderer, main (with the command line) and preload in one pass, and names the test projects. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { licencesPlugin } from './electron/packaging/licences.ts'

const here = import.meta.dirname
const outDir = resolve(here, process.env['TIDEMARK_OUT_DIR'] ?? 'dist')
const at = (file: string): string => resolve(here, file)
/**
 * Tests wait for sockets and child processes more than they compute: one worker a core leaves the cores idle. Files that
 * one worker runs share its modules, which are loaded once then: none of them keeps anything between tests.
 */
const workers = { maxWorkers: 3, isolate: false }
/** How long a test waits for what is to come: against hanging, for a busy machine takes its time. */
const expect = { poll: { timeout: 60_000 } }
const external = ['electron', 'better-sqlite3', 'zeromq', /^node:/]

/** tiny-secp256k1 reads its WebAssembly from beside the file it was loaded from: in the build, beside the bundles. */
function curveTables(): Plugin {
  const fileName = 'secp256k1.wasm'
  const file = at(`node_modules/tiny-secp256k1/lib/${fileName}`)
  return {
    name: 'tidemark-curve-tables',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source: readFileSync(file) })
    },
  }
}

export default defineConfig(({ command }) => ({
  root: command === 'build' ? at('renderer') : here, // so that the page is built to renderer/index.html
  plugins: [react(), licencesPlugin(here)],
  base: './',
  builder: {},
  environments: {
    client: {
      build: {
        outDir: `${outDir}/renderer`,
        emptyOutDir: true,
        target: 'chrome140',
        assetsInlineLimit: 0, // the content security policy has no data: for fonts
        rolldownOptions: {
          input: at('renderer/index.html'),
          // Else some 27 small files before the first drawing. What reaches for the host runs before the rest is there.
          output: {
            codeSplitting: {
              groups: [
                { name: 'first', test: /renderer\/(first\.ts$|bridge\/)/, tags: ['$initial'], priority: 1 },
                { name: 'start', tags: ['$initial'] },
              ],
            },
          },
        },
      },
    },
    main: {
      consumer: 'server',
      resolve: { noExternal: true },
      build: {
        outDir: `${outDir}/main`,
        emptyOutDir: true,
        target: 'node24',
        minify: false,
        rollupOptions: {
          input: {
            main: at('electron/app-start.ts'),
            cli: at('electron/cli.ts'),
            'scan-worker': at('electron/scan-worker.ts'),
            'derive-worker': at('electron/derive-worker.ts'),
          },
          external,
          plugins: [curveTables()],
          output: {
            format: 'es',
            entryFileNames: '[name].js',
            chunkFileNames: '[name]-[hash].js',
            // Apart from one another: the page is served before anything is loaded that asks the network.
            codeSplitting: {
              groups: [
                { name: 'shared', test: at('shared') },
                ...['undici', 'zod'].map((name) => ({ name, test: new RegExp(`node_modules/${name}/`) })),
              ],
            },
          },
        },
      },
    },
    preload: {
      consumer: 'server',
      resolve: { noExternal: true },
      build: {
        outDir: `${outDir}/preload`,
        emptyOutDir: true,
        target: 'node24',
        minify: false,
        rollupOptions: {
          input: { preload: at('electron/preload.ts') },
          external: ['electron'],
          output: { format: 'cjs', entryFileNames: '[name].cjs' }, // a sandboxed preload cannot be ESM
        },
      },
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          environment: 'node',
          setupFiles: ['test/ground/fixed-seeds.ts'],
          ...workers,
          testTimeout: 300_000, // against hanging: a busy machine takes its time for a child process
          hookTimeout: 300_000,
          expect,
        },
      },
      {
        extends: true,
        test: {
          name: 'regtest',
          include: ['test/regtest/**/*.test.ts'],
          ...workers,
          globalSetup: ['test/ground/regtest-setup.ts'],
          testTimeout: 600_000, // against hanging
          hookTimeout: 600_000,
          expect,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/ground/e2e-setup.ts'],
          setupFiles: ['test/ground/e2e-traces.ts'],
          testTimeout: 240_000, // against hanging
          hookTimeout: 240_000,
          expect,
          ...workers,
          maxWorkers: 2, // one file waits for its browser and node while another computes
        },
      },
    ],
  },
}))
