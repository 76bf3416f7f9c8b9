"""News articles and pages are told apart by their fields."""

import pytest

from newscat.article.kind import is_news


@pytest.mark.parametrize(
    "fields",
    [{}, {"title": "One"}, {"provider": "Example"}, {"date": "2022-03-23", "topics": ["AI"], "url": "/one"}],
)
def test_page(fields: dict[str, object]) -> None:
    assert not is_news(fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"publishedDateTime": None}, {"originalUrl": "x"}, {"webUrl": ""}, {"secured": 1}, {"ampWebUrl": "x"},
        {"provider": {}},
    ],
)  # fmt: skip
def test_news_article(fields: dict[str, object]) -> None:
    assert is_news(fields)
