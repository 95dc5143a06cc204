import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import type { RequestInput } from '../../../shared/ipc/contract.ts'
import type { ImportPreview } from '../../../shared/ipc/imports.ts'
import { run } from './run.ts'

const PREVIEW: ImportPreview = {
  format: 'csv',
  encoding: 'utf-8',
  counts: { new: 1, already: 0, changed: 0, choose: 1, refused: 1, repeated: 0 },
  entries: [
    {
      entry: 0,
      line: 1,
      kind: 'account',
      state: 'new',
      text: 'wpkh(x)#y',
      scriptType: 'p2wpkh',
      label: 'cold',
      first: ['bc1qone'],
      options: [],
    },
    {
      entry: 1,
      line: 2,
      kind: 'account',
      state: 'choose',
      text: 'xpub',
      scriptType: null,
      first: [],
      options: [{ scriptType: 'tr', descriptor: 'd', first: ['bc1pone'] }],
    },
  ],
  refused: [{ line: 3, text: 'hello', reason: 'not_an_address', message: 'this is not a bitcoin address' }],
  table: null,
  labels: null,
}

function ground() {
  const asked: (RequestInput<'imports.preview'> | RequestInput<'imports.apply'>)[] = []
  const handlers = {
    'imports.preview': (input: RequestInput<'imports.preview'>) => {
      asked.push(input)
      return Promise.resolve(PREVIEW)
    },
    'imports.apply': (input: RequestInput<'imports.apply'>) => {
      asked.push(input)
      return Promise.resolve({ added: 1, already: 0, skipped: 1, refused: 1, labels: null })
    },
  }
  const start = (...argv: readonly string[]) =>
    run(argv, handlers, { stdin: Readable.from([Buffer.from('one\n'), Buffer.from('two')]) })
  return { asked, start }
}

it('shows what a file would add, and stores nothing without --apply', async () => {
  const { asked, start } = ground()
  const { code, stdout, stderr, host } = await start('import', '-')
  expect([code, host.options?.access]).toEqual([2, 'read'])
  expect(asked).toEqual([{ name: '-', base64: Buffer.from('one\ntwo').toString('base64'), choices: {} }])
  expect(stdout).toBe(
    'read as a table: 1 new, 0 changed, 0 watched already, 1 to choose, 1 refused\n' +
      'new  wpkh(x)#y  cold\n    bc1qone\nchoose  xpub\n    as tr: bc1pone\n',
  )
  expect(stderr).toContain('line 3: hello: this is not a bitcoin address')
})

it('adds with --apply, into a group and with a script type', async () => {
  const { asked, start } = ground()
  const { stdout, host } = await start('import', '-', '--apply', '--group', 'G', '--script-type', 'sh(wpkh)')
  expect(host.options).toMatchObject({ access: 'own', asksNobody: true })
  expect(asked[1]).toMatchObject({ group: 'G', choices: { all: 'sh(wpkh)' } })
  expect(stdout).toBe('1 added, 0 watched already, 1 left out: say their --script-type\n')
})

it('prints an export alone on stdout, and what it leaves out beside it', async () => {
  const file = { name: 'x.csv', text: 'a\r\nb\r\n', entries: 1, left: ['1 archived entry: not asked for'] }
  const { stdout, stderr } = await run(['export', 'csv'], { 'exports.make': () => Promise.resolve(file) })
  expect(stdout).toBe('a\r\nb\n')
  expect(stderr).toBe('left out: 1 archived entry: not asked for\n')
})

it.each([
  [['import']],
  [['import', 'a', 'b']],
  [['import', 'a', '--script-type', 'p2x']],
  [['export', 'pdf']],
])('refuses %j before anything is opened', async (argv) => {
  const { code, host } = await run(argv)
  expect([code, host.options]).toEqual([2, null])
})

it('says that a file cannot be read', async () => {
  const { code, stderr } = await run(['import', '/no/such/file'])
  expect([code, stderr]).toEqual([2, 'The file cannot be read.\n'])
})

it('takes the columns of a table from the command line, counted from 1, and refuses what names none', async () => {
  const { asked, start } = ground()
  await start('import', '-', '--columns', 'label=1, address=3,header=no')
  expect(asked[0]).toMatchObject({
    columns: { header: false, address: 2, label: 0, group: null, note: null, birthday: null },
  })
  for (const wrong of ['label=1', 'address=0', 'address=1,address=2', 'address=x', 'address=1,colour=2'])
    expect((await start('import', '-', '--columns', wrong)).code).toBe(2)
  expect(asked).toHaveLength(1)
})
