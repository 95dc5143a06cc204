/** The global that the end of the main module calls, so that the stand-in becomes ready only then. */
export const ENTRY_HAS_RUN = '__standInEntryHasRun'
