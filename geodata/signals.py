"""What geodata tells those who keep points of their own; it does not know who they are."""

from django.dispatch import Signal

# Sent with `country_code` in the transaction that changed the areas of a country.
areas_changed = Signal()
