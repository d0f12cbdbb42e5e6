"""One reader per format; every one gives rows of text by column name."""
