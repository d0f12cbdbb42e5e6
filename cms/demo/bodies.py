"""The bodies of the demonstration's pages, as the JSON that streams are kept in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

Block = dict[str, Any]


def block(kind: str, value: Any) -> Block:
    return {"type": kind, "value": value}


def texts(paragraphs: Iterable[str]) -> list[Block]:
    return [block("text", html) for html in paragraphs]


def quote(words: list[str]) -> Block:
    return block("quote", {"words": words[0], "who": words[1]})


def items(values: Iterable[Any]) -> list[Block]:
    """The items of a list within a block."""
    return [{**block("item", value), "id": str(uuid4())} for value in values]


def like_this(title: str, filters: str, count: int = 4) -> Block:
    return block("like_this", {"title": title, "filters": filters, "count": count})


def story(told: dict[str, Any], said: dict[str, Any], filters: str) -> list[Block]:
    """Words, what somebody said in the middle of them, and what is like it now."""
    paragraphs = texts(told["paragraphs"])
    return [*paragraphs[:1], quote(told["quote"]), *paragraphs[1:], like_this(said["like_title"], filters)]


def about(said: dict[str, Any], explorer: str, funder: int) -> list[Block]:
    told = said["about"]
    steps = items({"title": title, "text": text} for title, text in told["steps"])
    title, words, label = told["action"]
    return [
        *texts(told["paragraphs"]),
        block("steps", {"title": told["steps_title"], "steps": steps}),
        block("figures", {"title": said["figures_title"]}),
        quote(told["quote"]),
        block("action", {"title": title, "words": words, "label": label, "link": explorer}),
        block("funders", {"title": said["funders_title"], "funders": items([funder])}),
    ]


def questions(said: dict[str, Any]) -> list[Block]:
    told = said["questions"]
    asked = items({"question": question, "answer": answer} for question, answer in told["asked"])
    return [block("questions", {"title": told["block_title"], "questions": asked})]


def theme(text: str, said: dict[str, Any], filters: str) -> list[Block]:
    return [block("text", text), block("map", {"title": said["map_title"], "filters": filters.partition("&sort")[0]})]


def home(said: dict[str, Any], spotlight: tuple[int, str] | None) -> list[Block]:
    """What editors add to a home: a place that few know, and what comes next for nothing."""
    found = [block("spotlight", {"provider": spotlight[0], "words": spotlight[1]})] if spotlight else []
    return [*found, block("dates", {"title": said["dates_title"], "filters": "funding=free", "count": 5})]
