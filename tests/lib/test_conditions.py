"""Conditions are read as they were written, and what is none is refused by name."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.lib.conditions import (
    MOST_CONDITIONS,
    MOST_LEVELS,
    Attribute,
    Choices,
    Condition,
    Day,
    Group,
    How,
    Nothing,
    Part,
    Registry,
    Span,
    TooDeep,
    TooMany,
    UnknownAttribute,
    UnknownOperator,
    UnknownShape,
    UnknownVersion,
    Words,
    Wrong,
    WrongValue,
    fold,
    from_json,
    leaves,
    to_json,
)

COLOURS = frozenset({"red", "green"})
KNOWN = Registry(
    [
        Attribute("colour", {"is": Choices((str,), COLOURS), "is_empty": Nothing()}),
        Attribute("owner", {"is": Choices((str, int))}),
        Attribute("title", {"has": Words()}),
        Attribute("made", {"after": Day(), "within": Span()}),
    ]
)

CONDITIONS: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        Condition,
        st.just("colour"),
        st.just("is"),
        st.lists(st.sampled_from(sorted(COLOURS)), min_size=1, unique=True).map(tuple),
    ),
    st.just(Condition("colour", "is_empty", None)),
    st.builds(
        Condition,
        st.just("owner"),
        st.just("is"),
        st.lists(st.just("me") | st.integers(1, 99), min_size=1, max_size=9, unique=True).map(tuple),
    ),
    st.builds(
        Condition, st.just("title"), st.just("has"), st.from_regex(r"[가-힣a-z]{1,9}( 환불)?", fullmatch=True)
    ),
    st.builds(Condition, st.just("made"), st.just("after"), st.dates(date(1970, 1, 1), date(2200, 12, 31))),
    st.builds(
        Condition,
        st.just("made"),
        st.just("within"),
        st.tuples(st.integers(1, 999), st.sampled_from(["hours", "days"])),
    ),
)


def trees(levels: int = 3) -> st.SearchStrategy[Group]:
    """Trees that are small enough."""
    part: st.SearchStrategy[Any] = CONDITIONS if levels == 1 else CONDITIONS | trees(levels - 1)
    return st.builds(Group, st.sampled_from(How), st.lists(part, max_size=3).map(tuple))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["all", "any", "none", "attribute", "operator", "value", "version", "colour"]),
            inner,
        )
    ),
)


@given(trees())
def test_what_was_written_is_read_as_it_was(tree: Group) -> None:
    assert from_json(to_json(tree, KNOWN), KNOWN) == tree


@given(JSON)
def test_whatever_is_given_is_read_or_refused_by_name(data: object) -> None:
    for one in (data, {"version": 1, "all": [data]}):
        try:
            read = from_json(one, KNOWN)
        except Wrong:
            continue
        assert from_json(to_json(read, KNOWN), KNOWN) == read


@pytest.mark.parametrize(
    ("data", "error", "place"),
    [
        ([], UnknownShape, ()),
        ({"all": []}, UnknownShape, ()),
        ({"version": 2, "all": []}, UnknownVersion, ()),
        ({"version": True, "all": []}, UnknownVersion, ()),
        ({"version": 1, "some": []}, UnknownShape, ()),
        ({"version": 1, "all": [], "any": []}, UnknownShape, ()),
        ({"version": 1, "attribute": "colour", "operator": "is_empty"}, UnknownShape, ()),
        ({"version": 1, "all": [{"any": ["x"]}]}, UnknownShape, (0, 0)),
        ({"version": 1, "all": [{"attribute": "size", "operator": "is"}]}, UnknownAttribute, (0,)),
        ({"version": 1, "all": [{"attribute": "colour", "operator": "has"}]}, UnknownOperator, (0,)),
    ],
)
def test_what_is_no_conditions_is_refused_where_it_is_wrong(
    data: object, error: type[Wrong], place: Sequence[int]
) -> None:
    with pytest.raises(error) as refused:
        from_json(data, KNOWN)
    assert refused.value.place == place


@pytest.mark.parametrize(
    ("attribute", "operator", "value"),
    [
        ("colour", "is", []),
        ("colour", "is", ["blue"]),
        ("colour", "is", "red"),
        ("colour", "is", [1]),
        ("colour", "is_empty", "red"),
        ("owner", "is", [True]),
        ("owner", "is", [0]),
        ("owner", "is", [2**63]),
        ("owner", "is", [""]),
        ("owner", "is", list(range(1, 200))),
        ("title", "has", "  "),
        ("title", "has", "x" * 300),
        ("title", "has", "a\x00b"),
        ("made", "after", "2026-02-30"),
        ("made", "after", "20260230"),
        ("made", "after", 5),
        ("made", "after", "0001-01-01"),
        ("made", "within", {"hours": 0}),
        ("made", "within", {"years": 1}),
        ("made", "within", {"hours": 1, "days": 1}),
        ("made", "within", {"hours": True}),
    ],
)
def test_a_value_that_does_not_fit_is_refused(attribute: str, operator: str, value: object) -> None:
    data = {"version": 1, "any": [{"attribute": attribute, "operator": operator, "value": value}]}
    with pytest.raises(WrongValue) as refused:
        from_json(data, KNOWN)
    assert (refused.value.attribute, refused.value.operator) == (attribute, operator)
    assert refused.value.kind == KNOWN[attribute].operators[operator].kind


def test_depth_and_number_are_bounded() -> None:
    one = {"attribute": "colour", "operator": "is_empty"}
    deepest: dict[str, Any] = one
    for _ in range(MOST_LEVELS):
        deepest = {"all": [deepest]}
    from_json({"version": 1, **deepest}, KNOWN)
    with pytest.raises(TooDeep):
        from_json({"version": 1, "all": [deepest]}, KNOWN)
    half = {"all": [one] * (MOST_CONDITIONS // 2)}
    from_json({"version": 1, "any": [half, half]}, KNOWN)
    with pytest.raises(TooMany):
        from_json({"version": 1, "any": [half, half, one]}, KNOWN)


def test_an_attribute_is_registered_once() -> None:
    registry = Registry([Attribute("colour", {})])
    with pytest.raises(ValueError, match="twice"):
        registry.register(Attribute("colour", {}))


@given(trees())
def test_folding_meets_every_condition_once_and_in_its_order(tree: Group) -> None:
    met: list[Condition] = []

    def leaf(one: Condition) -> Part:
        met.append(one)
        return one

    again = fold(tree, leaf=leaf, group=lambda how, parts: Group(how, tuple(parts)))
    assert again == tree
    assert met == list(leaves(tree))
