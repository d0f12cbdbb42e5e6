"""What the logs may say: never where a visitor is or looks from."""

import logging
import re

WHEREABOUTS = re.compile(r"""(?<=[?&])(at|near|outline|bbox|view|q)=[^&\s"']+""")
HIDDEN = r"\1=…"


class HideWhereabouts(logging.Filter):
    """Takes the places, and the words among which one may be, out of every address that a record tells of."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = WHEREABOUTS.sub(HIDDEN, message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True
