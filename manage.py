#!/usr/bin/env python3
"""Learnmap's commands: `up`, `test` and `down` need nothing but this Python, every other one is Django's."""

import sys
from pathlib import Path

if not (3, 11) <= sys.version_info[:2] < (3, 14):
    sys.exit(
        "Learnmap needs Python 3.11, 3.12 or 3.13, and {} is {}.{}.\n"
        "What to do: start this with one of those, for example: python3.11 manage.py up".format(
            sys.executable, *sys.version_info[:2]
        )
    )

# `site` is also a module of the standard library: the folder site/ is put on the path and never imported itself.
sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))

from config.bootstrap.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
