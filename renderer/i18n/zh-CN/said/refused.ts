/** Chinese of what the host says. Why an entry or a line of a file was refused. */
import type { refusedMessages } from '../../../../shared/messages/refused.ts'

export const refusedSaid: Readonly<Record<keyof typeof refusedMessages, string>> = {
  refused_empty: '这里什么都没有',
  refused_private_key: '这看起来是私钥；Tidemark 只用于观察，绝不应见到私钥。请输入地址',
  refused_seed_phrase: '这看起来是助记词；Tidemark 只用于观察，绝不应见到助记词。请输入地址',
  refused_extended_key: '这是扩展公钥；此版本只观察单个地址',
  refused_descriptor: '这是输出描述符；此版本只观察单个地址',
  refused_bad_checksum: '校验和有误：有字符缺失、多余或输错',
  refused_bad_key: '此扩展公钥已损坏：校验和正确，内容却不正确',
  refused_cosigner_key: '这是多重签名钱包中一位共同签名者的密钥；请粘贴该钱包的描述符',
  refused_hardened_path: '强化派生需要私钥；请粘贴账户自己的扩展公钥',
  refused_bad_descriptor: '此输出描述符不正确：有一部分缺失或不可能成立',
  refused_unsupported_descriptor: '不支持观察这类描述符；请为每种地址各粘贴一个',
  refused_wrong_network: '这属于另一个比特币网络',
  refused_mixed_case: '大小写混用；请统一成一种',
  refused_not_standard: '此脚本不属于任何人（支付到锚点或未定义的见证程序）',
  refused_not_an_address: '这不是比特币地址',
  label_not_json: '这不是单独一行的 JSON 对象',
  label_too_long: '该行、其标签或嵌套超出了标签应有的长度',
  label_no_type: '没有说明它针对哪类对象（type）',
  label_no_ref: '没有说明它针对什么（ref）',
  label_bad_ref: '它所针对的内容（ref）与其类型不符',
  label_bad_field: '其 label 或 origin 不是文本，或 spendable 既不是 true 也不是 false',
  label_not_text: '其中含有半个字符或 NUL，无法原样保存',
}
