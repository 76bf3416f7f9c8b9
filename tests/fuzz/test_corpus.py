"""What fuzzing and the hostile cases have found, held by every run of the tests."""

from pathlib import Path

import pytest

from fuzz.targets import TARGETS

_CORPUS = Path(__file__).with_name("corpus")


@pytest.mark.parametrize("path", sorted(_CORPUS.iterdir()), ids=lambda path: path.name)
def test_an_input_of_the_corpus(path: Path) -> None:
    TARGETS[path.name.partition("-")[0]](path.read_bytes())


def test_there_is_a_corpus() -> None:
    assert len(list(_CORPUS.iterdir())) > 20
