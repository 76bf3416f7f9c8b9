"""Text that ends the process of a parser, or never ends: each is a fault, in a process of its own with a time limit."""

import json
import subprocess
import sys

import pytest

from newscat.article.frontmatter import Fault, FrontMatterError, parse
from terminal import environment

READ = """
import json, sys, time
from newscat.article.frontmatter import FrontMatterError, parse
data = sys.stdin.buffer.read()
start = time.process_time()
try:
    front = parse(data)
    answer = [None if front is None else "read", 0]
except FrontMatterError as error:
    answer = [error.fault.name, error.fault.line]
print(json.dumps([*answer, time.process_time() - start]))
"""


def outcome(text: str) -> tuple[str, int]:
    """What `parse` says in another process, and the line; it may take 5 s of the processor."""
    done = subprocess.run(
        [sys.executable, "-c", READ],
        input=text.encode(),
        capture_output=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    name, line, seconds = json.loads(done.stdout)
    assert seconds < 5
    return name, line


def fenced(source: str) -> str:
    return f"---\n{source}\n---\n"


MANY = 40_000

# Each line names the anchor of the line above nine times.
LAUGHS = "a0: &a0 [lol, lol]\n" + "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 20)
)
QUADRATIC = f"a: &a {'x' * 40_000}\nb: [{'*a, ' * 10_000}]"
MERGES = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (fenced("[" * MANY), ("too-deep", 2)),
        (fenced("a: " + "[" * MANY + "]" * MANY), ("too-deep", 2)),
        (fenced("{a: " * MANY), ("too-deep", 2)),
        (fenced("- " * MANY), ("too-deep", 2)),
        (fenced("? " * MANY), ("too-deep", 2)),
        (fenced(": " * MANY), ("syntax-error", 2)),
        (fenced("-   " * MANY), ("too-deep", 2)),
        (fenced(": - ? " * MANY), ("syntax-error", 2)),
        (fenced("a: 1\n" + "- " * MANY), ("syntax-error", 3)),
        (fenced("a:\n" + "- " * MANY + "x"), ("too-deep", 3)),
        (f"---\r\na:\r\n{'- ' * MANY}x\r\n---\r\n", ("too-deep", 3)),
        (f"---\ra:\r{': ' * MANY}x\r---\r", ("syntax-error", 3)),
        (fenced("\t" + "- " * MANY + "x"), ("syntax-error", 2)),
        (fenced("a:\n \t" + "- " * MANY + "x"), ("syntax-error", 3)),
        (fenced(": \t" * MANY + "x"), ("syntax-error", 2)),
        (fenced("a: 1\n--- # c\n" + "- " * MANY), ("not-a-mapping", 3)),
        (fenced("--- # c\n" + "- " * MANY), ("too-deep", 3)),
        (fenced("%YAML 1.2\n--- # c\n" + "? " * MANY), ("too-deep", 4)),
        (fenced("\n".join(" " * depth + "a:" for depth in range(2_000))), ("too-deep", 102)),
        (fenced("\n".join(" " * depth + "-" for depth in range(2_000))), ("too-deep", 102)),
        (fenced("-\t" * MANY), ("syntax-error", 2)),
        (fenced("a: " + "- " * MANY), ("syntax-error", 2)),
        (fenced("a: '" + "- " * MANY + "'"), ("read", 0)),
        (fenced("a: '" + "[" * MANY + "'"), ("read", 0)),
        (fenced("a: |\n  " + "- " * MANY), ("read", 0)),
        (fenced("a: |\n  " + "[" * MANY), ("read", 0)),
        (fenced("# " + "- " * MANY + "\na: 1"), ("read", 0)),
        (fenced(LAUGHS), ("too-large", 8)),
        (fenced(QUADRATIC), ("too-large", 3)),
        (fenced(MERGES), ("too-large", 21)),
        (fenced("a: &a [1, 2, 3]\nb: [" + "*a, " * 60_000 + "]"), ("too-large", 3)),
        (fenced("a: &a [" * MANY + "*a" + "]" * MANY), ("too-deep", 2)),
        (fenced("\n".join(f"k{number}: v" for number in range(100_000))), ("read", 0)),
        (fenced("\n".join(f"k{number}: v" for number in range(100_001))), ("too-large", 100_002)),
        (fenced("a: '" + "- a, [b], {c: d}? " * 200_000 + "'"), ("read", 0)),
        (fenced("\n".join("a: 1" for _ in range(20_000))), ("read", 0)),
        (fenced("a: " + "x" * 5 * 1024 * 1024), ("too-large", 1)),
        (fenced("a: " + "12:" * 1_000_000 + "30"), ("read", 0)),
        (fenced("a: '" + "\x85" * 500_000 + "'"), ("read", 0)),
        (fenced("a: '" + "! " * 1_000_000 + "'"), ("read", 0)),
        (fenced("a: '" + " \t" * 500_000 + "'"), ("read", 0)),
        ('{"a": ' + "[" * MANY, ("too-deep", 1)),
        ('{"a": ' + "[" * MANY + "]" * MANY + "}", ("too-deep", 1)),
        ('{"a": ' * MANY + "1" + "}" * MANY, ("too-deep", 1)),
        ('{"a": "' + "[" * MANY + '"}', ("read", 0)),
        ('{"a": "' + "[1, 2], " * 200_000 + '"}', ("read", 0)),
        ('{"a": 1}\n' + "[1, 2], " * 200_000, ("read", 0)),
        ('{"a": ' + "9" * 1_000_000 + "}", ("invalid-value", 1)),
        ("+++\na = " + "[" * MANY + "\n+++\n", ("too-deep", 2)),
        ("+++\na = " + "{a = " * MANY + "1" + "}" * MANY + "\n+++\n", ("too-deep", 2)),
        ("+++\n" + "a." * MANY + "b = 1\n+++\n", ("too-deep", 2)),
        ("+++\n[" + "'a' . " * MANY + "b]\n+++\n", ("too-deep", 2)),
        ("+++\na = {" + "b." * MANY + "b = 1}\n+++\n", ("too-deep", 2)),
        ("+++\na = '" + "[1, 2], a." * 200_000 + "' # [[[[\n+++\n", ("read", 0)),
        ("+++\na = '''\n" + "[1, 2], a.\n" * 200_000 + "'''\n+++\n", ("read", 0)),
        ("+++\n" + "a." * 98 + "b = 1\n+++\n", ("read", 0)),
        ("+++\na = 0." + "9" * 5_000 + "\n" + "9" * 5_000 + " = 1\n+++\n", ("read", 0)),
        ("+++\na = '" + "b" * 1_000_000 + "'\n+++\n", ("read", 0)),
        ("+++\na = '" + ". " * 1_000_000 + "'\n+++\n", ("read", 0)),
        ("+++\na = " + "9" * 1_000_000 + "\n+++\n", ("invalid-value", 2)),
    ],
    ids=lambda value: None if isinstance(value, str) else str(value[0]),
)
def test_no_file_ends_or_holds_up_the_process(text: str, expected: tuple[str, int]) -> None:
    assert outcome(text) == expected


@pytest.mark.parametrize("digits", ["0x" + "F" * 4000, "0o" + "7" * 6000, "0b" + "1" * 20_000])
def test_an_integer_that_python_cannot_write_is_refused_in_any_base(digits: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        parse(f"+++\na = 1\nb = [{digits}]\n+++\n".encode())
    message = f"an integer of {len(digits):,} digits"
    assert caught.value.fault == Fault("invalid-value", message, 3, 6)
