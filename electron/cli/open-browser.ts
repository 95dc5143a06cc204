import { spawn } from 'node:child_process'

/** Opens the link in the system's browser, without waiting. `onFault` hears that there is none. */
export function openBrowser(
  url: string,
  platform: NodeJS.Platform,
  onFault: (message: string) => void,
): void {
  const [command, ...args] = opener(platform)
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  const fault = (): void => onFault('No browser could be opened: open the link by hand.')
  child.once('error', fault)
  child.once('exit', (code) => {
    if (code !== 0 && code !== null) fault()
  })
  child.unref()
}

function opener(platform: NodeJS.Platform): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'] // no shell: & in a URL stays a URL
  return ['xdg-open']
}
