"""How many numbers of a slice are below a bound, at a cost that does not follow the length of the slice."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

WORD = 64
SHIFT = 6

Places = NDArray[np.int64]


class Ranks:
    """A wavelet matrix: the numbers bit by bit from the highest, each level sorted by the bits above.

    One bit a number and level, and a count every 64: 1.9 bytes a number for numbers up to 1,023.
    """

    def __init__(self, numbers: NDArray[Any], most: int) -> None:
        """Take numbers from 0 to ``most``."""
        self._bits = max(1, most.bit_length())
        self._zeros: list[int] = []
        self._words: list[NDArray[np.uint64]] = []
        self._counts: list[Places] = []
        for bit in reversed(range(self._bits)):
            is_one = (numbers >> bit) & 1 == 1
            packed = np.packbits(is_one, bitorder="little")
            words = np.zeros(len(numbers) // WORD + 1, np.uint64)
            words.view(np.uint8)[: len(packed)] = packed
            ones = np.bitwise_count(words).astype(np.int64)
            self._words.append(words)
            self._counts.append(np.cumsum(ones) - ones)
            self._zeros.append(len(numbers) - int(ones.sum()))
            numbers = np.concatenate((numbers[~is_one], numbers[is_one]))

    def below(self, starts: Places, ends: Places, bounds: Places) -> Places:
        """Return how many numbers in each slice are less than its bound, which is at most ``most``."""
        places = np.stack((starts, ends))
        found = np.zeros(len(starts), np.int64)
        for level in range(self._bits):
            word = places >> SHIFT
            mask = (np.uint64(1) << (places & (WORD - 1)).astype(np.uint64)) - np.uint64(1)
            ones = self._counts[level][word] + np.bitwise_count(self._words[level][word] & mask)
            zeros = places - ones
            is_one = (bounds >> (self._bits - 1 - level)) & 1 == 1
            found += np.where(is_one, zeros[1] - zeros[0], 0)
            places = np.where(is_one, ones + self._zeros[level], zeros)
        return found
