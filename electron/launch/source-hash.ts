import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** What a build is made from: folders with all they hold, and single files. Relative to the project's root. */
export const BUILD_INPUTS = [
  'electron',
  'renderer',
  'shared',
  'vite.config.ts',
  'tsconfig.base.json',
  'package.json',
  'package-lock.json',
] as const

/**
 * A hash over names and contents of everything a build reads. Contents and not times: a checkout touches files
 * without changing them, and a branch switch may bring back older ones.
 */
export function hashOfSources(root: string, inputs: readonly string[] = BUILD_INPUTS): string {
  const hash = createHash('sha256')
  for (const file of inputs.flatMap((input) => filesAt(join(root, input)))) {
    const content = readFileSync(file)
    hash.update(`${relative(root, file).split(sep).join('/')}\0${content.length}\0`)
    hash.update(content)
  }
  return hash.digest('hex')
}

function filesAt(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true, recursive: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code // readdir throws nothing but system errors
    if (code === 'ENOTDIR') return [path]
    if (code === 'ENOENT') return []
    throw error
  }
}
