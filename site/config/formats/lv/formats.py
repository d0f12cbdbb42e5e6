"""Latvian numbers: "1 069", with a space that does not break; Django's breaks."""

THOUSAND_SEPARATOR = "\u00a0"
