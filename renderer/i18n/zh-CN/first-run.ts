/** Chinese texts of the first start, and of the demo. */
import type { Translation } from '../types.ts'

/** Three ways in. */
export const firstRun: Translation['firstRun'] = {
  title: 'Tidemark 应如何查看区块链？',
  text: 'Tidemark 只观察：它从不索取私钥或助记词。数字需要来源，而各来源对您的了解程度不同。您可以随时更改。',
  costs: '代价：',
  node: {
    title: '我自己的节点',
    text: '由您运行的 bitcoind。余额逐个区块地取自区块链本身。',
    cost: '没有人知道您在观察什么。',
    action: '查找节点',
  },
  servers: {
    title: '他人的服务器',
    text: '立即可用。选择几个或粘贴您自己的；多个服务器可以互相印证。',
    cost: '它们会得知您的地址、这些地址同属一人，以及您的 IP 地址（除非使用 Tor）。',
    action: '选择服务器',
  },
  demo: {
    title: '随便看看',
    text: '一个虚构的组合，有明确标记。',
    cost: '没有：不询问任何人，也不存储任何内容。',
    action: '打开演示',
  },
  later: '也可以先添加地址，以后再决定来源。',
  nothingFound: '在 bitcoind 保存数据的位置没有找到节点。它可能在别处，或在另一台机器上。',
  byHand: '指定它的位置',
  running: '它似乎正在运行：cookie 文件存在。',
  notRunning: '数据存在，但它似乎没有运行。',
  testAndUse: '测试并使用',
  notUsed: '未设置：请查看失败的步骤。',
  paste: '其他服务器的 URL',
  tor: '经由 Tor',
  torText: '需要本机上的 Tor（socks5://127.0.0.1:9050）。这样它们不会得知您的 IP 地址。',
  agree: '可就我的地址询问它们',
  useServers: '使用',
  noServer: '请选择一个服务器，或粘贴一个 URL。',
  notAgreed: '请勾选允许询问：否则不会询问任何人。',
}

/** The banner over the demo. */
export const demo: Translation['demo'] = {
  banner: '演示：这里的一切都是虚构的。不询问任何人，也不存储任何内容。',
  leave: '离开演示',
}
