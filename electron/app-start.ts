/** The app in Electron, as a file to start. It imports nothing but what keeps compiled code: the rest is loaded after that. */
import { keepCompiledCode } from './compiled-code.ts'

keepCompiledCode(import.meta.filename)
await import('./main.ts') // awaited: what must come before the app is ready is in it
