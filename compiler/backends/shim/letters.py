"""The letters beyond ASCII that have another case, for shells, which know none of them.

The lists are frozen (those of Unicode 14), so that the same pipeline gives the same program whatever knows more
letters; which letter each becomes never changes any more. A run is `first-last`, or `first-last/2` for every other.
"""

from functools import cache

_CAPITALS = """
c0-d6 d8-de 100-136/2 139-147/2 14a-178/2 179-17d/2 181-182 184-186/2 187-189/2 18a-18b 18e-191 193-194 196-198
19c-19d 19f-1a0 1a2-1a6/2 1a7-1a9/2 1ac-1ae/2 1af-1b1/2 1b2-1b3 1b5-1b7/2 1b8 1bc 1c4-1c5 1c7-1c8 1ca-1cb 1cd-1db/2
1de-1ee/2 1f1-1f2 1f4-1f6/2 1f7-1f8 1fa-232/2 23a-23b 23d-23e 241-243/2 244-246 248-24e/2 370-372/2 376 37f
386-388/2 389-38a 38c-38e/2 38f-391/2 392-3a1 3a3-3ab 3cf 3d8-3ee/2 3f4 3f7-3f9/2 3fa 3fd-42f 460-480/2 48a-4c0/2
4c1-4cd/2 4d0-52e/2 531-556 10a0-10c5 10c7 10cd 13a0-13f5 1c90-1cba 1cbd-1cbf 1e00-1e94/2 1e9e-1efe/2 1f08-1f0f
1f18-1f1d 1f28-1f2f 1f38-1f3f 1f48-1f4d 1f59-1f5f/2 1f68-1f6f 1f88-1f8f 1f98-1f9f 1fa8-1faf 1fb8-1fbc 1fc8-1fcc
1fd8-1fdb 1fe8-1fec 1ff8-1ffc 2126 212a-212b 2132 2160-216f 2183 24b6-24cf 2c00-2c2f 2c60-2c62/2 2c63-2c64
2c67-2c6d/2 2c6e-2c70 2c72 2c75 2c7e-2c80 2c82-2ce2/2 2ceb-2ced/2 2cf2 a640-a66c/2 a680-a69a/2 a722-a72e/2
a732-a76e/2 a779-a77d/2 a77e-a786/2 a78b-a78d/2 a790-a792/2 a796-a7aa/2 a7ab-a7ae a7b0-a7b4 a7b6-a7c4/2 a7c5-a7c7
a7c9 a7d0 a7d6-a7d8/2 a7f5 ff21-ff3a 10400-10427 104b0-104d3 10570-1057a 1057c-1058a 1058c-10592 10594-10595
10c80-10cb2 118a0-118bf 16e40-16e5f 1e900-1e921
"""
_SMALL = """
b5 df-f6 f8-ff 101-137/2 13a-148/2 149-177/2 17a-17e/2 17f-180 183-185/2 188 18c 192 195 199-19a 19e 1a1-1a5/2 1a8
1ad 1b0 1b4-1b6/2 1b9 1bd-1bf/2 1c5-1c6 1c8-1c9 1cb-1cc 1ce-1dc/2 1dd-1ef/2 1f0-1f2/2 1f3-1f5/2 1f9-21f/2 223-233/2
23c 23f-240 242 247-24f/2 250-254 256-257 259-25b/2 25c 260-261 263-265/2 266-268/2 269-26c 26f-271/2 272 275 27d
280-282/2 283 287-28c 292 29d-29e 345 371-373/2 377 37b-37d 390 3ac-3ce 3d0-3d1 3d5-3d7 3d9-3ef/2 3f0-3f3 3f5 3f8
3fb 430-45f 461-481/2 48b-4bf/2 4c2-4ce/2 4cf-52f/2 561-587 10d0-10fa 10fd-10ff 13f8-13fd 1c80-1c88 1d79 1d7d 1d8e
1e01-1e95/2 1e96-1e9b 1ea1-1eff/2 1f00-1f07 1f10-1f15 1f20-1f27 1f30-1f37 1f40-1f45 1f50-1f57 1f60-1f67 1f70-1f7d
1f80-1fb4 1fb6-1fb7 1fbc-1fbe/2 1fc2-1fc4 1fc6-1fc7 1fcc 1fd0-1fd3 1fd6-1fd7 1fe0-1fe7 1ff2-1ff4 1ff6-1ff7 1ffc 214e
2170-217f 2184 24d0-24e9 2c30-2c5f 2c61 2c65-2c66 2c68-2c6c/2 2c73 2c76 2c81-2ce3/2 2cec-2cee/2 2cf3 2d00-2d25 2d27
2d2d a641-a66d/2 a681-a69b/2 a723-a72f/2 a733-a76f/2 a77a-a77c/2 a77f-a787/2 a78c a791-a793/2 a794 a797-a7a9/2
a7b5-a7c3/2 a7c8-a7ca/2 a7d1 a7d7-a7d9/2 a7f6 ab53 ab70-abbf fb00-fb06 fb13-fb17 ff41-ff5a 10428-1044f 104d8-104fb
10597-105a1 105a3-105b1 105b3-105b9 105bb-105bc 10cc0-10cf2 118c0-118df 16e60-16e7f 1e922-1e943
"""


@cache
def lower_pairs() -> str:
    """Return each letter that `lower` changes, and what it becomes, as words."""
    return " ".join(f"{letter} {letter.lower()}" for letter in _letters(_CAPITALS))


@cache
def upper_pairs() -> str:
    """Return each letter that `upper` changes, and what it becomes, as words."""
    return " ".join(f"{letter} {letter.upper()}" for letter in _letters(_SMALL))


def _letters(runs: str) -> list[str]:
    letters: list[str] = []
    for run in runs.split():
        ends, _, step = run.partition("/")
        first, _, last = ends.partition("-")
        letters += map(chr, range(int(first, 16), int(last or first, 16) + 1, int(step or 1)))
    return letters
