"""The door to what was kept of a map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from maps.lean import lean
from maps.models import MapSnapshot

# The file carries a policy for its own scripts; this one keeps it from everything of the site that shows it.
POLICY = "frame-ancestors 'self'; sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox"


@lean
@require_safe
@xframe_options_sameorigin
def snapshot(request: HttpRequest, key: str) -> HttpResponse:
    """The file, for the frame of a page."""
    response = HttpResponse(get_object_or_404(MapSnapshot, key=key).html)
    response["Content-Security-Policy"] = POLICY
    patch_cache_control(response, public=True, max_age=300)
    return response
