/** Chinese texts for everything the host says in codes. */
import type { Translation } from '../types.ts'

/** Why a reading is not simply current. */
export const reasons: Translation['reasons'] = {
  snapshot_waiting: '尚未首次查看它的未花费输出。',
  snapshot_void: '一次重组发生在首次读取它的区块之下。正在重新读取；在此之前，这是最后的数字。',
  ledger_behind: '您自己的数据比最新区块落后太多。',
  growing: '随着地址被使用，新增了一些地址：它们的首次查询尚未完成。',
  gap_uncertain: '服务器无法判断哪些空地址曾被使用：其后可能还有更多。',
  joining: '首次读取之后的区块仍在处理中。',
  offline_mode: '离线开关已打开：未询问任何来源。',
  not_asked: '这次未询问任何来源。',
  node_not_set: '未设置自有节点。',
  node_unreachable: '自有节点没有回应。',
  node_cookie_missing: '自有节点的 cookie 文件不存在：bitcoind 很可能没有运行。',
  node_auth: '自有节点拒绝了用户名、密码或 cookie。',
  node_forbidden: '自有节点不允许所需的调用（rpcwhitelist）。',
  node_warming_up: '自有节点正在启动。',
  node_busy: '自有节点正忙。',
  node_wrong_chain: '自有节点在另一个网络上。',
  node_too_old: '自有节点早于 Bitcoin Core 25。',
  node_syncing: '自有节点仍在下载区块链。',
  node_behind: '自有节点的区块比 Tidemark 已读取的更旧。',
  node_pruned: '自有节点已修剪掉所需的区块。',
  node_fault: '自有节点给出了不应有的回答。',
  provider_not_set: '未设置服务商。',
  provider_not_allowed: '不可就它询问任何服务商：您未同意任何一个，或设置中的限制禁止这样做。',
  provider_unreachable: '某服务商没有回应。',
  provider_refused: '某服务商拒绝回答，很可能是因为询问过于频繁。',
  provider_bad_answer: '某服务商给出了不可能正确的数字；未予采用。',
  provider_moving: '询问期间某服务商得到了新区块。',
  provider_not_newer: '某服务商所知的区块不比您自己的数据新。',
  provider_cannot_know: '某服务商不支持此类地址。',
  provider_too_many: '该地址的历史超出服务商的服务范围。',
  not_recorded: '未询问任何来源：无法记录将会询问谁。',
  deadline: '等待答案的时间过长。',
}

/** The own node's state in the status bar. */
export const nodeProblems: Translation['nodeProblems'] = {
  unreachable: '无法到达自有节点',
  cookie_missing: '自有节点未运行：没有 cookie 文件',
  auth: '自有节点拒绝凭据',
  forbidden: '自有节点禁止所需的调用',
  warming_up: '自有节点正在启动',
  busy: '自有节点正忙',
  wrong_chain: '自有节点在另一个网络上',
  too_old: '自有节点版本太旧',
  pruned: '自有节点已修剪所需区块',
  scan_running: '自有节点正在运行其他程序的扫描',
  fault: '自有节点回答有误',
}

/** What to do about it. */
export const nodeFixes: Translation['nodeFixes'] = {
  unreachable: '请检查 bitcoind 是否运行、URL 是否正确。',
  cookie_missing: '请启动 bitcoind；它启动时会写入该文件。',
  auth: '请检查用户名和密码，或选择此网络的 cookie 文件。',
  forbidden: '请在 bitcoin.conf 的 rpcwhitelist 中加入该调用。',
  warming_up: '需要几分钟，无需操作。',
  busy: 'Tidemark 会自行再次询问。',
  wrong_chain: '请设置位于顶部所示网络的节点。',
  too_old: '请更新到 Bitcoin Core 25 或更高版本。',
  pruned: '会重新查找未花费输出；其间发生的事情将成为缺口。',
  scan_running: 'Tidemark 会等待该扫描结束。',
  fault: '请查看节点自己的日志。',
}

/** Why the scan waits. */
export const waiting: Translation['waiting'] = {
  unreachable: '等待自有节点',
  cookie_missing: '等待自有节点启动',
  auth: '等待正确的凭据',
  forbidden: '等待节点允许所需的调用',
  warming_up: '等待自有节点启动',
  busy: '等待自有节点',
  wrong_chain: '等待此网络的节点',
  too_old: '等待更新的节点',
  pruned: '等待：所需区块已被修剪',
  scan_running: '等待节点上其他程序的扫描',
  fault: '等待自有节点',
  storage: '已停止：磁盘或数据库出错',
  node_not_set: '没有可读取的自有节点',
  offline: '因离线开关而暂停',
  initial_download: '等待节点下载区块链',
  paused: '已暂停，直到您恢复',
  node_behind: '等待节点追上已读取的部分',
}

/** Used where the host sent no text of its own. */
export const refusals: Translation['refusals'] = {
  empty: '此行没有内容。',
  private_key: '这是私钥。Tidemark 从不接受私钥；没有保留任何内容。请输入地址或扩展公钥。',
  seed_phrase: '这是助记词。Tidemark 从不接受助记词；没有保留任何内容。请输入地址或扩展公钥。',
  extended_key: '暂不支持观察扩展公钥。',
  descriptor: '暂不支持观察描述符。',
  bad_checksum: '校验和不匹配：很可能是输入错误。',
  bad_key: '此扩展公钥已损坏。',
  cosigner_key: '这是多签钱包中的一把密钥。请粘贴整个钱包的描述符。',
  hardened_path: '强化派生步骤需要私钥。请粘贴该账户的扩展公钥。',
  bad_descriptor: '此描述符不正确：缺少某一部分，或某一部分不可能成立。',
  unsupported_descriptor: '不支持观察此类描述符。请为每一类地址分别粘贴一个描述符。',
  wrong_network: '它属于另一个网络，不是这里观察的网络。',
  mixed_case: '大小写混用，此类地址不允许。',
  not_standard: '没有人能拥有此脚本，或人人都能。',
  not_an_address: '这不是比特币地址。',
}

/** After what happened: whether data is safe, and what to do. */
export const errorTitles: Translation['errorTitles'] = {
  invalid_input: '输入未被接受。',
  refused_entries: '其中有些被拒绝。',
  not_watched: '组合中没有这一项。',
  locked: '数据文件夹正被另一个程序使用。',
  newer_schema: '数据文件夹由更新版本的 Tidemark 写成。',
  wrong_network: '这属于另一个网络。',
  storage: '磁盘或数据库出错。',
  node: '自己的节点无法应答。',
  provider: '没有服务器应答。',
  forbidden: '不能在这里这样做。',
  cancelled: '已取消。',
  timeout: '用时过长。',
  internal: 'Tidemark 内部出错。',
  connection_lost: '与 Tidemark 没有连接。',
}

export const importProblems: Translation['importProblems'] = {
  no_address: '这一行没有地址。',
  too_long: '这比任何地址、密钥或描述符都长。',
  bad_birthday: '这既不是 2020-12-31 这样的日期，也不是区块高度。',
  too_many_accounts: '文件中的密钥和描述符超过一次可采用的数量（1,000）。',
  other_first_address: '文件给出的第一个地址不属于这个密钥或描述符。',
  unsupported_wallet: '凭文件中的内容无法观察这种钱包。',
  encrypted: '此钱包文件已加密。请不带密码保存，或导出其扩展公钥。',
  binary: '这是钱包的数据库，不是导出文件。请导出输出描述符。',
  not_readable: '这不是 Tidemark 认识的形式。',
}

export const labelRefusals: Translation['labelRefusals'] = {
  not_json: '这不是单行的 JSON 对象。',
  too_long: '该行、其标签或嵌套比任何标签应有的都长。',
  no_type: '它没有说明是关于哪类东西（type）。',
  no_ref: '它没有说明是关于什么（ref）。',
  bad_ref: '它所指的东西（ref）与其类型不符。',
  wrong_network: '这属于另一个网络。',
  bad_field: '其 label 或 origin 不是文本，或 spendable 既非 true 也非 false。',
  not_text: '其中有半个字符或 NUL，无法原样保存。',
  private_key: '这是私钥。Tidemark 从不接受私钥；没有保留任何内容。',
  seed_phrase: '这是助记词。Tidemark 从不接受助记词；没有保留任何内容。',
}

export const errorAdvice: Translation['errorAdvice'] = {
  invalid_input: '没有任何更改。请更正输入后重试。',
  refused_entries: '没有添加任何内容。请更正各行后重试。',
  not_watched: '没有任何更改。该地址已不在组合中。',
  locked: '没有任何更改。请先关闭另一个程序。',
  newer_schema: '数据未受影响。请使用写入它的较新版 Tidemark。',
  wrong_network: '没有任何更改。请使用此网络的节点。',
  storage: '此前记录的内容是安全的。请检查数据文件夹的可用空间和权限。',
  node: '您的数据是安全的；保留最后已知的数字。请在“来源”中检查节点。',
  provider: '您的数据是安全的；保留最后已知的数字。请稍后重试。',
  forbidden: '没有任何更改。此窗口无权这样做。',
  cancelled: '没有其他更改。',
  timeout: '您的数据是安全的；保留最后已知的数字。请重试。',
  internal: '您的数据是安全的。数据文件夹中的日志有更多说明。',
  connection_lost: '您的数据是安全的。Tidemark 会自行重新连接；届时请重试。',
}

/** Address kinds by their script. */
export const scripts: Translation['scripts'] = {
  p2pk: '公钥（P2PK）',
  p2pkh: '传统，单密钥（P2PKH）',
  p2sh: '脚本哈希（P2SH）',
  p2wpkh: '隔离见证，单密钥（P2WPKH）',
  p2wsh: '隔离见证，脚本（P2WSH）',
  p2tr: 'Taproot（P2TR）',
  witness: '未知的见证版本',
  other: '自定义脚本，没有地址',
}

/** Names of the steps of a test of a node or a provider. */
export const steps: Translation['steps'] = {
  url: 'URL',
  connect: '连接',
  auth: '凭据',
  network: '网络',
  sync: '区块',
  features: '功能',
  rights: '权限',
  dns: '名称',
  tcp: '连接',
  tls: '加密',
  protocol: '协议',
  tip: '最新区块',
  limits: '限制',
  latency: '速度',
}

/** Why a provider is passed over right now. */
export const skips: Translation['skips'] = {
  left_alone: '它要求暂不打扰',
  lying: '它给出了不可能正确的数字',
  failing: '它连续失败了多次',
  behind: '它比其他服务商落后太多区块',
  budget: '已达到它允许的询问次数',
}

/** Why a provider gave no answer. */
export const callProblems: Translation['callProblems'] = {
  unreachable: '没有应答',
  refused: '拒绝',
  bad_answer: '给出了不可能正确的回答',
  moving: '期间有了新区块',
  unsupported: '不支持此类地址',
  cannot_know: '无法得知',
  too_many: '历史过多无法提供',
  bad_request: '不接受该请求',
  fault: '自身出错',
  deadline: '太慢',
  not_newer: '不知道更新的区块',
  not_recorded: '未询问：无法记录在案',
}
