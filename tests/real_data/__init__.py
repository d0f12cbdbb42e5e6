"""Files that nobody on this project wrote. They lie beside the checkout; where they are missing, tests of them skip."""

from django.conf import settings

REAL_DATA = settings.BASE_DIR.parent / "shared" / "data"
