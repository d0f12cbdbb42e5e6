"""The rank index: how many rows match, anywhere on the map, at a cost that hardly depends on how many rows there are.

What a visitor asks of the catalogue are mostly counts: how many are there, how many more would another choice give, how
many lie in this square of the map. A database counts by visiting rows. Here is how to count without that.

**A filter is a row of bits.** Number the rows of the search table from 0. For each thing that can be asked ("on
Tuesdays", "for free", "in this district") keep one bit a row: 1 where it holds.

    row            0 1 2 3  4 5 6 7
    on Tuesdays    1 0 1 1  0 1 0 0
    for free       0 0 1 1  1 1 0 1
    both: AND      0 0 1 1  0 1 0 0     three rows

64 rows are one machine word, so a million rows are 15 625 words: to AND two such sets, and to count the ones, takes
some hundredths of a millisecond. So a total is one count, and the number beside each of 180 choices is 180 counts.

**A square of the map is a span of rows.** The rows are numbered in Morton order (`morton`): the bits of x and y taken
by turns. That order walks the map square by square, each small square before the next, so every square of every zoom is
one span: from row a to before row b, both found by bisection.

**A count in a span is a difference of two ranks.** rank(p) is the number of ones before row p: `Bits` keeps how many
there are before each word, and counts the rest of one word. However many rows a square has, what matches in it is

    rank(b) - rank(a)

    both           0 0 1 1  0 1 0 0     rank(2) = 0, rank(6) = 3: three of both in the square of the rows 2 to 5

From this follow bubbles with counts and their middles (`squares`), the nearest rows by looking at ever larger squares
(`nearness`), and the first rows of any sort by walking through its order and testing bits (`order`, `wished`).

**Words are filters too.** For each language the sorted words, each with the rows that have it (`postings`): what begins
with "rob" is a span of words, and those have one span of rows. All words typed are an AND, "-adults" an AND NOT, and
the best matches are those with the words in the title (`finding`).

**How it lives.** `building` reads the search table (`reading`), makes the arrays of each city's `segment` (`making`,
`postings`), and writes them into files that all processes map into memory (`storage`, `snapshot`): a generation. Edits
after that are logged by triggers in the transaction that makes them; each process looks for such news at most once a
second (`news`), reads the rows anew into a small second segment, and takes the old ones out of the first (`live`). With
the next generation it begins again.

The search table stays the truth. `opportunities.search.engines` lets SQL answer where there is no snapshot, a file is
damaged, too much has changed at once, or a transaction asks about its own changes; what a filter cannot say in bits
(`Filter.bits`), SQL is asked for, filter by filter. Tests hold both answers equal, to the last row.
"""

from opportunities.search.index.building import build
from opportunities.search.index.live import generation

__all__ = ["build", "generation"]
