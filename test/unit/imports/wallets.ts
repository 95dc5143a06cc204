/** Public keys of the wallet that the BIPs use in their examples, with its first addresses. It is nobody's. */
export const FINGERPRINT = '73c5da0a'
export const XPUB_44 =
  'xpub6BosfCnifzxcFwrSzQiqu2DBVTshkCXacvNsWGYJVVhhawA7d4R5WSWGFNbi8Aw6ZRc1brxMyWMzG3DSSSSoekkudhUd9yLb6qx39T9nMdj'
export const ZPUB_84 =
  'zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs'
export const XPUB_84 =
  'xpub6CatWdiZiodmUeTDp8LT5or8nmbKNcuyvz7WyksVFkKB4RHwCD3XyuvPEbvqAQY3rAPshWcMLoP2fMFMKHPJ4ZeZXYVUhLv1VMrjPC7PW6V'
export const XPUB_86 =
  'xpub6BgBgsespWvERF3LHQu6CnqdvfEvtMcQjYrcRzx53QJjSxarj2afYWcLteoGVky7D3UKDP9QyrLprQ3VCECoY49yfdDEHGCtMMj92pReUsQ'
export const FIRST_44 = '1LqBGSKuX5yYUonjxT5qGfpUsXKYYWeabA'
export const FIRST_84 = 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu'
export const FIRST_86 = 'bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr'
export const SECOND_84 = 'bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g'

/** The account that all of them are, as a descriptor without its checksum. */
export const WPKH = `wpkh([${FINGERPRINT}/84h/0h/0h]${XPUB_84}/<0;1>/*)`

export const SECRETS: readonly (readonly [string, string])[] = [
  [
    'an extended private key',
    'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi',
  ],
  ['a key in import format', '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ'],
  ['a compressed key in import format', 'KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617'],
  ['an encrypted key', '6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg'],
  [
    'a seed phrase',
    'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about',
  ],
]
