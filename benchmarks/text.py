#!/usr/bin/env python3
"""Measure searches of long bodies in several scripts, against rg and a plain FTS5 table.

    python benchmarks/text.py --files 7200
    python benchmarks/text.py --catalogue ~/blog --word redis --queries 'java spring redis' 'i* OR t* OR s*'

Without --catalogue, the articles are made: always with the same bytes, about 10 KB each, with bodies in Markdown, in
English, Chinese, Russian, Japanese, Korean and Arabic. What is asked: the first 50 results of any query take at most
the start-up and 3 times `rg -l` for one word, the first search at most twice as long as inserting the bodies into an
FTS5 table, the cache at most 1.5 times the size of the articles, no process more than 200 MiB, and `list` no longer for
a text index that exists. All results, each with its snippet, are measured by the row.
"""

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
NEWSCAT = (sys.executable, "-c", "from newscat.__main__ import main; main()")
MIB = 1 << 20
_FOLDER = 500
_ALPHABETS = {
    "English": "etaoinshrdlucmfwygpbvk",
    "Russian": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё",
    "Arabic": "اليمونرتبعدسفهكقحجشصطخضذثئءغظ",
    "Chinese": "".join(map(chr, range(0x4E00, 0x4E00 + 1500))),
    "Japanese": "".join(map(chr, (*range(0x3042, 0x3094), *range(0x30A2, 0x30F4), *range(0x5E00, 0x5E00 + 400)))),
    "Korean": "".join(map(chr, range(0xAC00, 0xAC00 + 1200))),
}
_WITHOUT_SPACES = ("Chinese", "Japanese")
WORD = "redis"
QUERIES = (
    "java spring redis",
    "数据库",
    "库",
    '"redis 数据库"',
    "java OR spring OR redis OR linux OR docker OR 数据库 OR сервер OR ガイド OR 서울 OR خادم",
    "i* OR t* OR s*",
    "a* OR b* OR c* OR d* OR e* OR f* OR g* OR h* OR i* OR j*",
)
_NAMES = ("java", "spring", WORD, "linux", "docker", "数据库", "сервер", "ガイド", "서울", "خادم")


def write(folder: Path, files: int) -> None:
    """Write the articles, 500 to a folder."""
    chance = random.Random(1)
    words = {name: _vocabulary(chance, name) for name in _ALPHABETS}
    for number in range(files):
        path = folder / f"{number // _FOLDER:03d}" / f"post-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        language = chance.choice((*_ALPHABETS, "English", "Chinese"))
        title = _sentence(chance, words, language)
        head = f'---\ntitle: "{title}"\ndate: 2020-01-{number % 28 + 1:02d}\ntags: [{language}]\n---\n'
        path.write_text(head + _body(chance, words, language), encoding="utf-8")


def _vocabulary(chance: random.Random, language: str) -> list[str]:
    letters = _ALPHABETS[language]
    longest = 3 if ord(letters[0]) > 0x3000 else 9
    return ["".join(chance.choices(letters, k=chance.randint(2, longest))) for _ in range(8000)]


def _sentence(chance: random.Random, words: dict[str, list[str]], language: str) -> str:
    chosen = [words[language][int(chance.paretovariate(0.6)) % 8000] for _ in range(12)]
    chosen[chance.randrange(12)] = chance.choice(_NAMES) if chance.random() < 0.1 else "and"
    return ("" if language in _WITHOUT_SPACES else " ").join(chosen)


def _body(chance: random.Random, words: dict[str, list[str]], language: str) -> str:
    parts = []
    for paragraph in range(chance.randint(20, 60)):
        text = ". ".join(_sentence(chance, words, language) for _ in range(3))
        kind = paragraph % 6
        other = _sentence(chance, words, "English")
        parts.append(
            {
                0: f"## {text[:60]}",
                1: f"{text} **{other[:20]}** [{other[:12]}](https://example.com/{paragraph}).",
                2: f"- {text}\n- {other}",
                3: f"```sh\n{other}\n```",
            }.get(kind, text)
        )
    return "\n\n".join(parts) + "\n"


def run(command: Sequence[str], cache: Path, exits: tuple[int, ...] = (0,)) -> tuple[float, int]:
    """Seconds of the whole process, and the most memory that it or one of its processes used (bytes)."""
    environment = {**os.environ, "NEWSCAT_CACHE_DIR": str(cache)}
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in exits:
        raise SystemExit(f"exit {process.returncode}: {' '.join(command)}")
    return time.perf_counter() - began, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def counted(query: str, folder: Path, cache: Path) -> int:
    command = (*NEWSCAT, "search", query, str(folder), "--count")
    environment = {**os.environ, "NEWSCAT_CACHE_DIR": str(cache)}
    return int(subprocess.run(command, capture_output=True, env=environment, cwd=ROOT, check=True).stdout)


def inserted(files: Sequence[Path]) -> float:
    """Seconds to insert all files into a plain FTS5 table in memory."""
    texts = [(file.read_text(encoding="utf-8", errors="replace"),) for file in files]
    began = time.perf_counter()
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE plain USING fts5(text)")
    db.executemany("INSERT INTO plain VALUES (?)", texts)
    db.commit()
    return time.perf_counter() - began


def line(name: str, took: str, against: str, ratio: float, most: float) -> None:
    print(
        f"{name[:44]:44} {took:>9} {against:>28} {ratio:6.2f} ×  ≤ {most:.1f}  {'met' if ratio <= most else 'missed'}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=7200)
    parser.add_argument("--catalogue", type=Path, help="measure this folder instead")
    parser.add_argument("--word", default=WORD, help="the word that rg looks for")
    parser.add_argument("--queries", nargs="+", default=QUERIES)
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="newscat-text-") as scratch:
        folder, cache = asked.catalogue or Path(scratch, "articles"), Path(scratch, "cache")
        if asked.catalogue is None:
            write(folder, asked.files)
        files = [file for file in folder.rglob("*") if file.suffix in (".md", ".markdown", ".mdx", ".html", ".txt")]
        measure(files, folder, cache, asked)
    return 0


def measure(files: list[Path], folder: Path, cache: Path, asked: argparse.Namespace) -> None:
    size = sum(file.stat().st_size for file in files)
    print(f"{len(files):,} files, {size / MIB:.0f} MiB")
    # In a process of its own: a process counts the memory of the one that started it.
    with ProcessPoolExecutor(1) as other:
        plain = median(other.map(inserted, [files] * 3))
    listed = (*NEWSCAT, "list", str(folder), "-n", "50", "--allow-empty")
    run(listed, cache)
    before = median(run(listed, cache)[0] for _ in range(asked.repeat))
    took, peak = run((*NEWSCAT, "search", asked.word, str(folder), "--count", "--allow-empty"), cache)
    line("first search, with the index read", f"{took:.2f} s", f"FTS5 insert {plain:.2f} s", took / plain, 2)
    start = median(run(listed, cache)[0] for _ in range(asked.repeat))
    line("list, with a text index", f"{start:.2f} s", f"without {before:.2f} s", start / before, 1.1)
    has_rg = shutil.which("rg") is not None
    rg = ("rg", "-l", asked.word, str(folder)) if has_rg else ("grep", "-rl", asked.word, str(folder))
    scan = median(run(rg, cache, (0, 1))[0] for _ in range(asked.repeat))
    for query in asked.queries:
        runs = [run((*NEWSCAT, "search", query, str(folder), "-n", "50"), cache) for _ in range(asked.repeat)]
        took, peak = median(each for each, _ in runs), max(peak, *(each for _, each in runs))
        extra = max(took - start, 0.0)
        line(query, f"{took:.2f} s", f"list {start:.2f} s + {rg[0]} {scan:.3f} s", extra / scan, 3)
        rows = counted(query, folder, cache)
        took, used = run((*NEWSCAT, "search", query, str(folder)), cache)
        peak = max(peak, used)
        print(f"    all {rows:,} results{took:34.2f} s{max(took - start, 0) / max(rows, 1) * 1e6:12.0f} µs a row")
    kept = sum(file.stat().st_size for file in cache.iterdir())
    line("the cache", f"{kept / MIB:.0f} MiB", f"articles {size / MIB:.0f} MiB", kept / size, 1.5)
    line("most memory", f"{peak / MIB:.0f} MiB", "200 MiB", peak / (200 * MIB), 1)


if __name__ == "__main__":
    sys.exit(main())
