/**
 * `block.change`: what all transactions of a block changed together, over every script, so that a balance over years is
 * one walk. It lies in the block's own row, which a commit writes anyway; NULL where it has to be worked out anew, which
 * the writing connection sees to (block-sums.ts). Takes the place of two tables and of triggers that ran with each row.
 */
import type { Migration } from '../migrate.ts'

const COLUMN = `
ALTER TABLE block ADD COLUMN change INTEGER DEFAULT 0;
UPDATE block SET change = s.change FROM block_sum s WHERE s.height = block.height;
UPDATE block SET change = NULL WHERE height IN (SELECT height FROM block_sum_stale);
CREATE INDEX block_owing ON block (height) WHERE change IS NULL;
`

const DROPPED = ['paid', 'paid_before', 'spent', 'moved', 'removed', 'anchor', 'unanchored']
  .map((name) => `DROP TRIGGER block_sum_${name};`)
  .concat('DROP TABLE block_sum;', 'DROP TABLE block_sum_stale;')
  .join('\n')

/** Sums by block in the blocks' rows. */
export const sumsInBlocks: Migration = {
  version: 17,
  name: 'sums-in-blocks',
  up: (db) => {
    db.exec(COLUMN + DROPPED)
  },
}
