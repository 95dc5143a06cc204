import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../../../electron/config-file/parse-config.ts'
import { toWireError } from '../../../electron/ipc/to-wire-error.ts'
import { IpcError, unwrap } from '../../../renderer/bridge/bridge.ts'
import { showLanguage } from '../../../renderer/i18n/index.ts'
import { said } from '../../../renderer/i18n/zh-CN/said/index.ts'
import { errorText, hostText } from '../../../renderer/texts/host-text.ts'
import { failureText } from '../../../renderer/texts/provider-text.ts'
import { AppError } from '../../../shared/errors.ts'
import { MESSAGES } from '../../../shared/messages/index.ts'
import { englishOf, isSaid, say } from '../../../shared/said.ts'

const electron = fileURLToPath(new URL('../../../electron', import.meta.url))
const blanksOf = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{(\w+)/g)].map(([, blank = '']) => blank).sort()

describe('the messages of the host', () => {
  it('are in Chinese with the same blanks, none of them left in English', () => {
    expect(Object.keys(said).sort()).toEqual(Object.keys(MESSAGES).sort())
    for (const [code, english] of Object.entries(MESSAGES)) {
      const chinese = said[code as keyof typeof MESSAGES] // a key of it
      expect([code, ...blanksOf(chinese)]).toEqual([code, ...blanksOf(english)])
      if (/[a-z]{3}/.test(english.replaceAll(/\{\{.*?\}\}/g, '')))
        expect(chinese, code).toMatch(/\p{Script=Han}/u)
    }
  })

  it('are all said somewhere', () => {
    const source = readdirSync(electron, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(electron, file), 'utf8'))
      .join('\n')
    const chosen = [...source.matchAll(/`(\w+_)\$\{/g)].map(([, start = '']) => start)
    const isUsed = (code: string): boolean =>
      source.includes(`'${code}'`) || chosen.some((start) => code.startsWith(start))
    expect(Object.keys(MESSAGES).filter((code) => !isUsed(code))).toEqual([])
  })

  it('are filled in, also with other messages and lists of them', () => {
    const parts = ['v29', say('node_rest_on'), say('node_pruned_from', { height: 700_000 })]
    expect(englishOf(say('node_features', { parts }))).toBe(
      'v29, fast blocks by REST, pruned, blocks from 700,000 on.',
    )
    expect([isSaid(say('cancelled')), isSaid({ code: 'of another version' }), isSaid(null)]).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('an error of the host in the window', () => {
  afterEach(() => showLanguage('en'))

  const received = (thrown: unknown): IpcError => {
    const error = toWireError(thrown, new AbortController().signal)
    try {
      unwrap({ ok: false, error: structuredClone(error) })
    } catch (caught) {
      if (caught instanceof IpcError) return caught
    }
    throw new Error('nothing was thrown')
  }

  it('is in the language of the window', async () => {
    const refused = received(
      new AppError('invalid_input', say('above_tip', { height: 960_100, tip: 960_021 })),
    )
    expect(errorText(refused)).toBe('There is no block 960,100 yet: the newest block known is 960,021.')
    await showLanguage('zh-CN')
    expect(errorText(refused)).toBe('还没有区块 960,100：已知的最新区块是 960,021。')
    expect(errorText(received(new Error('a secret')))).toBe('Tidemark 内部出错。详情见日志。')
  })

  it('says at least what sort it is where it comes from a host of another version', async () => {
    const code = 'of_another_version' as 'cancelled' // what a newer host may send
    const plain = new IpcError('storage', 'A sentence that is not known here.', undefined, { code })
    expect(errorText(plain)).toBe('A sentence that is not known here.')
    await showLanguage('zh-CN')
    expect(errorText(plain)).toBe('磁盘或数据库出错。')
    const failure = { at: 1, message: 'of an older version', problem: 'refused' } as const
    expect(failureText(failure)).toBe('拒绝')
    expect(failureText({ ...failure, said: say('provider_trouble', { status: 503 }) })).toBe(
      '它自身有故障（503）',
    )
  })

  it('tells in the language of the window what is wrong with each line of a config file', async () => {
    const yaml = 'blockchain:\n  chains:\n    btc:\n      retries: 11\n      rpc_urls: [http://b.example]\n'
    const bad = received(await parseConfig(yaml, '/').catch((error: unknown) => error))
    expect(errorText(bad)).toContain(
      'Line 4: blockchain.chains.btc.retries must be a whole number from 0 to 10.',
    )
    await showLanguage('zh-CN')
    expect(errorText(bad)).toBe(
      '配置文件无法使用。\n第 4 行：blockchain.chains.btc.retries 必须是 0 到 10 的整数。',
    )
  })

  it('fills in what a message holds in the same language', async () => {
    const two = say('probe_two', {
      first: say('probe_tip', { height: 7, age: say('probe_age_hours', { count: 3 }) }),
      second: say('probe_later'),
    })
    expect(hostText(englishOf(two), two)).toBe('Its newest block is 7, from 3 hours ago. Try again later.')
    await showLanguage('zh-CN')
    expect(hostText(englishOf(two), two)).toBe('它的最新区块是 7，来自 3 小时前。请稍后再试。')
  })
})
