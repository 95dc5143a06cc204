/** The built interface, read into memory once: a path that is not in the list does not exist, whatever it looks like. */

import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'

export interface StaticFile {
  readonly contentType: string
  readonly body: Uint8Array<ArrayBuffer>
}

/** Files by URL path; `/` and `/index.html` are the page. */
export type StaticFiles = ReadonlyMap<string, StaticFile>

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
}

/** Reads every file of a known type under `dir`. Fails with `internal` when the interface has not been built there. */
export async function loadStaticFiles(dir: string): Promise<StaticFiles> {
  const found = await Promise.all((await filesUnder(dir)).map((path) => readStaticFile(dir, path)))
  const files = new Map(found.filter((file) => file !== null))
  const index = files.get('/index.html')
  if (!index) throw notBuilt()
  return files.set('/', index).set('/index.html', index)
}

/** With its URL path; null for source maps and the like, which are not served. */
async function readStaticFile(dir: string, path: string): Promise<readonly [string, StaticFile] | null> {
  const contentType = CONTENT_TYPES[extname(path).toLowerCase()]
  if (contentType === undefined) return null
  const urlPath = `/${relative(dir, path).split(sep).map(encodeURIComponent).join('/')}`
  return [urlPath, { contentType, body: new Uint8Array(await readFile(path)) }]
}

async function filesUnder(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw notBuilt(cause)
  })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

function notBuilt(cause?: unknown): AppError {
  return new AppError('internal', say('not_built'), { cause })
}
