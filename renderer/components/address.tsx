/** Addresses in groups of four. The gaps are drawn, not typed: selecting and copying gives the raw string. */
import { shortDescriptor } from '../../shared/account-text.ts'
import { chunksOf, shortChunks } from '../format/address.ts'

/** The whole address; its first two and last two groups stand out, since people compare those. */
export function FullAddress({ address }: { readonly address: string }) {
  const chunks = chunksOf(address)
  return (
    <span className="chunks" data-address={address}>
      {chunks.map((chunk, index) => (
        <span key={`${index}:${chunk}`} className={isEdge(index, chunks.length) ? 'chunk edge' : 'chunk'}>
          {chunk}
        </span>
      ))}
    </span>
  )
}

function isEdge(index: number, count: number): boolean {
  return index < 2 || index >= count - 2
}

/** Two groups from either end; of a descriptor, the whole with its keys shortened. */
export function ShortAddress({ address }: { readonly address: string }) {
  if (address.includes('('))
    return (
      <span className="addr" title={address}>
        {shortDescriptor(address)}
      </span>
    )
  return (
    <span className="addr" title={address}>
      {shortChunks(address).map((chunk, index) => (
        <span key={`${index}:${chunk ?? ''}`} className="chunk">
          {chunk ?? '…'}
        </span>
      ))}
    </span>
  )
}
