import type { ScriptType } from '../../shared/ipc/contract.ts'

/** Every type of script that an address can stand for: of protocols that look an address up by its script. */
export const ALL_SCRIPT_TYPES: readonly ScriptType[] = ['p2pkh', 'p2sh', 'p2wpkh', 'p2wsh', 'p2tr', 'witness']
