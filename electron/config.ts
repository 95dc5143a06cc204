/** Where things are kept when nobody says otherwise. */
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The platform's place for application data (XDG on Linux). */
export function defaultDataDir(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Tidemark')
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Tidemark')
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'tidemark')
}

/** The ledger's file in a network's folder. */
export const LEDGER_FILE = 'ledger.sqlite'

/** Where the file of a person's own settings is looked for when `--config` names none. */
export function configFileIn(dataDir: string): string {
  return join(dataDir, 'config.yaml')
}

/** The platform's place for what can be made again. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Tidemark')
  if (platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Tidemark', 'cache')
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tidemark')
}
