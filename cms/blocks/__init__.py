"""What editors build pages from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class Body(blocks.StreamBlock):
    """The blocks that every page may hold."""

    text = blocks.RichTextBlock(label=_("Text"), features=["h2", "h3", "bold", "italic", "ol", "ul", "link"])
