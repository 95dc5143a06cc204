/** Real programs on a PATH of the test's own: shell scripts that answer --version, or fail to. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findChromium } from '../../ground/find-chromium.ts'

const signal = new AbortController().signal
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-chromium-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function program(name: string, body: string): string {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${body}\n`)
  chmodSync(path, 0o755)
  return path
}

const find = (env: NodeJS.ProcessEnv) => findChromium({ install: false, log: () => undefined, env }, signal)

test('The one that CHROMIUM names is used, with the version it says', async () => {
  const path = program('mine', 'echo "Chromium 156.0"')
  program('chromium', 'echo "Chromium 1.0"')
  expect(await find({ CHROMIUM: path, PATH: folder })).toEqual({
    kind: 'found',
    path,
    version: 'Chromium 156.0',
  })
})

test('Nothing quietly stands in for a CHROMIUM that does not start', async () => {
  program('chromium', 'echo "Chromium 1.0"')
  const named = join(folder, 'gone')
  const result = await find({ CHROMIUM: named, PATH: folder })
  expect(result).toMatchObject({
    kind: 'missing',
    reason: expect.stringContaining('gone does not start (ENOENT)'),
  })
})

test('On PATH, chromium is preferred to other names', async () => {
  const path = program('chromium', 'echo "Chromium 2.0"')
  program('google-chrome', 'echo "Google Chrome 3.0"')
  expect(await find({ PATH: folder })).toEqual({ kind: 'found', path, version: 'Chromium 2.0' })
})

test('A program that fails is missing with its exit code, and the way out is said', async () => {
  program('chromium', 'exit 7')
  expect(await find({ PATH: folder })).toMatchObject({
    kind: 'missing',
    reason: expect.stringMatching(
      /\(7\)\. Install chromium, or name one in the environment variable CHROMIUM\.$/,
    ),
  })
})

test('Without one, and without leave to install one, the reason says so', async () => {
  expect(await find({ PATH: folder })).toMatchObject({
    kind: 'missing',
    reason: expect.stringContaining('no Chromium on PATH'),
  })
})
