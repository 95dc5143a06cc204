/** Chinese texts of transactions, labels, notes, groups, the search and the doctor. */
import type { Translation } from '../types.ts'

/** A transaction and lists of them. */
export const transaction: Translation['transaction'] = {
  title: '交易',
  list: '交易',
  latest: '最近的交易',
  none: '尚无已知交易。可在“扫描”页读取其过去。',
  open: '交易 {{txid}}',
  more: '显示更多',
  showGone: '也显示已消失的',
  notOurs: '它不涉及任何正在观察的内容。',
  asOf: '{{block}} 之后的情形。',
  notThen: '到那时为止，它不在您自己的数据所知的任何区块中。',
  state: '状态',
  confirmedIn: '在{{block}} 中，{{confirmations}}',
  pendingSince: '自 {{time}} 起待确认',
  pending: '待确认',
  gone: '已消失：不在任何区块中，也不在内存池中',
  replaced: '已被花费相同输出的另一笔交易取代',
  replacedBy: '已被花费相同输出的 {{by}} 取代',
  fellBy: '随其所依赖的交易失效，后者已被 {{by}} 取代',
  rivals: '花费相同输出的交易',
  rivalStates: { confirmed: '已进入区块：取代了它', pending: '待确认', gone: '已消失' },
  amount: '您的净额',
  fee: '手续费',
  size: '总计',
  totals: '{{inputs, number}} 个输入，{{outputs, number}} 个输出',
  inputs: '您的输入',
  outputs: '您的输出',
  noInputs: '无：由他人付款。',
  noOutputs: '无：全部付给了他人。',
  others: '另有他人的 {{count, number}} 个，Tidemark 不保存',
  spentBy: '被 {{txid}} 花费',
  unspent: '未花费',
  kinds: { received: '收到', sent: '发出', own: '自有地址之间', reward: '挖矿奖励' },
  partly: '可能不是全部',
  from: '由 {{source}} 告知',
  copyId: '复制编号',
  copied: '编号已复制',
  close: '关闭',
}

/** Labels and notes in their places. */
export const label: Translation['label'] = {
  edit: '{{name}}的标签',
  add: '添加标签',
  note: '备注',
  noteEmpty: '添加备注',
  save: '保存',
  cancel: '取消',
}

/** What a person may want to know of an output. */
export const output: Translation['output'] = {
  dust: '粉尘：花费它的成本可能高于其价值',
  reused: '地址曾被使用',
  reusedWhy: '此地址曾被使用：任何人都能看出其各笔付款彼此相关。',
  inBlock: '{{block}}，{{confirmations}}',
}

/** Groups at the left and their dialog. */
export const group: Translation['group'] = {
  menu: '重命名或删除{{name}}',
  create: '新建分组',
  createHint: '请先选择条目：分组从其中的内容开始。',
  title: '分组{{name}}',
  text: '新名称会带上其限制和备注。删除后，其条目不属于任何分组。',
  name: '名称',
  rename: '重命名',
  merge: '合并两者',
  delete: '删除分组',
  deleteAllTheSame: '仍然删除',
  renamed: '分组已重命名',
  deleted: '分组已删除',
}

/** The search over everything of one's own. */
export const search: Translation['search'] = {
  label: '找到的内容',
  none: '没有找到其他内容。',
  more: '还有更多：请继续输入。',
  kinds: {
    entry: '条目',
    group: '分组',
    transaction: '交易',
    output: '输出',
    label: '标签',
  },
  archived: '已归档',
  inGroup: '在{{group}}中',
}

/** What a line would watch, before it is added. */
export const preview: Translation['preview'] = {
  title: '这是您的钱包吗？',
  text: '请将这些首批地址与您的钱包所示进行比较。尚未存储任何内容，也没有询问任何人。',
  signers: '{{keys, number}} 把密钥中 {{threshold, number}} 把签名',
  change: '找零',
  receive: '收款',
}

/** Looking for coins that are not seen. */
export const doctor: Translation['doctor'] = {
  open: '查找遗漏的币',
  title: '查找遗漏的币',
  text: '在您自己节点的全部未花费输出中，按每一类地址并远超间隔上限查找此密钥。不询问其他任何人。需要一分钟或几分钟。',
  range: '每条链的地址数',
  run: '查找',
  running: '正在查找；按下可停止',
  nothing: '没有遗漏：截至{{block}}找到 {{coins}}，全部都在观察中。',
  coins_other: '{{count, number}} 个未花费输出',
  pastGap_other: '{{count, number}} 个输出超出您的间隔上限',
  unwatched_other: '{{count, number}} 个输出未被观察',
  chain: '{{kind}}，链 {{chain, number}}，直到索引 {{index, number}}',
  widen: '将间隔上限扩大到 {{gap, number}}',
  addAccount: '也作为{{kind}}观察',
  fixed: '完成：接下来查找其地址',
  close: '关闭',
}
