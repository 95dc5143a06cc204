/**
 * `npm run fuzz -- [--inputs N] [--seed S] [--only TARGET]`: a million mutated inputs by default. Exit 1 when a reader
 * crashed, hung, or kept memory. What it found is written to test/fuzz/corpus, so that it is tried first ever after.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandOptions, SEED } from '../ground/command-options.ts'
import { createChance } from '../ground/provider-ground.ts'
import { CORPUS, withCorpus } from './corpus.ts'
import { fuzz } from './fuzz.ts'
import { TARGETS } from './targets.ts'

const MOST_BYTES = 300e6

const { inputs, seed, only } = commandOptions('npm run fuzz -- [--inputs N] [--seed S] [--only TARGET]', {
  inputs: { takes: 'whole', least: 1, fallback: 1_000_000 },
  seed: SEED,
  only: { takes: 'text' },
})
const targets = withCorpus(TARGETS).filter(({ name }) => only === undefined || name === only)
if (targets.length === 0)
  throw new RangeError(`--only takes one of: ${TARGETS.map(({ name }) => name).join(', ')}`)
const chance = createChance(seed)
console.log(`seed ${chance.seed}`)
const { tried, findings, grownBy } = await fuzz(targets, inputs, chance)
let sum = 0
for (const [name, { accepted, refused }] of tried) {
  sum += accepted + refused
  console.log(`${String(accepted + refused).padStart(8)} ${name}: ${accepted} read, ${refused} refused`)
}
for (const { target, kind, input, what } of findings) {
  const folder = join(CORPUS, target.replaceAll(/[^\w.]+/g, '-'))
  mkdirSync(folder, { recursive: true })
  const file = join(folder, createHash('sha256').update(input).digest('hex').slice(0, 16))
  writeFileSync(file, input)
  console.log(`${kind} in ${target} (${file}): ${what}`)
}
console.log(`${sum} inputs, ${findings.length} findings, memory grew by ${(grownBy / 1e6).toFixed(1)} MB`)
process.exitCode = findings.length === 0 && grownBy < MOST_BYTES ? 0 : 1
