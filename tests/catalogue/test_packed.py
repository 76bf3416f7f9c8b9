"""Packing fields as JSON and back keeps every value a loader gives."""

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscat.index import codec
from newscat.index.codec import pack, unpack

ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=8))])
TEXTS = st.text() | st.sampled_from(["$date", "$float", "$map", '"$', "$", "nan", "2022-03-23"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.dates() | st.datetimes(timezones=ZONES)
KEYS = TEXTS | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.dates()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)


@pytest.fixture(scope="module", params=["json", "orjson"], autouse=True)
def encoder(request: pytest.FixtureRequest) -> Iterator[None]:
    """With the encoder of this process, and with that of worker processes."""
    if request.param == "orjson":
        codec.hasten()
    yield
    codec._QUICK.clear()


def exact(value: Any) -> Any:
    """`value` so that `==` tells 1 from 1.0 and True, -0.0 from 0.0, one zone from another; and nan is itself."""
    if isinstance(value, dict):
        return {"map": [(exact(key), exact(each)) for key, each in value.items()]}
    if isinstance(value, list):
        return [exact(each) for each in value]
    if isinstance(value, float):
        return ("float", "nan") if math.isnan(value) else ("float", value, math.copysign(1, value))
    offset = value.utcoffset() if isinstance(value, datetime) else None
    return (type(value).__name__, value, offset)


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_what_is_packed_is_unpacked(fields: dict[Any, Any]) -> None:
    assert exact(unpack(pack(fields))) == exact(fields)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "{}"),
        ({"a": 1, "b": ["ü", None, True]}, '{"a":1,"b":["ü",null,true]}'),
        ({"a": date(2022, 3, 23)}, '{"a":{"$date":"2022-03-23"}}'),
        ({"a": datetime(2022, 3, 23, tzinfo=UTC)}, '{"a":{"$date":"2022-03-23T00:00:00+00:00"}}'),
        ({"a": math.inf}, '{"a":{"$float":"inf"}}'),
        ({1: "a"}, '{"$map":[[1,"a"]]}'),
        ({"$date": "2022"}, '{"$map":[["$date","2022"]]}'),
        ({"a": {"$map": 1}}, '{"a":{"$map":[["$map",1]]}}'),
        ({"a": {"$other": 1}}, '{"a":{"$other":1}}'),
    ],
)
def test_the_text_is_plain_json(fields: dict[Any, Any], text: str) -> None:
    assert pack(fields) == text
    assert unpack(text) == fields


def test_a_value_that_no_loader_gives_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        pack({"a": object()})
