"""Names of hosts as an operator may give them: who may show a city's list inside a page of their own."""

import re

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# Nothing else may pass: the names are written into a header of security.
HOST = re.compile(rf"\A(?:{_LABEL}(?:\.{_LABEL})*|\*(?:\.{_LABEL}){{2,}})(?::[0-9]{{1,5}})?\Z")

a_host = RegexValidator(
    HOST,
    _("Give the name of a host in small letters, such as www.library.lt or *.library.lt, without https:// before it."),
    code="host",
)
