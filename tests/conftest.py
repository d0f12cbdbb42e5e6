"""What every test may use."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Choices and looks are kept for a minute between requests, never between tests."""
    cache.clear()
