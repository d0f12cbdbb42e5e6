"""Questions to the catalogue made of what the filters say of themselves: a new filter is asked without a line here."""

from hypothesis import strategies as st

from opportunities.models import City
from opportunities.search.asking import Form, Parameter
from opportunities.search.filters import FILTERS
from opportunities.search.search import SORTS
from opportunities.search.vocabulary import by_value

Question = dict[str, list[str]]
CODES = ("lt", "en", "sgn", "1", "7", "999999")
WORDS = ("robotics", "sokiai", "chess club", '"robotics club"', "-chess", "zz")
BAD = (
    "", " ", "-1", "0", "1e9", "NaN", "nan,nan", "inf", "-Infinity", "inf,inf,inf,inf", "nan,nan,nan,nan", "1,2",
    "26,55,25,54", "179,50,-179,60", "-180,-90,180,90", "180,90,-180,-90", "25.28,54.68,25.28,54.68", "1e308,1e308",
    "2026-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "99999999999999999999", "\x00", "a\x00b", "ąčę\u0301",
    "\ufffd\ufffe", "\u202eabc", "%00", "%ff", "' OR 1=1 --", "<script>", "{{7*7}}", "../../etc/passwd", "$(id)", ":*",
    "&|!()", '"', '"a', "- - -", "٣", "１２", "²", "x" * 5_000, "a " * 2_000, "," * 500, "(" * 300, "1" * 400,
    "0,0 " * 300, "25.2,54.6 25.3,54.6 25.3,54.7", "25.2,54.6 25.3,54.7 25.3,54.6 25.2,54.7", "now", "bus", "walk",
)  # fmt: skip
GARBAGE = st.one_of(st.sampled_from(BAD), st.text(max_size=60), st.floats().map(str), st.integers().map(str))


def parameters() -> list[Parameter]:
    return [parameter for one in FILTERS for parameter in one.describe()]


def meaningful(parameter: Parameter, city: City) -> st.SearchStrategy[str]:
    """Values of `parameter` that mean something in `city`."""
    if parameter.form is Form.CHOICE:
        known = parameter.values or tuple(by_value(parameter.facet, city) if parameter.facet else ())
        return st.sampled_from(known or ("nothing",))
    degrees = st.tuples(st.floats(25.0, 25.5), st.floats(54.5, 54.9))
    strategies = {
        Form.INTEGER: st.integers(least := parameter.least or 0, min(parameter.most or 100, least + 200)).map(str),
        Form.DATE: st.dates().map(str) | st.sampled_from(["2026-12-01", "2027-01-31", "2030-01-08"]),
        Form.POINT: degrees.map(lambda point: f"{point[0]:.4f},{point[1]:.4f}"),
        Form.BOX: degrees.map(lambda p: f"{p[0] - 0.1:.4f},{p[1] - 0.1:.4f},{p[0] + 0.1:.4f},{p[1] + 0.1:.4f}"),
        Form.SWITCH: st.just("1"),
        Form.CODE: st.sampled_from(CODES),
        Form.TEXT: st.sampled_from(WORDS + ((parameter.example,) if parameter.example else ())),
    }
    return strategies.get(parameter.form, st.just(parameter.example))


def questions(city: City, *, without: frozenset[str] = frozenset(), most: int = 4) -> st.SearchStrategy[Question]:
    """A few parameters with values that mean something, and an order."""
    asked = {
        one.name: st.lists(meaningful(one, city), min_size=1, max_size=2 if one.many else 1, unique=True)
        for one in parameters()
        if one.name not in without
    }
    asked["sort"] = st.sampled_from(list(SORTS)).map(lambda name: [name])
    return _some(asked, most)


def nonsense(names: set[str], *, most: int = 5) -> st.SearchStrategy[Question]:
    """A few parameters, known and unknown, with values that mean nothing, too much or too often."""
    asked = {name: st.lists(GARBAGE, min_size=1, max_size=3) for name in sorted(names)}
    return _some(asked, most)


def _some(asked: dict[str, st.SearchStrategy[list[str]]], most: int) -> st.SearchStrategy[Question]:
    names = st.lists(st.sampled_from(sorted(asked)), max_size=most, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: asked[name] for name in chosen}))
