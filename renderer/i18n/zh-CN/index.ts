/** The Chinese catalogue, in simplified characters. */
import type { Translation } from '../types.ts'
import { activity, rules } from './activity.ts'
import { chart, crossCheck, pane } from './address.ts'
import {
  callProblems,
  errorAdvice,
  errorTitles,
  importProblems,
  labelRefusals,
  nodeFixes,
  nodeProblems,
  reasons,
  refusals,
  scripts,
  skips,
  steps,
  waiting,
} from './codes.ts'
import { doctor, group, label, output, preview, search, transaction } from './details.ts'
import { errorDetail, exports, imports, labelImport, link, restore, tools } from './exchange.ts'
import { demo, firstRun } from './first-run.ts'
import { app, connection, header, network, notices } from './frame.ts'
import { account, commands, pages, scan, sources, states } from './pages.ts'
import { add, empty, nav, picked, remove, table, total } from './portfolio.ts'
import { about, explorer, log, prices, settings, updates, wipe, worth } from './settings.ts'
import { status } from './status.ts'
import { moment, statement } from './time.ts'
import { amount, freshness, words } from './words.ts'

export { said } from './said/index.ts'

/** Every text of the English catalogue in Chinese. */
export const zhCN: Translation = {
  app,
  network,
  header,
  connection,
  notices,
  words,
  amount,
  freshness,
  nav,
  total,
  table,
  picked,
  remove,
  add,
  empty,
  pane,
  crossCheck,
  chart,
  status,
  settings,
  explorer,
  prices,
  log,
  updates,
  wipe,
  worth,
  about,
  reasons,
  nodeProblems,
  nodeFixes,
  waiting,
  refusals,
  errorAdvice,
  errorTitles,
  importProblems,
  labelRefusals,
  scripts,
  steps,
  skips,
  callProblems,
  pages,
  states,
  sources,
  scan,
  commands,
  activity,
  rules,
  account,
  firstRun,
  demo,
  doctor,
  group,
  label,
  output,
  preview,
  search,
  transaction,
  moment,
  statement,
  imports,
  labelImport,
  restore,
  exports,
  link,
  errorDetail,
  tools,
}
