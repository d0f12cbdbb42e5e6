"""Why an import is not begun."""


class ImportRefusedError(ValueError):
    """What was asked would do harm or cannot be meant; says what to do instead."""
