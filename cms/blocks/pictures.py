"""Blocks of pictures: one with its words, a video behind a picture, cards, who pays."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks.words import a_link


class PictureBlock(blocks.StructBlock):
    picture = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Words below"), max_length=300, required=False)
    credit = blocks.CharBlock(label=_("Who made it"), max_length=120, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        group = _("Pictures")
        template = "cms/blocks/picture.html"
        description = _("A picture. What it shows has to be said in words as well.")
        preview_template = "cms/blocks/previews/picture.html"


class VideoBlock(blocks.StructBlock):
    """Nothing is asked from the video's site before somebody presses; then it opens there."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    link = blocks.URLBlock(label=_("Address of the video"), max_length=500)
    picture = ImageBlock(label=_("Picture"))
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=600, required=False)
    words = blocks.RichTextBlock(
        label=_("What is said in it"),
        features=["bold", "italic", "ol", "ul"],
        required=False,
        help_text=_("For people who cannot hear it, and for those who would rather read."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        group = _("Pictures")
        template = "cms/blocks/video.html"
        description = _("A picture that leads to a video elsewhere. Nothing is loaded from there.")
        preview_template = "cms/blocks/previews/video.html"


class CardBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    words = blocks.CharBlock(label=_("Words"), max_length=200, required=False)
    picture = ImageBlock(label=_("Picture"), required=False)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    link = blocks.CharBlock(label=_("Or a link"), max_length=300, required=False, validators=(a_link,))

    class Meta:
        icon = "doc-full"
        label = _("Card")


class CardsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    cards = blocks.ListBlock(CardBlock(), label=_("Cards"), min_num=1, max_num=12)

    class Meta:
        icon = "grip"
        label = _("Cards")
        group = _("Pictures")
        template = "cms/blocks/cards.html"
        description = _("Ways on, side by side.")
        preview_value = {
            "title": "Where to begin",
            "cards": [
                {"title": "After school", "words": "Until six, near home.", "link": "/"},
                {"title": "In the holidays", "words": "Camps, by the day or the week.", "link": "/"},
                {"title": "For grown-ups", "words": "Paid by a learning account.", "link": "/"},
            ],
        }


class FundersBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    funders = blocks.ListBlock(SnippetChooserBlock("cms.Funder"), label=_("Funders"), min_num=1)

    class Meta:
        icon = "group"
        label = _("Funders")
        group = _("Pictures")
        template = "cms/blocks/funders.html"
        description = _("Who pays, with logos.")
        preview_template = "cms/blocks/previews/funders.html"
