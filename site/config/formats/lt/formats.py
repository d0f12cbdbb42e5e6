"""Lithuanian numbers: "1 069", with a space that does not break; Django would write "1.069"."""

THOUSAND_SEPARATOR = "\u00a0"
