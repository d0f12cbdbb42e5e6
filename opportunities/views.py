"""One opportunity, one provider, a calendar file, a report of a problem."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opportunities.exchange.calendars import calendar_of
from opportunities.forms import ProblemReportForm
from opportunities.languages import active_language
from opportunities.models import Opportunity, Provider
from opportunities.selectors import pages
from opportunities.selectors.cities import frame
from opportunities.services.reporting import report_problem


@require_safe
def opportunity(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    shown = get_object_or_404(pages.opportunities_with_all(request.user), pk=pk)
    if slug != shown.slug:
        return redirect(shown, permanent=False)
    answer = render(request, "opportunities/opportunity.html", pages.opportunity_page(shown, request=request))
    if request.GET.keys() & {"near", "at"}:  # perhaps where somebody lives
        patch_cache_control(answer, private=True, no_store=True)
    return answer


@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The meetings of an opportunity as an iCalendar file."""
    shown = get_object_or_404(pages.opportunities_with_all(request.user), pk=pk)
    address = request.build_absolute_uri(shown.get_absolute_url())
    content = calendar_of(shown, language=active_language(), address=address)
    name = f"{shown.slug}.ics"
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def provider(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    shown = get_object_or_404(Provider.objects.listed().select_related("city"), pk=pk)
    if slug != shown.slug:
        return redirect(shown, permanent=False)
    return render(request, "opportunities/provider.html", pages.provider_page(shown, page=request.GET.get("page", "")))


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Opportunity.objects.visible_to(request.user).select_related("city", "provider"), pk=pk)
    form = ProblemReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("reason", "words", "reply_to")}
        try:
            if not form.is_from_a_machine:
                report_problem(opportunity=shown, **told)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Thank you. The people who look after this list will check it."))
            return redirect(shown)
    return render(request, "opportunities/report.html", {"form": form, "opportunity": shown, **frame(shown.city)})
