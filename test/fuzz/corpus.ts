/** Inputs that once were a problem, one file each, in a folder a target. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Target } from './fuzz.ts'

/** Where they are kept. */
export const CORPUS = join(import.meta.dirname, 'corpus')

/** The same targets, which try these first. */
export function withCorpus(targets: readonly Target[]): readonly Target[] {
  return targets.map((target) => {
    const folder = join(CORPUS, target.name.replaceAll(/[^\w.]+/g, '-'))
    const files = existsSync(folder) ? readdirSync(folder).sort() : []
    return { ...target, seeds: [...target.seeds, ...files.map((file) => readFileSync(join(folder, file)))] }
  })
}
