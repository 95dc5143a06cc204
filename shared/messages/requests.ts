/** English of what the host says. Why a request was refused or failed. */
export const requestsMessages = {
  forbidden_settings: 'Settings cannot be changed through this door.',
  widens:
    'More servers may be asked about these addresses there than where they are. Nothing was changed: say that this is meant, or set the limit of the portfolio first.',
  tor_needs_proxy: 'A provider is of the tier Tor only when it is reached through the proxy.',
  no_such_copy: 'There is no such copy in the data folder.',
  backup_checksum:
    'The checksum of this backup is wrong: it was edited, or damaged. Nothing was changed. Look at what it would do, and say that this is what you want.',
  view_not_saved: 'How things are shown could not be saved.',
  not_watched: 'This is not in the portfolio.',
  not_watched_many: '{{count, number}} of these are not in the portfolio.',
  bad_currency: 'A currency is three capital letters: EUR.',
  key_given: 'The key of this provider was given for this run.',
  no_stored_login: 'There is no stored login to keep.',
  node_url_form: 'The node address must look like http://127.0.0.1:8332.',
  node_url_login: 'Put the login into its own fields, not into the address.',
  above_tip: 'There is no block {{height, number}} yet: the newest block known is {{tip, number}}.',
  bad_zone: 'This time zone is not known.',
  statement_long: 'That is more than {{most, number}} transactions: choose a shorter period.',
  list_long: 'That is more than {{most, number}} rows: narrow the list down.',
  time_unknown: 'Which block this time means is not known.',
  nothing_looked_up: 'Nothing was looked up yet.',
  statement_reach: 'Own data reaches block {{height, number}}: the period must end there or before.',
  period_backwards: 'The period ends before it begins.',
  not_on_record: 'It could not be put on record who is asked: nobody was asked.',
  wipe_forbidden: 'Nothing can be removed through this door.',
  wipe_confirm: 'Type {{network}}, the name of the network, to confirm.',
  no_price_source: 'There is no source of prices with this name.',
  price_url: 'A source of prices needs a URL for the price of now or of a day.',
  price_host: 'The name of the server must be written out.',
  price_form: 'The URL of a source of prices must look like https://host/path.',
  doctor_address: 'The doctor looks at extended keys and descriptors, not at one address.',
  add_refused: 'Nothing was added: some entries were refused.',
  no_gap_limit: 'This entry has no chain of addresses, and so no gap limit.',
  entry_gone: 'This entry is no longer in the portfolio.',
  group_gone: 'There is no such group in the portfolio.',
  group_limited: 'This portfolio has a limit, and settings cannot be changed through this door.',
  group_exists: 'There is a portfolio of this name. Say that they are to become one.',
  group_unnamed: 'A portfolio has a name.',
  group_same: 'This is its name already.',
  no_such_group: 'There is no such portfolio.',
  no_account: 'This entry is one address, not an account.',
  no_chain: 'This account has no such chain.',
  labels_too_large: 'A file of labels may have 50 MB.',
  bad_day: '“{{text}}” is not a day: write it as 2020-12-31.',
  no_place: 'This is no place in a list: use the one that the last page gave.',
  file_too_large: 'The file is larger than 50 MB.',
  file_lines: 'The file has more than {{most, number}} lines.',
  file_secret_key:
    'This file holds a private key. Nothing of it was taken in: Tidemark only watches, and must never see one.',
  file_secret_key_line:
    'This file holds a private key in line {{line}}. Nothing of it was taken in: Tidemark only watches, and must never see one.',
  file_secret_phrase:
    'This file holds a seed phrase. Nothing of it was taken in: Tidemark only watches, and must never see one.',
  file_secret_phrase_line:
    'This file holds a seed phrase in line {{line}}. Nothing of it was taken in: Tidemark only watches, and must never see one.',
  text_secret_key:
    'Nothing was kept: this looks like a private key; Tidemark only watches and must never see one. Enter the address.',
  text_secret_phrase:
    'Nothing was kept: this looks like a seed phrase; Tidemark only watches and must never see one. Enter addresses.',
  address_wrong: 'This is no address of this network.',
  no_webhook: 'No webhook is set.',
  webhook_form: 'The URL of a webhook must look like https://host/path.',
  webhook_hash: 'The URL of a webhook has no "#" part.',
  too_many_points: 'That would be too many points: ask for a shorter time.',
  no_source_named: 'One of the sources named is not in the list of providers.',
  restore_forbidden: 'Settings cannot be changed through this door. Nothing was restored.',
  backup_newer: 'This backup was made by a newer Tidemark: restore it with that one.',
  backup_network: 'This backup is of the network {{found}}, not of {{network}}.',
  backup_damaged: 'This is no backup of Tidemark, or it is damaged.',
  backup_damaged_at: 'This is no backup of Tidemark, or it is damaged (see "{{place}}").',
  reads_only: 'This command only reads.',
  connections_off: 'All connections are off. Switch them on to test one.',
  no_such_provider: 'There is no such provider in the list.',
  closing: 'Tidemark is closing.',
  scanner_stopped: 'The scanner stopped unexpectedly and is started again.',
  proxy_form: 'A proxy is written like socks5://127.0.0.1:9050, without a login.',
  api_key_form: 'An API key is one word of plain characters.',
  internal: 'Something went wrong inside Tidemark. The log has the details.',
  cancelled: 'Cancelled.',
  disk_full:
    'The disk is full: nothing was written and what was stored is intact. Free some space and try again.',
  disk_readonly:
    'The data folder cannot be written: nothing was changed. Check the permissions of the folder and its files.',
  db_damaged:
    'The database is damaged: nothing more is written to it. Start Tidemark again: it sets the file aside and takes the newest sound copy of it.',
  db_not_ours:
    'The file is not a database of Tidemark: it was left as it is. Move it away, or choose another data folder.',
  db_busy:
    'The database is in use by another program: nothing was written and the data is safe. Close that program and try again.',
  disk_failed:
    'The disk failed while reading or writing: the last complete state is kept. Check the disk and start again.',
  db_unopened:
    'The database cannot be opened: it was left as it is. Check that the data folder exists and belongs to you.',
  db_refused:
    'The database refused an operation: nothing of it was written and the data is safe. Please report this.',
} as const
