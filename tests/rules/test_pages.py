"""What the rules say about a page: only what holds for every catalogue, and never an error."""

from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.article.finding import Severity
from newscat.article.frontmatter import parse
from newscat.article.record import Record
from newscat.rules.engine import Article, check, rules


def judged(lines: str, path: str = "a.md", table: FieldTable = BUILT_IN) -> list[str]:
    """The findings on a page with these fields, as `line:column CODE severity message`; the first field is line 2."""
    data = f"---\n{lines}\n---\n".encode()
    front = parse(data)
    assert front is not None
    page = Article(
        Record(path, front.fields, table=table.layout(front.fields).table),
        front,
        front.faults,
        data=data,
        is_news=False,
    )
    found = check(path, page, [rule for rule in rules() if not rule.code.startswith("NC0")])
    assert all(one.severity is not Severity.ERROR for one in found)
    return [f"{one.line}:{one.column} {one.code} {one.severity} {one.message}" for one in found]


FINE = [
    "title: One",
    "title: 2022",
    "author: 1984",
    "name: One",
    "layout: post\npermalink: /one/\nsidebar: {order: 1}\nurl: /one",
    "category: 5\ntype: docs\nid: 007\nquality: high\nprovider: Example\nexcerpt: ''",
    "published: true",
    "published: 2022-03-23",
    'published: "2022-03-23"',
    "published:\ndraft:\ndate:\ntags:",
    "draft: false",
    "publish: true",
    "date: 2022-03-23\nlastmod: 2022-03-23T20:13:00Z",
    'date: "2022-03-23 20:13:00 +0800"',
    "date: 2022-03-23 20:13:00 UTC",
    "date: 2022-03-23 20:13 Europe/Berlin",
    "date: ''",
    'date: "[[2022-03-23]]"',
    "date: Last Modified",
    "date: git Last Modified",
    "date: Created",
    "date: git Created",
    "date: last-modified",
    'date: "`r Sys.Date()`"',
    "last_update: {date: 2022-03-23, author: A}",
    "last_update: soon",
    "tags: [AI, ai-tools]",
    "tags: AI, ai",
    "tags: []",
    "tags: [AI]\ncategories: [AI]",
    'title: "AT&T"\ndescription: One & two',
    "title: FAQ",
    "related: [one, two]\nimages: [/a.png]",
    "excerpt: false\ndescription: 5\nauthor: {name: A}\nauthors: [A, {name: B}]\nby: false",
]


def test_what_must_be_left_alone() -> None:
    assert {lines: found for lines in FINE if (found := judged(lines))} == {}


FAULTS = [
    ('title: ""', ["2:8 NC102 warning 'title' is empty"]),
    ('title: " "', ["2:8 NC102 warning 'title' is empty"]),
    ("title:", ["2:7 NC102 warning 'title' is empty"]),
    ("tags: [AI, null]", ["2:12 NC104 warning an element of 'tags' is null"]),
    (
        "topics:\n  -\n  - ~",
        [f"{line}:{column} NC104 warning an element of 'topics' is null" for line, column in [(3, 4), (4, 5)]],
    ),
    (
        "categories: [~]\nkeywords: [~]",
        [
            "2:14 NC104 warning an element of 'categories' is null",
            "3:12 NC104 warning an element of 'keywords' is null",
        ],
    ),
    ("draft: yes", ["2:8 NC205 warning 'draft' is the string 'yes', not true or false"]),
    ('draft: "true"', ["2:8 NC205 warning 'draft' is the string 'true', not true or false"]),
    ("draft: 2022-03-23", ["2:8 NC205 warning 'draft' is the date 2022-03-23, not true or false"]),
    ("published: 1", ["2:12 NC205 warning 'published' is the number 1, not true or false"]),
    ("published: soon", ["2:12 NC205 warning 'published' is the string 'soon', not true or false"]),
    ("date: soon", ["2:7 NC206 warning 'date' is the string 'soon', not a date"]),
    ("date: 2022-02-30", ["2:7 NC206 warning 'date' is the string '2022-02-30', not a date"]),
    ("date: soon UTC", ["2:7 NC206 warning 'date' is the string 'soon UTC', not a date"]),
    ("date: 01/02/2022", ["2:7 NC206 warning 'date' is the string '01/02/2022', not a date; set date_order"]),
    ("pubDate: [2022-03-23]", ["2:10 NC206 warning 'pubDate' is a list, not a date"]),
    ("lastmod: true", ["2:10 NC206 warning 'lastmod' is true, not a date"]),
    ("updated: 7", ["2:10 NC206 warning 'updated' is the number 7, not a date"]),
    ("last_update: {date: soon}", ["2:21 NC206 warning 'last_update.date' is the string 'soon', not a date"]),
    ("date: 2022", ["2:7 NC206 info 'date' is the number 2022, which newscat does not read as a date"]),
    ("date: 20220323", ["2:7 NC206 info 'date' is the number 20220323, which newscat does not read as a date"]),
    (
        "created: 1647979200",
        ["2:10 NC206 info 'created' is the number 1647979200, which newscat does not read as a date"],
    ),
    ("date: {created: 2022-03-23}", ["2:7 NC206 info 'date' is a mapping, which newscat does not read as a date"]),
    (
        "date: 9999-12-31T23:59:59-12:00",
        ["2:7 NC206 warning 'date' is the timestamp 9999-12-31T23:59:59-12:00, outside the years 1 to 9999 in UTC"],
    ),
    ("tags: {a: 1}", ["2:7 NC201 warning 'tags' is a mapping, not a list"]),
    (
        "tags: [a, [b], {c: d}]",
        [
            "2:11 NC202 warning an element of 'tags' is a list, not a string",
            "2:16 NC202 warning an element of 'tags' is a mapping, not a string",
        ],
    ),
    ("title: [One]", ["2:8 NC202 warning 'title' is a list, not a string"]),
    ("Title: [One]", ["2:8 NC202 warning 'Title' is a list, not a string"]),
    ("Date: soon", ["2:7 NC206 warning 'Date' is the string 'soon', not a date"]),
    ("description: {a: b}", ["2:14 NC202 warning 'description' is a mapping, not a string"]),
    ('date: "{{ .Date }}"', ["2:7 NC206 warning 'date' is the template '{{ .Date }}', not a date"]),
    (
        'created: "<% tp.date.now() %>"',
        ["2:10 NC206 warning 'created' is the template '<% tp.date.now() %>', not a date"],
    ),
    ("tags: [AI, Cloud, ai]", ["2:19 NC409 warning duplicate topic 'ai'"]),
    ("categories: [AI, AI]", ["2:18 NC409 warning duplicate topic 'AI'"]),
    ('title: "A &amp; B"', ["2:11 NC401 info 'title' contains the HTML entity '&amp;'"]),
    ('description: "A &amp; B"', ["2:17 NC401 info 'description' contains the HTML entity '&amp;'"]),
    ('tags: ["\\u200bAI"]', ["2:9 NC403 warning an element of 'tags' contains the invisible character U+200B"]),
    ('title: "HOW TO BUILD AN APP"', ["2:8 NC407 info 'title' is all uppercase"]),
    ('summary: "Donâ€™t"', ["2:14 NC408 warning 'summary' contains 'â€™', probably meant as '’'"]),
]


def test_what_must_be_found() -> None:
    assert [(lines, judged(lines)) for lines, _ in FAULTS] == FAULTS


def test_a_date_in_a_file_name_is_compared_with_the_date_of_publication() -> None:
    name = "posts/2022-03-21-one.md"
    message = "2:7 NC507 info 'date' is 2022-03-23, but the file name has 2022-03-21"
    assert judged("date: 2022-03-23", name) == [message]
    assert judged("date: 2022-03-21 23:13:00 -0400", name) == []
    assert judged("published: true\npublished_at: 2022-03-21", name) == []
    assert judged("created: 2022-03-23\nlastmod: 2022-03-24", name) == []


def test_no_fix_of_an_entity_is_safe_where_a_program_may_print_html() -> None:
    data = b'---\ntitle: "A &amp; B"\n---\n'
    front = parse(data)
    assert front is not None
    for is_news in (True, False):
        seen = Article(Record("a.md", front.fields), front, data=data, is_news=is_news)
        [one] = check("a.md", seen, [rule for rule in rules() if rule.code == "NC401"])
        assert one.fix is not None
        assert one.fix.safe is is_news


def test_the_configured_names_of_fields_are_checked() -> None:
    table = FieldTable.of({"date": ["released"], "topics": ["labels"], "excerpt": ["teaser"]})
    lines = 'released: soon\ndate: soon\nlabels: [AI, ~, AI]\ntags: [~]\nteaser: "\\u200bOne"'
    assert judged(lines, "2022-03-21.md", table) == [
        "2:11 NC206 warning 'released' is the string 'soon', not a date",
        "4:14 NC104 warning an element of 'labels' is null",
        "4:17 NC409 warning duplicate topic 'AI'",
        "6:10 NC403 warning 'teaser' contains the invisible character U+200B",
    ]
    assert judged("released: 2022-03-23", "2022-03-21.md", table) == [
        "2:11 NC507 info 'released' is 2022-03-23, but the file name has 2022-03-21"
    ]
