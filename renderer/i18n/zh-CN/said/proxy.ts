/** Chinese of what the host says. The way through a proxy, step by step. */
import type { proxyMessages } from '../../../../shared/messages/proxy.ts'

export const proxySaid: Readonly<Record<keyof typeof proxyMessages, string>> = {
  proxy_refused: '代理不接受连接。',
  proxy_refused_fix: '请检查 Tor 是否在运行，以及代理的地址。',
  proxy_plain: '经由代理时，只有洋葱服务可以不加密访问。',
  proxy_plain_fix: '请使用 https://（Electrum 用 tls://），或不经代理访问此服务器。',
  proxy_far: '代理不在您自己的网络中：通往它的连接没有加密。',
  proxy_far_fix: '请使用这台电脑上的代理，例如 socks5://127.0.0.1:9050。',
  proxy_no_logins: '代理不接受登录信息，而它们用来把各组地址彼此分开。',
  proxy_no_logins_fix: '请使用 Tor 的 SOCKS 端口。',
  proxy_not_socks: '应答者不是 SOCKS5 代理。',
  proxy_not_socks_fix: '请检查代理的端口。',
  proxy_ended: '代理结束了连接。',
  proxy_ended_fix: '请检查 Tor 是否在运行并已连接。',
  proxy_long_name: '此服务器的名称太长。',
  proxy_long_name_fix: '请检查 URL。',
  proxy_forbids: '代理不允许访问此服务器。',
  proxy_forbids_fix: '请检查它的规则。',
  proxy_silent_fix: '请检查 URL，或稍后再试。',
  proxy_unknown: '代理找不到这个名称的服务器。',
  proxy_silent: '服务器没有经由代理应答。',
  proxy_check_url: '请检查 URL，以及服务器是否在运行。',
}
