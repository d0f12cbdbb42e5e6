"""Pure parsers of single values: certain or kept as text, never invented."""
