/** English of what the host says. Why an entry or a line of a file was refused. */
export const refusedMessages = {
  refused_empty: 'nothing is here',
  refused_private_key:
    'this looks like a private key; Tidemark only watches and must never see one. Enter the address',
  refused_seed_phrase:
    'this looks like a seed phrase; Tidemark only watches and must never see one. Enter addresses',
  refused_extended_key: 'this is an extended key; this version watches single addresses',
  refused_descriptor: 'this is an output descriptor; this version watches single addresses',
  refused_bad_checksum: 'the checksum is wrong: a character is missing, extra or mistyped',
  refused_bad_key: 'this extended key is damaged: its checksum is right, what it holds is not',
  refused_cosigner_key: "this is one cosigner's key of a multisig wallet; paste the wallet's descriptor",
  refused_hardened_path: "a hardened step needs the private key; paste the account's own extended public key",
  refused_bad_descriptor: 'this output descriptor is not right: a part of it is missing or cannot be',
  refused_unsupported_descriptor:
    'this kind of descriptor is not watched; paste one for each kind of address',
  refused_wrong_network: 'this belongs to another bitcoin network',
  refused_mixed_case: 'upper and lower case are mixed; write it in one case',
  refused_not_standard: 'nobody owns this script (pay-to-anchor or an undefined witness program)',
  refused_not_an_address: 'this is not a bitcoin address',
  label_not_json: 'this is not a JSON object on one line',
  label_too_long: 'the line, its label or its nesting is longer than any label should be',
  label_no_type: 'it does not say what kind of thing it is about (type)',
  label_no_ref: 'it does not say what it is about (ref)',
  label_bad_ref: 'what it is about (ref) is not what its type says',
  label_bad_field: 'its label or origin is no text, or its spendable is neither true nor false',
  label_not_text: 'it holds half a character or a NUL and could not be kept as it is',
} as const
