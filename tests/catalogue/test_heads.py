"""`list` reads files only as far as the end of their front matter, and says what it says after reading all of them."""

import os
from pathlib import Path

import pytest

from newscat.index.load.checks import Checks
from newscat.index.load.parse import parsed_file

LONG = "word " * 4000
CASES = {
    "short": b"---\ntitle: One\n---\nbody\n",
    "long body": b"---\ntitle: One\n---\n" + LONG.encode(),
    "long body that is not UTF-8": b"---\ntitle: One\n---\n" + LONG.encode() + b"\xff",
    "CRLF": b"---\r\ntitle: One\r\n---\r\n" + LONG.encode() + b"\r\n---\r\n",
    "heading": b"---\ndate: 2022-03-23\n---\nText\n# One\n" + LONG.encode(),
    "heading far down": f"---\ndate: 2022-03-23\n---\n{LONG[:15_000]}\n# One\n{LONG}".encode(),
    "heading too far down": f"---\ndate: 2022-03-23\n---\n{LONG[:19_990]}\n# One\n{LONG}".encode(),
    "heading in wide characters": f"---\ndate: 2022-03-23\n---\n{'日本' * 9000}\n# 一\n{LONG}".encode(),
    "heading after what is not UTF-8": b"---\ndate: 2022-03-23\n---\n\xff\n# One\n" + LONG.encode(),
    "long front matter": f"---\ntitle: One\nexcerpt: {LONG}\n---\nbody\n".encode(),
    "fence at the end of the head": b"---\ntitle: One\nexcerpt: " + b"a" * 8163 + b"\n---\n...\n",
    "no end": b"---\ntitle: One\n" + LONG.encode(),
    "no front matter": LONG.encode(),
    "empty front matter before fields": b"---\n...\ntitle: One\n---\n" + LONG.encode(),
    "TOML": b"+++\ntitle = 'One'\n+++\n" + LONG.encode(),
    "JSON": f'{{"title": "One"}}\n{LONG}'.encode(),
    "empty": b"",
}


@pytest.mark.parametrize("data", CASES.values(), ids=CASES)
def test_the_head_says_the_same_as_the_whole(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "one.md"
    path.write_bytes(data)
    head = parsed_file(str(path), Checks(), named=True)
    whole = parsed_file(str(path), Checks(rules=True), named=True)
    assert head is not None
    assert whole is not None
    assert (head.row and head.row[:-1]) == (whole.row and whole.row[:-1])
    assert head.row is None or head.row[-1] is None
    if head.row is None:
        assert [one.message for one in head.findings] == [one.message for one in whole.findings if one.code < "NC040"]


def test_only_the_head_of_a_long_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "one.md"
    path.write_bytes(CASES["long body"])
    read = os.read
    sizes = []

    def counted(descriptor: int, size: int) -> bytes:
        data = read(descriptor, size)
        sizes.append(len(data))
        return data

    monkeypatch.setattr(os, "read", counted)
    assert parsed_file(str(path), Checks(), named=False) is not None
    assert sizes == [8192]
