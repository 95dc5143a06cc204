/** Electron's nine fuses as Tidemark ships them (Electron's security checklist, item 19). */
import { type FuseConfig, FuseV1Options, FuseVersion } from '@electron/fuses'

/** Every fuse has a word: one that a newer Electron adds makes packing fail until somebody decided about it. */
export const FUSES = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true, // checked on macOS and Windows; Linux has no such check
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false, // the app would not start without such a file
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
} as const satisfies FuseConfig

/** The fuse wire that a packed program must show: '1' is on, '0' off, in Electron's order. */
export const FUSE_WIRE = Object.values(FuseV1Options)
  .filter((option) => typeof option === 'number')
  .sort((a, b) => a - b)
  .map((option) => (FUSES[option] ? '1' : '0'))
  .join('')
