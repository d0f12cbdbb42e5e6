"""What every test may use."""

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck, settings

from opportunities.remembering import forget

# The same examples on every machine and day, and no failure for being slow: a test that fails has found something.
# Who wants to look for more runs pytest with --hypothesis-profile=default.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _english():
    """A request leaves its language behind; each test begins in English."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Choices and looks are kept for a minute between requests, never between tests."""
    cache.clear()
    forget()
