/** The install without a display starts what the command line knows, by files that are in it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCommand } from '../../../electron/cli/parse-command.ts'
import { projectRoot } from '../../../electron/launch/project-root.ts'

const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8')
const manifest = JSON.parse(read('package.json')) as {
  readonly bin: Readonly<Record<string, string>>
  readonly files: readonly string[]
} // our own file
const unit = read('electron/packaging/headless/tidemark.service')
const image = read('electron/packaging/headless/Dockerfile')
const SERVE = {
  kind: 'command',
  name: 'serve',
  args: [],
  values: { 'no-open': true, port: '8733', api: true, 'data-dir': '/var/lib/tidemark' },
}

describe('the install without a display', () => {
  it('starts by systemd what the command line understands, and serves no settings', () => {
    const [, line = ''] = /^ExecStart=\/usr\/bin\/env tidemark (.*)$/m.exec(unit) ?? []
    expect(parseCommand(line.split(' '))).toMatchObject(SERVE)
    expect(line).not.toContain('allow-settings')
    expect(Object.keys(manifest.bin)).toEqual(['tidemark'])
  })

  it('starts in a container what the command line understands, as nobody else’s user', () => {
    const [, line = '[]'] = /^CMD (.*)$/m.exec(image) ?? []
    expect(parseCommand(JSON.parse(line) as string[])).toMatchObject(SERVE) // the Dockerfile's own form is JSON
    expect(image).toMatch(/^USER tidemark$/m)
    expect(image).toContain(`"${manifest.bin['tidemark']}"`)
  })

  it('takes with it the program that its name stands for, and no sources', () => {
    expect(manifest.files).toContain(manifest.bin['tidemark'])
    const kept = manifest.files.filter((file) => !file.startsWith('!') && file !== 'dist') // that one is built
    expect(kept.filter((file) => !existsSync(join(projectRoot, file)))).toEqual([])
    expect(manifest.files.filter((file) => file.endsWith('.ts'))).toEqual([])
  })
})
