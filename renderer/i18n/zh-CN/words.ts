/** Chinese words that several parts of the interface are made of. */
import type { Translation } from '../types.ts'

/** Blocks, ages, separators. */
export const words: Translation['words'] = {
  block: '区块 {{height, number}}',
  asOf: '截至{{block}}',
  ago: '{{age}}前',
  age: { s: '{{value}} 秒', min: '{{value}} 分钟', h: '{{value}} 小时', d: '{{value}} 天' },
  comma: '，',
  sentence: '',
  percent: '{{value}}%',
  ms: '{{value, number}} 毫秒',
  ownNode: '自有节点',
  several: '多个来源',
  ledger: '账本',
  unknown: '–',
  unknownSpoken: '未知',
  hidden: '•••••',
  hiddenSpoken: '金额已隐藏',
  noLabel: '—',
  noLabelSpoken: '未命名',
  addresses_other: '{{count, number}} 个地址',
}

/** Amounts as they are spoken. */
export const amount: Translation['amount'] = {
  bitcoin: '{{figure}} 比特币',
  satoshi_other: '{{figure}} 聪',
  plus: '加 {{amount}}',
  minus: '减 {{amount}}',
}

/** How fresh a figure is. */
export const freshness: Translation['freshness'] = {
  current: '最新',
  behind: '落后',
  behindBlocks_other: '落后 {{count, number}} 个区块',
  offline: '离线',
  offlineDated: '离线：{{dated}}',
  stale: '过时',
  staleDated: '过时：{{dated}}',
  unknown: '尚不清楚',
  unknownSentence: '尚不清楚：还没有任何来源说明过它',
  partial: '{{text}}，不完整',
  from: '{{text}}，来自{{source}}',
  details: '{{text}}：{{details}}',
}

/** A field for a day. */
export const day: Translation['day'] = {
  form: '年-月-日',
  formSaid: '依次为年、月、日，如 2025-12-31',
  clock: '时:分:秒',
  calendar: '日历',
  earlier: '上个月',
  later: '下个月',
}
