"""What stops a whole import, in words for the person who started it."""


class UnreadableFileError(ValueError):
    """The file cannot be read at all; says what it seems to be and what to do."""


class MappingError(ValueError):
    """The mapping is wrong or does not fit the file; names the key or column and the nearest one that exists."""
