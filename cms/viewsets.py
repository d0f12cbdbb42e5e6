"""Staff screens of the catalogue, for platform staff: Wagtail's snippets, with drafts and revisions of opportunities.

Cities and providers work with their own listings on the project's own pages; a custom permission policy would not be
applied to each object here, so these screens are shown to those with every right only.
"""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from opportunities.models import City, Opportunity, ProblemReport, Programme, Provider, Session, Venue


class OpportunityViewSet(SnippetViewSet):
    model = Opportunity
    icon = "calendar-alt"
    menu_label = _("Opportunities")
    list_display = ("title", "provider", "city", "status")
    list_filter = ("status", "city", "kind")
    search_fields = ("texts__title", "provider__name")
    panels = [
        InlinePanel(
            "texts",
            label=_("Text"),
            min_num=1,
            panels=[
                FieldRowPanel([FieldPanel("language"), FieldPanel("title")]),
                FieldPanel("summary"),
                FieldPanel("description"),
            ],
        ),
        MultiFieldPanel(
            [FieldPanel("city"), FieldPanel("provider"), FieldPanel("kind"), FieldPanel("original_language")],
            _("What it is"),
        ),
        MultiFieldPanel(
            [FieldPanel("interests"), FieldPanel("competences"), FieldPanel("accessibility")], _("How it is found")
        ),
        MultiFieldPanel(
            [FieldPanel("education_field"), FieldPanel("level"), FieldPanel("takes_voucher")], _("Level and funding")
        ),
        MultiFieldPanel(
            [
                FieldPanel("badge"),
                FieldPanel("certificate"),
                FieldRowPanel([FieldPanel("microcredential"), FieldPanel("ects")]),
            ],
            _("What people can earn"),
        ),
        FieldPanel("website"),
    ]


class SessionViewSet(SnippetViewSet):
    model = Session
    icon = "date"
    menu_label = _("Sessions")
    list_display = ("opportunity", "venue", "starts_on", "ends_on")
    list_filter = ("delivery",)
    search_fields = ("opportunity__texts__title", "venue__name")
    panels = [
        FieldPanel("opportunity"),
        FieldRowPanel([FieldPanel("delivery"), FieldPanel("venue")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
                FieldRowPanel([FieldPanel("start_time"), FieldPanel("end_time"), FieldPanel("time_zone")]),
                FieldRowPanel([FieldPanel("weekdays"), FieldPanel("rrule")]),
                FieldRowPanel([FieldPanel("rdates"), FieldPanel("exdates")]),
                FieldRowPanel([FieldPanel("skips_public_holidays"), FieldPanel("skips_breaks")]),
                FieldPanel("schedule_text"),
            ],
            _("When it meets"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("min_age"), FieldPanel("max_age"), FieldPanel("ages_text")]),
                FieldRowPanel([FieldPanel("capacity"), FieldPanel("places_left"), FieldPanel("languages")]),
            ],
            _("For whom"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("price"), FieldPanel("price_unit"), FieldPanel("currency")]),
                FieldRowPanel([FieldPanel("price_text"), FieldPanel("booking_url")]),
                FieldRowPanel([FieldPanel("booking_opens_at"), FieldPanel("booking_closes_at")]),
            ],
            _("Price and booking"),
        ),
    ]


class ProgrammeViewSet(SnippetViewSet):
    model = Programme
    icon = "success"
    menu_label = _("Programmes (ILA)")
    list_display = ("register_number", "opportunity", "decision", "valid_until")
    list_filter = ("decision",)
    search_fields = ("register_number", "opportunity__texts__title")
    panels = [
        FieldPanel("opportunity"),
        FieldRowPanel([FieldPanel("register_number"), FieldPanel("decision")]),
        FieldRowPanel([FieldPanel("decided_by"), FieldPanel("decided_on"), FieldPanel("valid_until")]),
    ]


class ProviderViewSet(SnippetViewSet):
    model = Provider
    icon = "group"
    menu_label = _("Providers")
    list_display = ("name", "kind", "city", "verified_at")
    list_filter = ("kind", "city")
    search_fields = ("name", "registration_code")
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("city"), FieldPanel("kind"), FieldPanel("registration_code")]),
        FieldPanel("about"),
        FieldRowPanel([FieldPanel("website"), FieldPanel("email"), FieldPanel("phone")]),
        FieldPanel("verified_at"),
    ]


class VenueViewSet(SnippetViewSet):
    model = Venue
    icon = "site"
    menu_label = _("Venues")
    list_display = ("name", "full_address", "city", "placement")
    list_filter = ("placement", "city")
    search_fields = ("name", "address")
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("address"), FieldPanel("postcode"), FieldPanel("locality")]),
        FieldPanel("accessibility"),
        FieldPanel("access_notes"),
    ]


class ProblemReportViewSet(SnippetViewSet):
    model = ProblemReport
    icon = "warning"
    menu_label = _("Reported problems")
    list_display = ("reason", "opportunity", "created_at", "closed_at")
    list_filter = ("reason", "closed_at")
    panels = [
        FieldPanel("reason", read_only=True),
        FieldPanel("words", read_only=True),
        FieldPanel("reply_to", read_only=True),
        FieldPanel("closed_at"),
    ]


class CityViewSet(SnippetViewSet):
    model = City
    icon = "globe"
    menu_label = _("Cities")
    list_display = ("name", "country_code", "time_zone")
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("voucher_name"), FieldPanel("position")]),
        FieldRowPanel([FieldPanel("languages"), FieldPanel("default_language"), FieldPanel("consent_age")]),
        FieldPanel("contact"),
        FieldPanel("embed_hosts"),
    ]


class CatalogueViewSets(SnippetViewSetGroup):
    menu_label = _("Catalogue")
    menu_icon = "list-ul"
    menu_order = 150
    items = (
        OpportunityViewSet,
        SessionViewSet,
        ProgrammeViewSet,
        ProviderViewSet,
        VenueViewSet,
        ProblemReportViewSet,
        CityViewSet,
    )
