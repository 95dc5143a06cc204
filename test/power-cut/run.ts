/**
 * `npm run power-cuts -- [--images N] [--seed S]`: images of the disk after a power cut, as many with SQLite's synchronous
 * mode as the app sets it, where none may have lost or broken anything, and some without it, where some must have.
 */
import { parseArgs } from 'node:util'
import { createChance } from '../ground/provider-ground.ts'
import { cutPower } from './power-cut.ts'
import { whyNoTrace } from './trace.ts'

const { values } = parseArgs({
  options: { images: { type: 'string', default: '1000' }, seed: { type: 'string' } },
})
const images = Number(values.images)
const seed = values.seed === undefined ? undefined : Number(values.seed)
if (!Number.isSafeInteger(images) || images < 1 || (seed !== undefined && !Number.isSafeInteger(seed)))
  throw new RangeError('--images takes a whole number above 0, --seed a whole number')
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
