/** docs/security.md says what holds; this holds it to that: twenty items, nine fuses, every dependency. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FuseV1Options } from '@electron/fuses'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../../electron/launch/project-root.ts'
import { FUSES } from '../../../electron/packaging/fuses.ts'

const TESTS: Readonly<Record<string, string>> = {
  'stand-in-shell': 'test/e2e/stand-in-shell.test.ts',
  'electron-builder': 'test/unit/packaging/electron-builder.test.ts',
  posture: 'test/unit/packaging/posture.test.ts',
}
const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8')
const security = read('docs/security.md')
const manifest = JSON.parse(read('package.json')) as {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
} // our own file
const pinned = { ...manifest.dependencies, ...manifest.devDependencies }

/** The rows below a heading of a table, cell by cell. */
function table(heading: string): readonly (readonly string[])[] {
  const [, rest = ''] = security.split(`${heading}\n`)
  const [rows = ''] = rest.split('\n\n')
  const cells = rows.split('\n').map((row) => row.split('|').slice(1, -1))
  return cells.slice(1).map((row) => row.map((cell) => cell.trim()))
}

/** Sources that end in the bundles of the main process. */
function mainSources(): readonly string[] {
  const files = readdirSync(join(projectRoot, 'electron'), { recursive: true }).map(String)
  return files.filter((file) => file.endsWith('.ts') && !/^(launch|packaging|cli)\b/.test(file))
}

describe('the posture of the app', () => {
  const items = table('| # | Item | Test |')

  it('has an answer to all twenty items of Electron’s list', () => {
    expect(items.map(([number]) => Number(number))).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  })

  it.each(items)('holds item %s (%s) by a test that exists: %s', (_number, _item, test) => {
    const [file = '', title = ''] = (test ?? '').split(': ')
    expect(read(TESTS[file] ?? '')).toContain(`'${title}`)
  })

  it('says how each of the nine fuses is set, and ships it so', () => {
    const said = Object.fromEntries(table('| Fuse | Set to |'))
    const names = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)))
    const shipped = names.map((name) => {
      const option = FuseV1Options[name as keyof typeof FuseV1Options] // one of its own names
      return [name, FUSES[option] ? 'on' : 'off']
    })
    expect(shipped).toHaveLength(9)
    expect(said).toEqual(Object.fromEntries(shipped))
  })

  it('opens nothing outside but the links of the chosen explorer, and loads no file', () => {
    const opening = mainSources().filter((file) => /openExternal/.test(read(join('electron', file))))
    expect(opening).toEqual(['shell/explorer.ts'])
    expect(read('electron/shell/explorer.ts')).toContain(
      'if (isExplorerLink(explorer, url)) await shell.openExternal(url)',
    )
    const risky = /openPath|loadFile\(|bypassCSP|allowRunningInsecureContent|rejectUnauthorized: false/
    const found = mainSources().filter((file) => risky.test(read(join('electron', file))))
    expect(found).toEqual(['sources/electrum/link.ts']) // it pins certificates that nobody signed
  })

  it('leaves newer versions to the window of the app alone', () => {
    const naming = (what: RegExp): readonly string[] =>
      mainSources().filter((file) => what.test(read(join('electron', file))))
    expect(naming(/(from|import\() ?'electron-updater'/)).toEqual(['shell/update-library.ts'])
    expect(naming(/from '\.\/shell\/updater\.ts'/)).toEqual(['main.ts'])
    expect(read('electron-builder.yml')).toMatch(/^publish: null$/m) // the place is named when a package is made
  })

  it('ships an Electron that is no older than the one it was checked with', () => {
    expect(Number(pinned['electron']?.split('.')[0])).toBeGreaterThanOrEqual(45)
  })

  it('says of every dependency what it may touch, and pins it to the digit', () => {
    expect(table('| Package | May touch |').map(([name]) => name)).toEqual(Object.keys(pinned).toSorted())
    expect(Object.entries(pinned).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })

  it('names the app to Windows by the id that its packages have', () => {
    const [, id = ''] = /^appId: (\S+)$/m.exec(read('electron-builder.yml')) ?? []
    expect(id).not.toBe('')
    expect(read('electron/main.ts')).toContain(`const APP_ID = '${id}'`)
  })
})
