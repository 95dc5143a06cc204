/** The requests about prices. */

import type { PriceRequests } from '../../../shared/ipc/prices.ts'
import { PRICE_PRESETS } from '../../../shared/price-sources.ts'
import type { PriceService } from '../../services/price-service.ts'
import type { SettingsService } from '../../services/settings-service.ts'
import type { Handlers } from '../router-types.ts'

/** Builds their handlers. */
export function priceHandlers(
  prices: PriceService,
  settings: SettingsService,
): Pick<Handlers, keyof PriceRequests> {
  return {
    'prices.now': (input, signal) => prices.now(input, signal),
    'prices.on': (input, signal) => prices.on(input, signal),
    'prices.import': (input) => prices.importCsv(input),
    'prices.presets': async () => Object.values(PRICE_PRESETS),
    'settings.setPrices': async (input) => {
      await settings.setPrices(input)
      return settings.view()
    },
  }
}
