/** Small words of German, French, Spanish and Portuguese: rows as in `troubles.ts`; those of the first row have no English that would matter. */
import type { Row } from './row.ts';

export const particles: readonly Row[] = [
  [
    '',
    'der, die, das, den, dem, ein, eine, einer, eines, einem, einen, sich, hat, haben, habe, und, oder, als, ist, sind, war, wird, werden, wurde, wurden, worden, bitte, noch, sehr',
    'le, la, les, un, une, a, ont, est, sont, été, et, ou, ce, cette, qui, que, son, sa, ses, il, elle, vous, en cours, être, ne',
    'el, la, los, las, lo, un, una, unos, unas, es, son, está, están, fue, fueron, ha, han, sido, se, su, sus, y, o, que, este, esta, ese, ser, estar',
    'o, a, os, as, um, uma, é, são, está, estão, foi, foram, tem, sido, se, seu, sua, e, ou, que, este, esta, esse, ser, estar',
  ],
  ['of', 'von, vom, des', 'de, du, des', 'de, del', 'de, do, da, dos, das'],
  ['for', 'für, fürs', 'pour', 'para', 'para'],
  ['from', 'aus, ab, seit', 'depuis', 'desde', 'desde'],
  ['in', 'im, in, ins', 'dans, en', 'en', 'em, no, na, nos, nas'],
  ['at', 'bei, beim, an, am, auf, um', 'à, au, aux, sur, chez', 'a, al, ante', 'ao, à, aos'],
  ['to', 'zu, zur, zum', 'vers', 'hacia', 'até'],
  ['with', 'mit', 'avec', 'con', 'com'],
  ['by', 'durch, von der', 'par', 'por', 'por, pelo, pela'],
  ['after', 'nach', 'après', 'después de, tras', 'após, depois de'],
  ['between', 'zwischen', 'entre', 'entre', 'entre'],
];
