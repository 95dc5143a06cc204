/** Chinese texts of the portfolio. */
import type { Translation } from '../types.ts'

/** Groups at the left. */
export const nav: Translation['nav'] = {
  label: '分组',
  everything: '全部',
  none: '未分组',
  archived: '已归档',
}

/** The total above the table. */
export const total: Translation['total'] = {
  label: '{{name}}的合计',
  spoken: '余额现为 {{amount}}',
  spokenPending: '{{amount}} 待确认',
  andUnknown: '另有 {{count, number}} 项未知',
  nothingKnown: '尚无任何已知数据',
  asOfNone: '尚未读取任何区块。',
  asOfBlock: '截至区块 {{height, number}}。',
  asOfBlocks: '截至区块 {{oldest, number}} 至 {{newest, number}}。',
  current: '{{all, number}} 项中 {{current, number}} 项为最新',
  oldest: '最旧的为 {{age}}前',
  from: '{{count, number}} 项来自 {{id}}',
  notCounted: '{{count, number}} 项未计入',
  pending: '待确认',
  immature: '未成熟',
  switchUnit: '以 {{unit}} 显示金额',
}

/** The table of entries. */
export const table: Translation['table'] = {
  label: '{{name}}的地址',
  name: '名称',
  address: '地址',
  confirmed: '已确认',
  pending: '待确认',
  immature: '未成熟',
  freshness: '新鲜度',
  noMatch: '没有与“{{text}}”匹配的内容。',
  emptyGroup: '此分组为空。',
  emptyArchive: '没有已归档的内容。',
  clearFilter: '清除筛选',
  archivedSpoken: '，已归档',
}

/** The question before an entry is removed. */
export const remove: Translation['remove'] = {
  title: '停止观察 {{name}}？',
  titleMany_other: '停止观察 {{count, number}} 个条目？',
  text: '已读取的相关内容将被丢弃；标签和备注会保留。币不受影响：Tidemark 无法花费。归档可以使其不再显示而不丢失内容。',
  confirm: '停止观察',
}

/** The dialog that adds entries. */
export const add: Translation['add'] = {
  title: '添加地址',
  text: '每行一个地址、扩展公钥或描述符。Tidemark 只观察：它从不需要私钥或助记词，并会拒绝它们。',
  lines: '地址、密钥、描述符',
  choose: '这是您的钱包吗？',
  chooseText: '此密钥没有说明它有哪类地址。请选择其首批地址与您的钱包所示相同的类型。',
  chooseThis: '选择此项',
  chooseKind: '作为{{kind}}观察',
  kinds: { pkh: '传统', 'sh(wpkh)': '嵌套隔离见证', wpkh: '隔离见证', tr: 'Taproot 地址' },
  label: '名称（可选）',
  group: '分组（可选）',
  submit: '添加',
  submitting: '正在添加',
  widen: '仍然添加',
  close: '关闭',
  nothing: '请至少粘贴一个地址、密钥或描述符。',
  added_other: '已添加 {{count, number}} 个地址。',
  already_other: '{{count, number}} 个地址此前已在观察中。',
  refused_other: '{{count, number}} 行被拒绝：',
  line: '第 {{line, number}} 行',
  hidden: '不显示',
}

/** What is shown before there is anything to see. */
export const empty: Translation['empty'] = {
  title: '尚未观察任何内容',
  text: '粘贴一个或多个比特币地址。Tidemark 会显示有多少、截至哪个区块、依据哪个来源，以及数据有多新。',
  add: '添加地址',
  sourceTitle: '还没有可询问的来源',
  sourceText: '数字需要来源。各来源的隐私代价如下：',
  nodeTerm: '您自己的节点',
  nodeText: '没有人知道您在观察什么。需要您运行的 bitcoind。',
  providerTerm: '服务商',
  providerText: '立即可用，但会得知您的地址和 IP 地址。',
  settings: '设置来源',
}

/** The menu of a row. */
export const rowMenu: Translation['rowMenu'] = {
  label: '此行的菜单',
  copy: '复制地址',
  copyAmount: '复制余额',
  rename: '重命名',
  move: '移动…',
  remove: '停止观察…',
}

/** What can be done with several rows at once. */
export const picked: Translation['picked'] = {
  label: '已选条目',
  count_other: '已选 {{count, number}} 项',
  sum: '合计',
  move: '移动',
  moveTitle_other: '移动 {{count, number}} 个条目',
  moveText: '移到已有分组或新分组；留空则不属于任何分组。地址可以传到多远由分组决定。',
  widen: '仍然移动',
  clear: '清除',
  rename: '{{name}}的名称',
}
