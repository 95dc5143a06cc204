/** The three Electron channels; preload and bridge share them. */
export const CHANNELS = { call: 'rpc:call', cancel: 'rpc:cancel', event: 'rpc:event' } as const
