/** Notices in words, for every door and in every language: pure, and without amounts unless they are wanted. */
import { btcFromSats } from './amounts.ts'
import { assertNever } from './assert-never.ts'
import type { NoticeBody, NoticeEntry, UndoneNotice } from './notices.ts'
import type { Language } from './view.ts'

/** What a text may say. */
export interface NoticeWords {
  readonly language: Language
  readonly amounts: boolean
  /** Names of entries and portfolios. An entry without one is only counted: no address is ever in it. */
  readonly names: boolean
}

/** A headline and a sentence. */
export interface NoticeText {
  readonly title: string
  readonly text: string
}

/** Heights read the same in both languages. */
const GROUPED = new Intl.NumberFormat('en-US')

/** The text of a notice. */
export function noticeText(body: NoticeBody, words: NoticeWords): NoticeText {
  const say = words.language === 'zh-CN' ? CHINESE : ENGLISH
  const who = whoOf(body, words, say)
  switch (body.kind) {
    case 'received':
    case 'spent':
      return {
        title: say.moved(body.kind, body.count),
        text: say.sentence([
          who,
          words.amounts ? `${btcFromSats(body.sats)} BTC` : '',
          body.confirmed ? (body.block === null ? say.inBlock : say.block(body.block.height)) : say.pending,
        ]),
      }
    case 'undone':
      return { title: say.undone[body.what], text: say.sentence([who, say.undoneText[body.what]]) }
    case 'balance':
      return {
        title: say.balance[body.check],
        text: say.sentence([
          who,
          words.amounts ? say.figures(btcFromSats(body.found), btcFromSats(body.expected)) : '',
        ]),
      }
    case 'unverified':
      return { title: say.unverified(body.hours), text: say.sentence([who, say.unverifiedText]) }
    case 'verified_again':
      return { title: say.verified, text: say.verifiedText }
    case 'provider_errors':
      return { title: say.provider, text: say.providerText(body.provider, body.failed, body.calls) }
    case 'test':
      return { title: say.test, text: say.testText }
    default:
      return assertNever(body)
  }
}

/** Names while there are few; else a number. */
function whoOf(body: NoticeBody, { names }: NoticeWords, say: Phrases): string {
  if (!('entries' in body)) return ''
  if (body.kind === 'balance') {
    const { of } = body
    if (of.kind === 'all') return say.everything
    if (of.kind === 'group') return names ? of.group || say.noGroup : say.group
    return named(body.entries, 1, names, say)
  }
  return named(body.entries, body.entryCount, names, say)
}

function named(entries: readonly NoticeEntry[], count: number, names: boolean, say: Phrases): string {
  const labels = entries.map(({ label }) => label).filter((label) => label !== '')
  if (!names || labels.length < count || count > 3) return count === 0 ? '' : say.entries(count)
  return labels.join(say.comma)
}

interface Phrases {
  readonly comma: string
  readonly everything: string
  readonly group: string
  readonly noGroup: string
  readonly pending: string
  readonly inBlock: string
  readonly undone: Readonly<Record<UndoneNotice['what'], string>>
  readonly undoneText: Readonly<Record<UndoneNotice['what'], string>>
  readonly balance: Readonly<Record<'below' | 'unlike', string>>
  readonly unverifiedText: string
  readonly verified: string
  readonly verifiedText: string
  readonly provider: string
  readonly test: string
  readonly testText: string
  readonly entries: (count: number) => string
  readonly moved: (kind: 'received' | 'spent', count: number) => string
  readonly block: (height: number) => string
  readonly figures: (found: string, expected: string) => string
  readonly unverified: (hours: number) => string
  readonly providerText: (provider: string, failed: number, calls: number) => string
  readonly sentence: (parts: readonly string[]) => string
}

const ENGLISH: Phrases = {
  comma: ', ',
  everything: 'Everything',
  group: 'A portfolio',
  noGroup: 'Entries without a portfolio',
  pending: 'not in a block yet',
  inBlock: 'confirmed',
  undone: {
    replaced: 'A payment was replaced',
    fallen: 'A payment fell with another',
    evicted: 'A payment left the mempool',
    reorged: 'A payment left the chain',
  },
  undoneText: {
    replaced: 'another transaction took its place',
    fallen: 'the unconfirmed transaction that it builds on was replaced',
    evicted: 'it is in no block, and the node no longer holds it',
    reorged: 'its block was reorganised away; it may come back in another',
  },
  balance: { below: 'A balance is below the expected figure', unlike: 'A balance is not as expected' },
  unverifiedText: 'the last known figures stay, and are marked with their age',
  verified: 'Verified again',
  verifiedText: 'All figures are confirmed by a source again.',
  provider: 'A provider fails often',
  test: 'A test',
  testText: 'Notices from Tidemark arrive here.',
  entries: (count) => (count === 1 ? '1 entry' : `${count} entries`),
  moved: (kind, count) => {
    const what = kind === 'received' ? ['Payment received', 'payments received'] : ['Coins spent', 'spends']
    return count === 1 ? (what[0] ?? '') : `${count} ${what[1]}`
  },
  block: (height) => `block ${GROUPED.format(height)}`,
  figures: (found, expected) => `${found} BTC instead of ${expected} BTC`,
  unverified: (hours) => `Could not verify for ${hours} h`,
  providerText: (provider, failed, calls) =>
    `${provider}: ${failed} of ${calls} calls of the last hour failed.`,
  sentence: (parts) => {
    const text = parts.filter((part) => part !== '').join(', ')
    return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
  },
}

const CHINESE: Phrases = {
  comma: '、',
  everything: '全部',
  group: '某个组合',
  noGroup: '未分组的条目',
  pending: '尚未进入区块',
  inBlock: '已确认',
  undone: {
    replaced: '一笔付款被替换',
    fallen: '一笔付款随另一笔失效',
    evicted: '一笔付款离开了内存池',
    reorged: '一笔付款离开了链',
  },
  undoneText: {
    replaced: '另一笔交易取代了它',
    fallen: '它所依赖的未确认交易被替换了',
    evicted: '它不在任何区块中，节点也不再保留它',
    reorged: '它的区块被重组掉了；它可能进入另一个区块',
  },
  balance: { below: '余额低于预期', unlike: '余额与预期不符' },
  unverifiedText: '最后已知的数字保留不变，并标明其时间',
  verified: '已重新核实',
  verifiedText: '所有数字都已再次得到来源确认。',
  provider: '某个服务商经常出错',
  test: '测试',
  testText: 'Tidemark 的通知会到达这里。',
  entries: (count) => `${count} 个条目`,
  moved: (kind, count) => {
    const what = kind === 'received' ? '收到付款' : '币已花费'
    return count === 1 ? what : `${what} ${count} 笔`
  },
  block: (height) => `区块 ${GROUPED.format(height)}`,
  figures: (found, expected) => `${found} BTC，预期 ${expected} BTC`,
  unverified: (hours) => `已有 ${hours} 小时无法核实`,
  providerText: (provider, failed, calls) => `${provider}：最近一小时 ${calls} 次调用中有 ${failed} 次失败。`,
  sentence: (parts) => {
    const text = parts.filter((part) => part !== '').join('，')
    return text === '' ? '' : `${text}。`
  },
}
