"""Blocks of words: text, quote, steps, questions, what to do next."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
SHORT_FEATURES = ["bold", "italic", "ol", "ul", "link"]


def a_link(text: str) -> None:
    """A validator: an address of the web, or one of this site."""
    if text.startswith("/") and not text.startswith(("//", "/\\")):
        return
    try:
        URLValidator(schemes=["https", "http"])(text)
    except ValidationError as wrong:
        raise ValidationError(_("Write an address, or one of this site that begins with “/”."), "link") from wrong


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{"features": FEATURES, **options})

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Words")
        template = "cms/blocks/text.html"
        description = _("Paragraphs with headings, lists and links.")
        preview_value = (
            "<h2>How it began</h2><p>Twelve chairs, one <b>telescope</b> and a roof that nobody used.</p>"
            "<ul><li>Bring a coat.</li><li>Bring a friend.</li></ul>"
        )


class QuoteBlock(blocks.StructBlock):
    words = blocks.TextBlock(label=_("Words"), max_length=600)
    who = blocks.CharBlock(label=_("Who says it"), max_length=120, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        group = _("Words")
        template = "cms/blocks/quote.html"
        description = _("What somebody said, large.")
        preview_value = {"words": "I came for the robots and stayed for the people.", "who": "Ieva, 14"}


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_FEATURES, required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1, max_num=12)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        group = _("Words")
        template = "cms/blocks/steps.html"
        description = _("How something is done, one after the other.")
        preview_value = {
            "title": "How to join",
            "steps": [
                {"title": "Choose", "text": "<p>Say what you like and how far you go.</p>"},
                {"title": "Ask", "text": "<p>Write to the organiser.</p>"},
                {"title": "Go", "text": "<p>The first time is often free.</p>"},
            ],
        }


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=SHORT_FEATURES)

    class Meta:
        icon = "help"
        label = _("Question")


class QuestionsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        group = _("Words")
        template = "cms/blocks/questions.html"
        description = _("Each answer opens below its question.")
        preview_value = {
            "title": "Good to know",
            "questions": [
                {"question": "Do I need an account?", "answer": "<p>No. Look around as long as you like.</p>"},
                {"question": "Who lists these activities?", "answer": "<p>The organisations themselves.</p>"},
            ],
        }


class ActionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    words = blocks.CharBlock(label=_("Words"), max_length=300, required=False)
    label = blocks.CharBlock(label=_("Words on the button"), max_length=40)
    link = blocks.CharBlock(
        label=_("Link"),
        max_length=300,
        validators=(a_link,),
        help_text=_("An address, or one of this site that begins with “/”."),
    )

    class Meta:
        icon = "pick"
        label = _("Call to action")
        group = _("Words")
        template = "cms/blocks/action.html"
        description = _("One thing to do, with one button.")
        preview_value = {
            "title": "Something is missing?",
            "words": "Tell us what you would like to learn.",
            "label": "Tell us",
            "link": "/",
        }


class SharedActionBlock(blocks.StructBlock):
    action = SnippetChooserBlock("cms.CallToAction", label=_("Call to action"))

    class Meta:
        icon = "repeat"
        label = _("Shared call to action")
        group = _("Words")
        template = "cms/blocks/shared_action.html"
        description = _("A call to action that many pages share and platform staff keep.")
        preview_template = "cms/blocks/previews/shared_action.html"
