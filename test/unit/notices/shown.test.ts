/** Notices on the desktop: by the system in the app, by the browser in a page. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { showNotifications } from '../../../electron/shell/notifications.ts'
import type { Bridge, HostEvent } from '../../../renderer/bridge/bridge.ts'
import { createListeners } from '../../../renderer/bridge/listeners.ts'
import { createHostStore } from '../../../renderer/stores/host-store.ts'
import { linkNotices } from '../../../renderer/stores/notices-link.ts'
import { createPrefsStore } from '../../../renderer/stores/prefs-store.ts'
import type { Events } from '../../../shared/ipc/contract.ts'
import { DEFAULT_NOTICE_RULES, type Notice, type NoticeRules } from '../../../shared/notices.ts'
import { DEFAULT_VIEW, type ViewSettings } from '../../../shared/view.ts'
import { sampleBlock } from '../renderer/samples.ts'

const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'
const system = vi.hoisted(() => ({
  shown: [] as { title: string; body: string }[],
  clicks: [] as (() => void)[],
}))

vi.mock('electron', () => ({
  Notification: class {
    static isSupported = (): boolean => true
    readonly #what: { title: string; body: string }
    constructor(what: { title: string; body: string }) {
      this.#what = what
    }
    on(_name: string, listener: () => void): void {
      system.clicks.push(listener)
    }
    show(): void {
      system.shown.push(this.#what)
    }
  },
}))

/** Payments of 250,000 satoshis to an entry, named or not. */
function raised(count: number, label = 'Vault'): Events['notices.changed'] {
  const one = (id: number): Notice => ({
    id,
    at: 1,
    seen: false,
    post: null,
    body: {
      kind: 'received',
      entries: [{ watchId: 1, kind: 'address', label, text: ADDRESS }],
      entryCount: 1,
      txids: [],
      count: 1,
      sats: 250_000,
      confirmed: true,
      block: sampleBlock(100 + id),
    },
  })
  return { unseen: count, raised: Array.from({ length: count }, (_, at) => one(at)) }
}

interface Way {
  readonly rules?: Partial<NoticeRules>
  readonly view?: Partial<ViewSettings>
}

/** What the app shows by the system. */
async function byTheSystem(events: readonly Events['notices.changed'][], { rules, view }: Way) {
  const listeners: ((name: 'notices.changed', payload: Events['notices.changed']) => void)[] = []
  const answers: Readonly<Record<string, unknown>> = {
    'notices.rules': { rules: { ...DEFAULT_NOTICE_RULES, ...rules } },
    'view.get': { ...DEFAULT_VIEW, language: 'en', ...view },
  }
  const clicked = vi.fn()
  showNotifications({
    host: {
      router: { call: async (name: string) => ({ ok: true, value: answers[name] }) },
      events: { subscribe: (listener: never) => (listeners.push(listener), () => undefined) },
    } as never, // of the host it uses these two alone
    preferred: () => ['en'],
    onClick: clicked,
    onFault: (error) => {
      throw error
    },
  })
  for (const event of events) for (const tell of listeners) tell('notices.changed', event)
  await vi.waitFor(async () => undefined)
  await new Promise((resolve) => setTimeout(resolve, 5))
  return { shown: system.shown.map(({ title, body }) => ({ title, text: body })), clicked }
}

/** What a page shows by the browser. */
async function byTheBrowser(events: readonly Events['notices.changed'][], { rules, view }: Way) {
  const heard = createListeners<HostEvent>()
  const shown: { title: string; text: string }[] = []
  const bridge = {
    call: async () => ({ rules: { ...DEFAULT_NOTICE_RULES, ...rules } }),
    subscribe: (listener: (event: HostEvent) => void) => heard.add(listener),
    onConnection: () => () => undefined,
  } as unknown as Bridge // it is asked for the rules alone
  const prefs = createPrefsStore({ getItem: () => null, setItem: () => undefined })
  prefs.setState({ ...DEFAULT_VIEW, ...view })
  linkNotices(bridge, {
    host: createHostStore(),
    prefs,
    language: () => 'en',
    show: (title, text) => void shown.push({ title, text }),
  })
  for (const payload of events) heard.emit({ name: 'notices.changed', payload })
  await new Promise((resolve) => setTimeout(resolve, 5))
  return { shown }
}

describe.each([
  ['by the system', byTheSystem],
  ['by the browser', byTheBrowser],
])('a notice on the desktop, %s,', (_name, show) => {
  beforeEach(() => {
    system.shown.length = 0
    system.clicks.length = 0
  })

  it('is shown only where the person wants it there', async () => {
    expect((await show([raised(1)], {})).shown).toEqual([])
    expect((await show([raised(1)], { rules: { local: true } })).shown).toHaveLength(1)
  })

  it('names the entry and no amount, unless amounts are wanted and not hidden; never an address', async () => {
    const local = { local: true }
    const [quiet] = (await show([raised(1)], { rules: local })).shown
    expect(quiet?.text).toBe('Vault, block 100.')
    system.shown.length = 0
    const [loud] = (await show([raised(1)], { rules: { ...local, amounts: true } })).shown
    expect(loud?.text).toContain('0.00250000 BTC')
    system.shown.length = 0
    const hidden = await show([raised(1)], {
      rules: { ...local, amounts: true },
      view: { hideAmounts: true },
    })
    expect(JSON.stringify(hidden.shown)).not.toContain('0.0025')
    system.shown.length = 0
    const nameless = await show([raised(1, '')], { rules: { ...local, amounts: true } })
    expect(JSON.stringify(nameless.shown)).not.toContain('bcrt1')
  })

  it('stands for itself while they are three, and more that come together are one', async () => {
    const rules = { local: true }
    expect((await show([raised(3)], { rules })).shown).toHaveLength(3)
    system.shown.length = 0
    const [all, more] = (await show([raised(4)], { rules })).shown
    expect(more).toBeUndefined()
    expect(all?.title).toBe('Tidemark')
    expect(all?.text.split('\n')).toHaveLength(4)
  })

  it('is not shown where nothing new was raised: looking at the list tells, too', async () => {
    expect((await show([{ unseen: 0, raised: [] }], { rules: { local: true } })).shown).toEqual([])
  })
})

it('brings the window forward when a notice by the system is clicked', async () => {
  system.clicks.length = 0
  const { clicked } = await byTheSystem([raised(1)], { rules: { local: true } })
  system.clicks[0]?.()
  expect(clicked).toHaveBeenCalledOnce()
})
