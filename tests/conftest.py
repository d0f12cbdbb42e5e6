"""What every test may use."""

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db.models.signals import post_migrate
from django.utils import translation
from hypothesis import HealthCheck, settings
from wagtail.models import Collection, Page

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


@pytest.fixture(scope="session", autouse=True)
def _roots_grow_again():
    """A transactional test empties every table behind it, Wagtail's trees too: their roots are planted again."""
    core = apps.get_app_config("wagtailcore")
    post_migrate.connect(plant_roots, sender=core)
    yield
    post_migrate.disconnect(plant_roots, sender=core)


def plant_roots(**signal):
    """The roots that Wagtail's first migrations made."""
    for tree, values in ((Page, {"title": "Root", "slug": "root"}), (Collection, {"name": "Root"})):
        if not tree.objects.exists():
            tree.add_root(**values)
