/** Where things are kept when nobody says otherwise. */
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The platform's place for application data (XDG on Linux). */
export function defaultDataDir(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Tidemark')
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Tidemark')
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'tidemark')
}

/** The platform's place for what can be made again. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Tidemark')
  if (platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Tidemark', 'cache')
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tidemark')
}
