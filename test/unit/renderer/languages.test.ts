import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { dateTime } from '../../../renderer/format/age.ts'
import { formatNumber } from '../../../renderer/format/digits.ts'
import { en } from '../../../renderer/i18n/en/index.ts'
import { showLanguage, t } from '../../../renderer/i18n/index.ts'
import { zhCN } from '../../../renderer/i18n/zh-CN/index.ts'
import { agoText } from '../../../renderer/texts/words.ts'
import { languageOf } from '../../../shared/view.ts'

const renderer = fileURLToPath(new URL('../../../renderer', import.meta.url))

/** Dotted keys with their texts. */
function textsOf(catalogue: object, path = ''): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(catalogue) as [string, string | object][]) {
    if (typeof value === 'string') found.set(path + key, value)
    else for (const [deep, text] of textsOf(value, `${path}${key}.`)) found.set(deep, text)
  }
  return found
}

const uncounted = (key: string): string => key.replace(/_(one|other)$/, '')
const blanksOf = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{(.*?)\}\}/g)].map(([, blank = '']) => blank).sort()

/** Everything that may name a key: the renderer without its catalogues. */
function sourceText(): string {
  const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => /\.tsx?$/.test(file) && !/^i18n[\\/](en|zh-CN)/.test(file))
    .map((file) => readFileSync(join(renderer, file), 'utf8'))
    .join('\n')
}

describe('the two languages', () => {
  const english = textsOf(en)
  const chinese = textsOf(zhCN)

  it('have the same texts', () => {
    const keys = (texts: ReadonlyMap<string, string>): readonly string[] =>
      [...new Set([...texts.keys()].map(uncounted))].sort()
    expect(keys(chinese)).toEqual(keys(english))
  })

  it('fill in the same blanks in each text', () => {
    for (const [key, text] of chinese)
      expect([key, ...blanksOf(text)]).toEqual([key, ...blanksOf(english.get(key) ?? '')])
  })

  it('have no text that is empty, and none that was left in English', () => {
    // Names, units and examples are the same everywhere.
    const same =
      /^(Tidemark|MAIN|TESTNET4|SIGNET|REGTEST|BTC|URL|Tor|–|—|•+|coinbase|http.*|socks5.*|\{\{.*)$/
    for (const [key, text] of chinese) {
      if (key === 'words.sentence') continue // Chinese sets none between sentences
      expect(text, key).not.toBe('')
      if (!same.test(text)) expect(text, key).not.toBe(english.get(key))
    }
  })

  it('have no text that nothing shows', () => {
    const source = sourceText()
    const unused = [...new Set([...english.keys()].map(uncounted))].filter((key) => !isUsed(key, source))
    expect(unused).toEqual([])
  })
})

/** Named as a whole, or by the part before what is chosen by a code: `reasons.${reason}`. */
function isUsed(key: string, source: string): boolean {
  if (source.includes(`'${key}'`)) return true
  const parts = key.split('.')
  return parts.some((_, at) => {
    const before = parts.slice(0, at).join('.')
    const after = parts
      .slice(at + 1)
      .map((part) => `.${part}`)
      .join('')
    const pattern = `\`${before}.\${`
    return (
      at > 0 &&
      source
        .split(pattern)
        .slice(1)
        .some((rest) => rest.slice(rest.indexOf('}') + 1).startsWith(`${after}\``))
    )
  })
}

describe('a language', () => {
  afterEach(() => showLanguage('en'))

  it('changes texts, numbers and dates at once, and back', async () => {
    const at = new Date(2026, 10, 22, 15, 4).getTime()
    expect([t('nav.everything'), agoText(at, at + 60_000)]).toEqual(['Everything', '1 min ago'])
    expect(dateTime(at)).toBe('Nov 22, 2026, 15:04')
    await showLanguage('zh-CN')
    expect([t('nav.everything'), agoText(at, at + 60_000)]).toEqual(['全部', '1 分钟前'])
    expect(dateTime(at)).toBe('2026年11月22日 15:04')
    expect(t('words.block', { height: 960_021 })).toBe('区块 960,021')
    await showLanguage('en')
    expect(t('words.addresses', { count: 1 })).toBe('1 address')
    expect(t('words.addresses', { count: 12_000 })).toBe('12,000 addresses')
    expect(formatNumber(960_021)).toBe('960,021')
  })

  it.each([
    ['system', ['zh-TW', 'en'], 'zh-CN'],
    ['system', ['fr-FR', 'en-GB', 'zh'], 'en'],
    ['system', ['fr'], 'en'],
    ['zh-CN', ['en'], 'zh-CN'],
    ['en', ['zh-CN'], 'en'],
  ] as const)('chosen as %s where %o are preferred is %s', (choice, preferred, expected) => {
    expect(languageOf(choice, preferred)).toBe(expected)
  })
})
