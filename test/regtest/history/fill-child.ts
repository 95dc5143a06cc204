/** Fills history in small steps until it is killed: `node fill-child.ts URL COOKIE FOLDER`. */
import { openHistory } from './ground.ts'

const [url = '', cookieFile = '', folder = ''] = process.argv.slice(2)
const ground = openHistory({ url, cookieFile }, folder, { sliceMs: 1 })
process.stdout.write('started\n')
await ground.fill((step) => void process.stdout.write(`${step.kind === 'read' ? step.to : step.kind}\n`))
process.stdout.write('done\n')
