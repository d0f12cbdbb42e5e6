"""Dutch as Django has it, with the comma that the other languages have between a date and a time."""

DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATETIME_FORMAT = "j-n-Y, H:i"
