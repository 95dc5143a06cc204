/** Labels and prices over a store of a test: nobody is asked for a price, those that were imported count. */
import { createLabelService, type LabelService } from '../../electron/services/label-service.ts'
import { createPriceService, type PriceService } from '../../electron/services/price-service.ts'
import type { Store } from '../../electron/store/open-store.ts'
import { IMPORTED } from '../../shared/fiat.ts'
import { DEFAULT_PRICE_SETTINGS } from '../../shared/price-sources.ts'

/** `clock` says which days are over. */
export function ownWords(
  store: Pick<Store, 'labels' | 'prices'>,
  clock: { readonly now: () => number },
): { readonly labels: LabelService; readonly prices: PriceService } {
  return {
    labels: createLabelService({ network: 'regtest', store: store.labels, onChange: () => undefined }),
    prices: createPriceService({
      network: 'main',
      clock,
      store: store.prices,
      links: {
        settings: () => ({ ...DEFAULT_PRICE_SETTINGS, enabled: true, sourceName: IMPORTED }),
        asking: () => ({ kind: 'not_asked', reason: 'imported' }),
        close: async () => undefined,
      },
    }),
  }
}
