/** Chinese texts of the window around the pages. */
import type { Translation } from '../types.ts'

/** The name is the same in every language. */
export const app: Translation['app'] = { name: 'Tidemark' }

/** Networks by name. */
export const network: Translation['network'] = {
  names: { main: 'MAIN', testnet4: 'TESTNET4', signet: 'SIGNET', regtest: 'REGTEST' },
  hint: '{{name}}：这些币没有价值。',
}

/** The head of the window. */
export const header: Translation['header'] = {
  label: 'Tidemark',
  filter: '搜索名称、地址、交易、金额',
  offline: '离线',
  offlineFixed: '本次运行由命令行固定',
  offlineReadOnly: '此窗口不能更改设置',
  refresh: '刷新',
  refreshing: '停止刷新',
  refreshHint: '全部更新到最新区块（Ctrl+R）',
  add: '添加',
  addHint: '添加地址（Ctrl+N）',
  hideAmounts: '隐藏金额',
  showAmounts: '显示金额',
  hideHint: '隐藏或显示所有金额（Ctrl+Shift+H）',
}

/** The connection between this window and its host. */
export const connection: Translation['connection'] = {
  connecting: '正在连接 Tidemark',
  lost: '与 Tidemark 的连接已断开，正在重新连接',
  lostSince: '与 Tidemark 的连接已断开；所见内容截至 {{time}}，正在重新连接',
  lostHint: '如果 Tidemark 已重新启动，请打开它的新链接。',
  noSessionTitle: '未连接',
  noSession: '此页面需要 Tidemark 打印出的链接；请重新启动它，或打开新的链接。',
  loading: '正在读取投资组合',
}

/** Short notices at the lower right. */
export const notices: Translation['notices'] = {
  label: '通知',
  dismiss: '关闭',
  copied: '地址已复制',
  copiedDescriptor: '描述符已复制',
  removed: '已停止观察',
  archived: '已归档',
  broughtBack: '已恢复',
  refreshed: '已刷新',
  renamed: '已重命名',
  moved: '已移动',
  undo: '撤销',
  dialogWaits: '此对话框关闭后即会打开。',
  unexpected: '此窗口中出现了问题。',
}
