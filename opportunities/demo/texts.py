"""Titles and texts of a listing, put together from whole phrases in one or two languages that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from opportunities.demo.plan import TextPlan
from opportunities.demo.words import Words, words

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
        vocabularies = [words(language) for language in self.languages]
        choice = _Choice(rng, vocabularies, key, kind, audience, season)
        titles = self._new_title(choice)
        body = choice.body()
        return [
            TextPlan(language, titles[language], *_said(words(language), key, body))
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
        entries = [one.entries[self.key] for one in self.vocabularies]
        own = self._pick([entry.titles for entry in entries])
        pattern = self._pick([one.common["titles"].get(self.kind, ["x"]) for one in self.vocabularies])
        name = self.rng.choice(self.vocabularies[0].common["nicknames"])
        level = self._pick([one.common["levels"] for one in self.vocabularies])
        by_pattern = bool(entries[0].of) and (self.kind in CALENDAR_KINDS or self.rng.randrange(100) < 45)
        tail = self.rng.choices(["", "audience", "nickname", "level"], [30, 26, 26, 18])[0]
        if tail == "level" and self.audience in "px":
            tail = "audience"
        titles = {}
        for one, entry in zip(self.vocabularies, entries, strict=True):
            common = one.common
            base = entry.titles[own]
            if by_pattern:
                base = common["titles"][self.kind][pattern].format(
                    of=entry.of, season=common["seasons"].get(self.season, "")
                )
            ends = {
                "": "",
                "audience": common["audiences"][self.audience],
                "nickname": common["quoted"].format(name=name),
                "level": common["levels"][level],
            }
            titles[one.language] = capitalised(f"{base} {ends[tail]}".strip())
        return titles

    def body(self) -> dict[str, Any]:
        """Numbers of the phrases that make summary and description."""
        entries = [one.entries[self.key] for one in self.vocabularies]
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


def _said(vocabulary: Words, key: str, body: dict[str, Any]) -> tuple[str, str]:
    """Summary and description in one language."""
    common, entry = vocabulary.common, vocabulary.entries[key]
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
