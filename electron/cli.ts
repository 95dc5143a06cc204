/** The command line, as a file to start. It imports nothing but what keeps compiled code: the rest is loaded after that. */
import { keepCompiledCode } from './compiled-code.ts'

keepCompiledCode(import.meta.filename)
const { runHere } = await import('./cli-door.ts')
process.exit(await runHere())
