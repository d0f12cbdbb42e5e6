"""Titles and texts of a listing, put together from whole phrases in one or two languages that say the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import Any

from opportunities.demo.plan import TextPlan
from opportunities.demo.words import Entry, Words, words

TRIES = 40
CALENDAR_KINDS = {"camp", "event", "workshop", "digital"}  # their title says what they are


class Author:
    """Writes the texts of one city and gives no title twice while there are others."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = languages
        self._used: set[str] = set()

    def write(
        self, rng: Random, key: str, kind: str, audience: str, *, season: str, written_in: Sequence[str]
    ) -> list[TextPlan]:
        """Texts about `key` (an interest or a special) in the languages `written_in`.

        The same numbers are drawn whatever the languages, and count in all of the city's languages: a listing in two
        languages says the same in both.
        """
        tongue = self.languages[0]
        vocabularies = [words(language) for language in self.languages]
        choice = _Choice(rng, vocabularies, key, kind, audience, season)
        titles = self._new_title(choice)
        body = choice.body()
        return [
            TextPlan(language, titles[language], *_said(words(language), entry_of(words(language), key, tongue), body))
            for language in self.languages
            if language in written_in
        ]

    def _new_title(self, choice: _Choice) -> dict[str, str]:
        titles = choice.title()
        for _ in range(TRIES):
            if not self._used & set(titles.values()):
                break
            titles = choice.title()
        self._used |= set(titles.values())
        return titles


class _Choice:
    """What was drawn for one listing; counts are those of the language that has the fewest."""

    def __init__(self, rng: Random, vocabularies: list[Words], key: str, kind: str, audience: str, season: str) -> None:
        self.rng, self.vocabularies, self.key = rng, vocabularies, key
        self.kind, self.audience, self.season = kind, audience, season

    def _pick(self, lists: list[Any]) -> int:
        return self.rng.randrange(min(len(one) for one in lists))

    def title(self) -> dict[str, str]:
        """A title by language, each saying the same."""
        entries = self._entries()
        own = self._pick([entry.titles for entry in entries])
        pattern = self._pick([one.common["titles"].get(self.kind, ["x"]) for one in self.vocabularies])
        name = self.rng.choice(self.vocabularies[0].common["nicknames"])
        level = self._pick([one.common["levels"] for one in self.vocabularies])
        by_pattern = bool(entries[0].of) and (self.kind in CALENDAR_KINDS or self.rng.randrange(100) < 45)
        bases = [self._base(one, own, pattern, by_pattern=by_pattern) for one in self.vocabularies]
        tail = self._tail(bases)
        titles = {}
        for one, base in zip(self.vocabularies, bases, strict=True):
            common = one.common
            ends = {
                "": "",
                "audience": common["audiences"][self.audience],
                "nickname": common["quoted"].format(name=name),
                "level": common["levels"][level],
            }
            titles[one.language] = capitalised(f"{base} {ends[tail]}".strip())
        return titles

    def _base(self, one: Words, own: int, pattern: int, *, by_pattern: bool) -> str:
        entry = entry_of(one, self.key, self.vocabularies[0].language)
        if not by_pattern:
            return entry.titles[own]
        season = one.common["seasons"].get(self.season, "")
        return str(one.common["titles"][self.kind][pattern]).format(of=entry.of, season=season)

    def _tail(self, bases: list[str]) -> str:
        """What may follow these titles: nothing about people where they have said it already."""
        tail = self.rng.choices(["", "audience", "nickname", "level"], [30, 26, 26, 18])[0]
        complete = [one.common["complete"] for one in self.vocabularies]
        has_said = any(re.search(pattern, base) for pattern, base in zip(complete, bases, strict=True))
        if tail in {"audience", "level"} and (has_said or not self._entries()[0].of):
            return self.rng.choice(["", "nickname"])
        return "audience" if tail == "level" and (self.audience in "px" or self.kind == "event") else tail

    def _entries(self) -> list[Entry]:
        return [entry_of(one, self.key, self.vocabularies[0].language) for one in self.vocabularies]

    def body(self) -> dict[str, Any]:
        """Numbers of the phrases that make summary and description."""
        entries = self._entries()
        commons = [one.common for one in self.vocabularies]
        learnable = min(len(entry.learn) for entry in entries)
        return {
            "summary": self._pick([entry.summaries for entry in entries]),
            "text": self._pick([entry.texts for entry in entries]),
            "learn": sorted(self.rng.sample(range(learnable), min(3, learnable))),
            "lead": self._pick([common["learn_leads"] for common in commons]),
            "kind": (self.kind, self._pick([common["kinds"][self.kind] for common in commons])),
            "audience": (self.audience, self._pick([common["ages"][self.audience] for common in commons])),
            "practical": self._pick([common["practical"] for common in commons]),
            "parts": self.rng.choice(["ka", "kp", "ap", "kap", "k", "p"]),
        }


def entry_of(vocabulary: Words, key: str, tongue: str) -> Entry:
    """What this language says of `key` in a city that speaks `tongue`: newcomers learn another language in each."""
    return vocabulary.entries.get(f"{key}-{tongue}") or vocabulary.entries[key]


def _said(vocabulary: Words, entry: Entry, body: dict[str, Any]) -> tuple[str, str]:
    """Summary and description in one language."""
    common = vocabulary.common
    kind, audience = body["kind"], body["audience"]
    paragraphs = {
        "k": common["kinds"][kind[0]][kind[1]],
        "a": common["ages"][audience[0]][audience[1]],
        "p": common["practical"][body["practical"]],
    }
    html = [f"<p>{entry.texts[body['text']]}</p>"]
    if body["learn"]:
        items = "".join(f"<li>{entry.learn[number]}</li>" for number in body["learn"])
        html.append(f"<p><strong>{common['learn_leads'][body['lead']]}</strong></p><ul>{items}</ul>")
    html += [f"<p>{paragraphs[part]}</p>" for part in body["parts"]]
    return entry.summaries[body["summary"]], "".join(html)


def capitalised(text: str) -> str:
    """With a capital first letter, and the rest as it is."""
    return text[:1].upper() + text[1:]
