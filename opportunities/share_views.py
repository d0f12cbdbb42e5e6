"""The picture of an opportunity for other sites."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from opportunities.exchange.share_picture import share_picture
from opportunities.hues import colour_of
from opportunities.models import Opportunity
from opportunities.selectors.pages import look_of


@require_safe
@cache_control(public=True, max_age=86_400)
def opportunity_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Only of what is published: a picture is kept by others."""
    published = Opportunity.objects.published().select_related("city", "provider", "kind")
    shown = get_object_or_404(published.prefetch_related("texts", "interests"), pk=pk)
    look = look_of(shown)
    picture = share_picture(
        over=" · ".join(filter(None, (shown.city.label, look.label))),
        title=shown.title,
        words=[shown.provider.name, shown.kind.label],
        colour=colour_of(look.hue),
    )
    return HttpResponse(picture, content_type="image/png")
