/**
 * `npm run power-cuts -- [--images N] [--seed S]`: images of the disk after a power cut, as many with SQLite's synchronous
 * mode as the app sets it, where none may have lost or broken anything, and some without it, where some must have.
 */
import { commandOptions, SEED } from '../ground/command-options.ts'
import { createChance } from '../ground/provider-ground.ts'
import { cutPower } from './power-cut.ts'
import { whyNoTrace } from './trace.ts'

const { images, seed } = commandOptions('npm run power-cuts -- [--images N] [--seed S]', {
  images: { takes: 'whole', least: 1, fallback: 1_000 },
  seed: SEED,
})
const reason = await whyNoTrace()
if (reason !== null) throw new Error(`power cuts cannot be tried here: it ${reason}`)
const chance = createChance(seed)
console.log(`seed ${chance.seed}`)
const full = await cutPower({ images, rounds: 60, synchronous: 'full', chance })
console.log(
  `synchronous FULL: ${images} images, ${full.damaged} of them lost writes, ${full.problems.length} problems`,
)
for (const problem of full.problems.slice(0, 10)) console.log(`  ${problem}`)
const off = await cutPower({ images: Math.ceil(images / 5), rounds: 60, synchronous: 'off', chance })
console.log(`synchronous OFF, which must show: ${off.images} images, ${off.problems.length} problems`)
process.exitCode = full.problems.length === 0 && off.problems.length > 0 ? 0 : 1
