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
  stop: '停止',
  refreshHint: '全部更新到最新区块（Ctrl+R）',
  add: '添加',
  addHint: '添加地址（Ctrl+N）',
  hideAmounts: '隐藏金额',
  showAmounts: '显示金额',
  hideHint: '隐藏或显示所有金额（Ctrl+Shift+H）',
}

/** What the host found at its start that the person should know. */
export const startNotices: Translation['startNotices'] = {
  label: '关于本次启动',
  dismiss: '知道了',
}

/** The connection between this window and its host. */
export const connection: Translation['connection'] = {
  connecting: '正在连接 Tidemark',
  lost: '与 Tidemark 的连接已断开，正在重新连接。',
  lostSince: '与 Tidemark 的连接已断开；所见内容截至 {{time}}，正在重新连接。',
  back: '已重新连接到 Tidemark',
  lostHint: '如果 Tidemark 已重新启动，请打开它的新链接。',
  noSessionTitle: '未连接',
  noSession: '此页面需要 Tidemark 打印出的链接；请重新启动它，或打开新的链接。',
  loading: '正在读取组合',
}

/** Short notices at the lower right. */
export const notices: Translation['notices'] = {
  label: '通知',
  dismiss: '关闭',
  copied: '地址已复制',
  copiedDescriptor: '描述符已复制',
  removed_other: '已停止观察 {{count, number}} 个条目',
  written: '已写入',
  copiedMany_other: '已复制 {{count, number}} 项',
  copiedAmount: '余额已复制',
  archived: '已归档',
  broughtBack: '已恢复',
  refreshed: '已刷新',
  renamed: '已重命名',
  moved: '已移动',
  undo: '撤销',
  dialogWaits: '此对话框关闭后即会打开。',
  unexpected: '此窗口中出现了问题。',
}
