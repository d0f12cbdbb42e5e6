"""Cells that a spreadsheet would run as a formula, made harmless when written and put back when read.

Both directions together lose nothing: what begins with any number of apostrophes before a formula sign gains exactly
one, and loses exactly one. Plain numbers such as -87.6 are harmless and stay.
"""

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r|]")
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r|]")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?", re.ASCII)


def neutralise(cell: str) -> str:
    """`cell` with an apostrophe before it where a spreadsheet might take it for a formula."""
    return f"'{cell}" if _DANGEROUS.match(cell) and not _NUMBER.fullmatch(cell) else cell


def restore(cell: str) -> str:
    """What `neutralise` was given."""
    return cell[1:] if _NEUTRALISED.match(cell) else cell
