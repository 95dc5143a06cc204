/** Chinese texts of the status bar. */
import type { Translation } from '../types.ts'

/** Node, scan, tip, providers. */
export const status: Translation['status'] = {
  label: '状态',
  progress: '查找进度',
  heardAt: '截至 {{time}}：',
  noProviders: '没有服务商',
  offline: '离线：不询问任何来源',
  node: {
    notSet: '没有自有节点',
    off: '未询问自有节点',
    connecting: '正在连接自有节点',
    ok: '自有节点 {{height, number}}',
    downloading: '自有节点正在下载区块链：{{blocks, number}} / {{headers, number}}',
    catchingUp: '自有节点正在追赶：{{blocks, number}} / {{headers, number}}',
  },
  scan: {
    idle: '没有要读取的内容',
    waiting: '等待中',
    reading: '读取：{{what}}',
    readingPercent: '读取：{{what}}（{{percent}}）',
    snapshot_other: '正在查找 {{count, number}} 个地址的未花费输出，{{progress}}',
    estimating: '正在估算',
    about: '约 {{time}}',
    blocksEstimating: '正在读取区块，正在估算',
    blocksLeft: '正在读取区块：剩余 {{left, number}} 个，{{eta}}',
    readTo: '已读取至{{block}}',
    readToTip: '已读取至最新区块',
  },
  provider: {
    resting: '{{id}} 暂停至 {{time}}',
    restingWhy: '{{id}} 暂停至 {{time}}：{{why}}',
    unasked: '{{id}} 未询问',
    answers: '{{id}} 有回应',
    latency: '{{id}} {{ms}}',
    failing: '{{id}} 失败，{{since}}',
    failingWhy: '{{id}} 失败，{{since}}：{{why}}',
    never: '从未回应',
    last: '上次回应在 {{ago}}',
  },
  tip: {
    unknown: '最新区块未知',
    estimated: '最新区块约 {{height, number}}，为估算值',
    known: '最新区块 {{height, number}}',
    heard: '最新区块 {{height, number}}，{{ago}}得知',
  },
}
