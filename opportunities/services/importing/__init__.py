"""Files into the catalogue: whole or not at all, twice is once, nothing disappears silently."""

from opportunities.services.importing.refusals import ImportRefusedError
from opportunities.services.importing.run import import_opportunities

__all__ = ["ImportRefusedError", "import_opportunities"]
