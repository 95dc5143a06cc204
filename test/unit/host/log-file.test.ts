import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLog } from '../../../electron/log.ts'
import { openLogFile } from '../../../electron/log-file.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'

const ADDRESS = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'

async function place(): Promise<string> {
  const dir = await temporaryFolder()
  onTestFinished(() => removeFolder(dir))
  return join(dir, 'log.jsonl')
}

describe('the log of the app', () => {
  it('can be looked at, for this user alone, and without passwords and addresses', async () => {
    const file = await place()
    const kept = openLogFile(file)
    const said: string[] = []
    const log = createLog({
      level: 'error',
      stream: { write: (line) => void said.push(line) },
      alsoTo: kept.stream,
    })
    log.debug({}, 'too small to keep')
    log.info({ password: 'hunter2' }, `asked about ${ADDRESS}`)
    log.error({ err: new Error('http://user:pw@127.0.0.1 is gone') }, 'a task failed')
    expect(kept.tail(10)).toMatchObject([
      { level: 'info', message: 'asked about [address]', detail: '{"password":"[hidden]"}' },
      { level: 'error', message: 'a task failed' },
    ])
    expect(readFileSync(file, 'utf8')).not.toMatch(/hunter2|user:pw|bc1q/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(said).toHaveLength(1)
  })

  it('stays small: the older half goes, and the newest lines are told across both files', async () => {
    const file = await place()
    const kept = openLogFile(file, 2_000)
    const log = createLog({ stream: { write: () => true }, alsoTo: kept.stream })
    for (let index = 0; index < 100; index++) log.info({}, `line ${index}`)
    expect(statSync(file).size).toBeLessThanOrEqual(2_000)
    expect(statSync(`${file}.1`).size).toBeLessThanOrEqual(2_000)
    expect(kept.tail(30).map(({ message }) => message)).toEqual(
      Array.from({ length: 30 }, (_, index) => `line ${70 + index}`),
    )
  })
})
