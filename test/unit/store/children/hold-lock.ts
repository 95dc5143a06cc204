/** Takes the lock of a folder (or says who holds it) and keeps it until its input ends. */
import { lockDataFolder } from '../../../../electron/store/data-folder.ts'

const [dir = '', purpose = ''] = process.argv.slice(2)
try {
  const lock = lockDataFolder(dir, purpose)
  process.stdout.write('held\n')
  process.stdin.resume()
  process.stdin.on('end', () => lock.release())
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`)
}
