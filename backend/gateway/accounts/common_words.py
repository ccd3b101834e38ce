"""The words that zxcvbn knows, in a tenth of the memory that its dictionaries take.

Importing this is enough, once. A process that does so before it imports most of the rest keeps
what is saved: the rest is put where the dictionaries were.
"""

from array import array
from bisect import bisect_left
from collections.abc import Mapping

from zxcvbn.frequency_lists import FREQUENCY_LISTS
from zxcvbn.matching import RANKED_DICTIONARIES


class RankedWords:
    """How common each word of a list is, to be asked as a dictionary is.

    Words are known by their hashes, 64 bits that differ from process to process: that one of a
    hundred thousand is taken for another happens once in 2⁴⁷ questions.
    """

    def __init__(self, ranks: Mapping[str, int]) -> None:
        ranked = sorted((hash(word), rank) for word, rank in ranks.items())
        self._hashes = array("q", (each for each, _ in ranked))
        self._ranks = array("i", (rank for _, rank in ranked))
        self._longest = max(map(len, ranks), default=0)

    def __contains__(self, word: str) -> bool:
        if len(word) > self._longest:
            return False
        place = self._place(word)
        return place < len(self._hashes) and self._hashes[place] == hash(word)

    def __getitem__(self, word: str) -> int:
        if word not in self:
            raise KeyError(word)
        return self._ranks[self._place(word)]

    def _place(self, word: str) -> int:
        return bisect_left(self._hashes, hash(word))


for _name in FREQUENCY_LISTS:
    RANKED_DICTIONARIES[_name] = RankedWords(RANKED_DICTIONARIES[_name])
FREQUENCY_LISTS.clear()
