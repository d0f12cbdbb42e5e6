"""What visitors may send in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from opportunities.models import ProblemReport


class ProblemReportForm(forms.ModelForm):
    """Something about a listing is not right. `website` is a trap for machines: people do not see it."""

    website = forms.CharField(required=False, label=_("Leave this empty"))

    class Meta:
        model = ProblemReport
        fields = ("reason", "words", "reply_to")
        widgets = {"reason": forms.RadioSelect, "words": forms.Textarea(attrs={"rows": 5, "maxlength": 2000})}
        error_messages = {"reason": {"required": _("Choose what is the matter.")}}

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))
