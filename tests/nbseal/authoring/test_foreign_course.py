"""Another author's course: stock nbgrader's points, sealed where it can be."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from nbseal.__main__ import main as command

CONFIG = """c = get_config()
c.CourseDirectory.course_id = "foreign"
import nbseal
nbseal.configure(c)
"""
#: By cause: what is handed out locked, the solution, the check, and whether it can be sealed.
CAUSES = {
    "file": ("", "text = open('data.txt').read()", "assert text == 'beside'", True),
    "module": ("", "answer = 42", "from tools import agrees\nagrees(answer)", True),
    "locked": (
        "def twice(x):\n    return 2 * base(x)",
        "def base(x):\n    return x",
        "assert twice(2) == 4",
        True,
    ),
    "made_of_it": ("", "def half(x):\n    return x / 2", "assert half(result) == 2.0", True),
    "stale": ("items = []", "items.append(1)", "assert items == [1]", True),
    "exception": (
        "",
        "def fails(x):\n    raise ValueError(x)",
        "try:\n    fails(1)\nexcept ValueError:\n    pass\nelse:\n    raise Exception('no')",
        True,
    ),
    "checks_import": (
        "",
        "def copied(x):\n    return copy(x)",
        "from copy import copy\nassert copied([1]) == [1]",
        True,
    ),
    "checks_name": ("", "total = 5", "total = total + 1\nassert total == 6", True),
    "named": ("", "found = 1", "assert 'found' in globals()", True),
    "generator": ("", "def numbers():\n    yield 1", "assert next(numbers()) == 1", True),
    "signature": (
        "",
        "def area(width, height=2):\n    return width * height",
        "import inspect\nassert list(inspect.signature(area).parameters) == ['width', 'height']\n"
        "assert 'width * height' in inspect.getsource(area)",
        True,
    ),
    "plain_type": ("", "word = 'a'", "assert type(word) is str", True),
    "in_place": (
        "",
        "def add_to(values, one):\n    values.append(one)",
        "add_to\nnumbers = [1]\nadd_to(numbers, 2)\nassert numbers == [1, 2]",
        True,
    ),
    "global": (
        "",
        "calls = 0\ndef call():\n    global calls\n    calls += 1",
        "before = calls\ncall()\nassert calls == before + 1",
        True,
    ),
    "deleted": (
        "",
        "def first():\n    return 1\ndef second():\n    return first() + 1",
        "kept = first\ndel first\ntry:\n    second()\nexcept NameError:\n    pass\nelse:\n"
        "    raise AssertionError('second does not use first')\nfirst = kept",
        True,
    ),
    "written": (
        "",
        "def write(path):\n    with open(path, 'w') as file:\n        file.write('done')",
        "write('out.txt')\nassert open('out.txt').read() == 'done'",
        True,
    ),
    "own_exception": (
        "",
        "class Empty(Exception):\n    pass\ndef pop():\n    raise Empty('nothing')",
        "try:\n    pop()\nexcept Empty as error:\n    assert str(error) == 'nothing'",
        True,
    ),
    "input": (
        "",
        "def ask():\n    return int(input('How many? '))",
        "import unittest.mock\nwith unittest.mock.patch('builtins.input', side_effect=['4']):\n"
        "    assert ask() == 4",
        True,
    ),
    "moment": (
        "",
        "from datetime import date, timedelta\ndef next_day(day):\n"
        "    return day + timedelta(days=1)",
        "from datetime import date\nassert next_day(date(2024, 2, 28)) == date(2024, 2, 29)",
        True,
    ),
    "by_name": (
        "def compare(name, value):\n    assert globals()[name] == value",
        "by_name_answer = 12",
        "compare('by_name_answer', 12)",
        True,
    ),
    "all_names": (
        "",
        "all_names_answer = 7\ndef all_names_twice(x):\n    return 2 * x",
        "def look(names, part):\n    return names['all_names_' + part]\n"
        "assert look(globals(), 'twice')(look(globals(), 'answer')) == 14\n"
        "assert [n for n in dir() if n.startswith('all_names_t')] == ['all_names_twice']",
        True,
    ),
    "figure": (
        "",
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2], [1, 4])\n"
        "ax.set_title('Squares')",
        "assert ax.get_title() == 'Squares'\nassert ax.lines[0].get_ydata().tolist() == [1, 4]",
        True,
    ),
    "operator": (
        "",
        "class Money:\n    def __init__(self, n):\n        self.n = n\n"
        "    def __add__(self, other):\n        return Money(self.n + other.n)\n"
        "    def __eq__(self, other):\n        return self.n == other.n\n"
        "    def __lt__(self, other):\n        return self.n < other.n\n"
        "    def __hash__(self):\n        return hash(self.n)\n"
        "def cents(money):\n    return money.n * 100",
        "assert Money(1) + Money(2) == Money(3) and cents(Money(2)) == 200\n"
        "assert cents(Money(3)) == 300\n"
        "assert len({Money(1), Money(1)}) == 1 and sorted([Money(2), Money(1)])[0].n == 1\n"
        "assert vars(Money(1)) == {'n': 1} and type(Money(1)) is Money\n"
        "import inspect\nassert 'self' in str(inspect.signature(Money.__init__))",
        True,
    ),
    "given_class": (
        "import string\nclass Account:\n    pass",
        "class Savings(Account, string.Template):\n    pass",
        "assert isinstance(Savings('a'), Account) and issubclass(Savings, Account)\n"
        "assert isinstance(Savings('a'), string.Template)",
        True,
    ),
    "carried_exception": (
        "",
        "class Short(ValueError):\n    def __init__(self, need):\n"
        "        super().__init__(f'need {need}')\n        self.need = need\n"
        "def take(n):\n    if n > 3:\n        raise Short(n)\n    return {1: 'a'}[n]",
        "def error_of(n):\n    try:\n        take(n)\n    except Exception as error:\n"
        "        return error\n"
        "assert error_of(4).need == 4 and type(error_of(4)) is Short\n"
        "assert type(error_of(2)) is KeyError and error_of(2).args == (2,)",
        True,
    ),
    "print": (
        "",
        "def greet(name):\n    print('Hello', name)",
        "from unittest import mock\nwith mock.patch('builtins.print') as shown:\n"
        "    greet('Ada')\nshown.assert_called_once_with('Hello', 'Ada')",
        True,
    ),
    "coroutine": (
        "",
        "import asyncio\nasync def later(x):\n    await asyncio.sleep(0)\n    return x",
        "assert await later(3) == 3",
        True,
    ),
    "threads": (
        "",
        "def worked(n):\n    return n + 1",
        "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as pool:\n"
        "    assert list(pool.map(worked, range(9))) == list(range(1, 10))",
        True,
    ),
    "recursion": (
        "",
        "def remembered(f):\n    known = {}\n    def g(n):\n        if n not in known:\n"
        "            known[n] = f(n)\n        return known[n]\n    return g",
        "@remembered\ndef fact(n):\n    return 1 if n < 2 else n * fact(n - 1)\n"
        "assert fact(5) == 120",
        True,
    ),
    "callback": (
        "",
        "def feed(values, found):\n    for value in values:\n        found(value)",
        "seen = []\nfeed((n for n in range(3)), seen.append)\nassert seen == [0, 1, 2]",
        True,
    ),
    "objects": (
        "import numpy as np",
        "words = np.array(['a', None, [1]], dtype=object)\n"
        "shown = np.ma.masked_greater(np.arange(3), 9)",
        "assert words[0] == 'a' and words.dtype == object and shown.sum() == 3",
        True,
    ),
    "pyplot": (
        "import matplotlib.pyplot as plt",
        "def bars(heights):\n    plt.bar(range(len(heights)), heights)\n    plt.title('Bars')",
        "plt.close('all')\nbars([1, 2])\nassert plt.gca().get_title() == 'Bars'\n"
        "assert [bar.get_height() for bar in plt.gca().patches] == [1, 2]\n"
        "assert isinstance(plt.gcf(), plt.Figure)\nplt.close('all')",
        True,
    ),
    "temporary": (
        "",
        "def size(path):\n    return len(open(path).read())\n"
        "def note(path):\n    with open(path, 'w') as file:\n        file.write('seen')",
        "import tempfile, pathlib\nwith tempfile.TemporaryDirectory() as folder:\n"
        "    path = pathlib.Path(folder) / 'a.txt'\n    path.write_text('four')\n"
        "    assert size(path) == size(str(path)) == 4\n"
        "    note(str(pathlib.Path(folder) / 'b.txt'))\n"
        "    assert (pathlib.Path(folder) / 'b.txt').read_text() == 'seen'",
        True,
    ),
    "generator_state": (
        "",
        "def draw(rng):\n    return rng.random()",
        "rng, twin = np.random.default_rng(5), np.random.default_rng(5)\n"
        "assert draw(rng) == twin.random() and rng.random() == twin.random()",
        True,
    ),
    "given_exception": (
        "class Short(Exception):\n    def __init__(self, need, there):\n"
        "        super().__init__(f'need {need}, there are {there}')\n"
        "        self.need, self.there = need, there",
        "def take(need, there):\n    if need > there:\n        raise Short(need, there)",
        "try:\n    take(3, 2)\nexcept Short as error:\n    assert error.need == 3\n"
        "    assert str(error) == 'need 3, there are 2' and type(error) is Short\nelse:\n"
        "    assert False",
        True,
    ),
    "library_exception": (
        "",
        "import json\ndef parse(text):\n    return json.loads(text)",
        "import json, unittest\nclass Parsing(unittest.TestCase):\n"
        "    def test_bad(self):\n        with self.assertRaises(json.JSONDecodeError):\n"
        "            parse('{')\n    def test_good(self):\n"
        "        self.assertEqual(parse('[1]'), [1])\n"
        "loaded = unittest.defaultTestLoader.loadTestsFromTestCase(Parsing)\n"
        "assert unittest.TextTestRunner().run(loaded).wasSuccessful()",
        True,
    ),
    "test_class": (
        "",
        "def successor(n):\n    return n + 1",
        "import unittest\nclass Adding(unittest.TestCase):\n    def test_one(self):\n"
        "        self.assertEqual(successor(1), 2)\nassert successor(2) == 3",
        True,
    ),
    "test_main": (
        "",
        "test_main_answer = 1",
        "import io, unittest\nrunner = unittest.TextTestRunner(io.StringIO())\n"
        "tried = unittest.main(argv=['', 'Adding'], exit=False, testRunner=runner).result\n"
        "assert tried.wasSuccessful() and tried.testsRun == test_main_answer",
        True,
    ),
    "dataclass": (
        "from dataclasses import asdict, dataclass, fields, is_dataclass, replace",
        "@dataclass(frozen=True)\nclass Point:\n    x: int\n    y: int = 0",
        "assert is_dataclass(Point) and [f.name for f in fields(Point)] == ['x', 'y']\n"
        "assert asdict(replace(Point(1), y=2)) == {'x': 1, 'y': 2}\n"
        "from dataclasses import FrozenInstanceError\ntry:\n    Point(1).x = 2\n"
        "except FrozenInstanceError:\n    pass\nelse:\n    assert False",
        True,
    ),
    "enum": (
        "from enum import Enum, IntEnum",
        "class Color(Enum):\n    RED = 1\n    BLUE = 2\nclass Level(IntEnum):\n    LOW = 1\n"
        "def mixed(color, level):\n    return color is Color.RED and level is Level.LOW",
        "assert issubclass(Color, Enum) and isinstance(Color.RED, Enum) and len(Color) == 2\n"
        "assert Color(2) is Color['BLUE'] and [c.name for c in Color] == ['RED', 'BLUE']\n"
        "assert mixed(Color.RED, Level.LOW)",
        True,
    ),
    "named_tuple": (
        "",
        "from collections import namedtuple\nPair = namedtuple('Pair', 'left right')\n"
        "pair = Pair(1, 2)",
        "assert pair._replace(right=5) == Pair(1, 5) and isinstance(pair, Pair)\n"
        "assert pair.left == 1 and pair._fields == ('left', 'right')",
        True,
    ),
    "containers": (
        "import re",
        "from collections import defaultdict\ngroups = defaultdict(list, a=[1])\n"
        "digits = re.compile(r'(\\d+)', re.MULTILINE)",
        "assert groups['b'] == [] and isinstance(groups, defaultdict)\n"
        "assert isinstance(digits, re.Pattern) and re.findall(digits, 'a1b22') == ['1', '22']",
        True,
    ),
    "load": (
        "",
        "import json\ndef store(data, path):\n    with open(path, 'w') as file:\n"
        "        json.dump(data, file)\ndef load(path):\n    with open(path) as file:\n"
        "        return json.load(file)",
        "store([1], 'stored.json')\nassert load('stored.json') == [1]\n"
        "assert open('stored.json').read() == '[1]'",
        True,
    ),
    "steps": (
        "",
        "async def ticks(n):\n    for i in range(n):\n        yield i\n"
        "async def later(n):\n    return n",
        "import asyncio\nassert [i async for i in ticks(3)] == [0, 1, 2]\n"
        "task = asyncio.create_task(later(2))\n"
        "assert await asyncio.wait_for(task, 5) == 2 and asyncio.iscoroutine(later(1))",
        True,
    ),
    "given_node": (
        "class Node:\n    def __init__(self, value, next=None):\n"
        "        self.value, self.next = value, next\n"
        "def chain(values):\n    head = None\n    for value in reversed(values):\n"
        "        head = Node(value, head)\n    return head",
        "def append(node, value):\n    while node.next:\n        node = node.next\n"
        "    node.next = Node(value)\n    return node.next",
        "head = chain([1, 2])\nlast = append(head, 3)\n"
        "assert head.next.next is last and last.value == 3 and isinstance(last, Node)",
        True,
    ),
    "list_class": (
        "",
        "class Pile(list):\n    def push(self, value):\n        self.append(value)\n"
        "        return self",
        "pile = Pile()\npile.push(1).push(2)\n"
        "assert len(pile) == 2 and pile[-1] == 2 and isinstance(pile, Pile)",
        True,
    ),
    "given_in_module": (
        "from tools import Link",
        "def lengthen(link):\n    while link.next:\n        link = link.next\n"
        "    link.next = Link()\n    return link.next",
        "first, before = Link(), Link.count\nlast = lengthen(first)\n"
        "assert first.next is last and isinstance(last, Link) and Link.count == before + 1",
        True,
    ),
    "given_value": (
        "class Place:\n    def __init__(self, x):\n        self.x = x\n"
        "    def __eq__(self, other):\n        return self.x == other.x",
        "def right_of(place):\n    return Place(place.x + 1)",
        "assert right_of(Place(1)) == Place(2)",
        False,
    ),
    "attribute": (
        "",
        "class Basket:\n    def __init__(self):\n        self.items = []\n"
        "        self.weights = np.zeros(2)\n    def count(self):\n"
        "        return len(self.items) + self.weights.sum()",
        "basket = Basket()\nbasket.items.append('egg')\nbasket.weights[1] = 3\n"
        "assert basket.count() == 4",
        True,
    ),
    "given_tuple": (
        "from collections import namedtuple\nfrom enum import IntEnum\n"
        "State = namedtuple('State', 'x v')\nclass Grade(IntEnum):\n    LOW = 1",
        "def moved(state):\n    return State(state.x + state.v, state.v)\n"
        "def worst():\n    return Grade.LOW",
        "state = moved(State(1, 2))\nassert isinstance(state, State) and type(state) is State\n"
        "assert state == (3, 2) and worst() is Grade.LOW",
        True,
    ),
    "kept_exception": (
        "",
        "try:\n    int('x')\nexcept ValueError as error:\n    problem = error",
        "assert isinstance(problem, ValueError) and 'invalid literal' in str(problem)",
        True,
    ),
    "warning": (
        "",
        "import warnings\ndef careful(x):\n    if x > 9:\n"
        "        warnings.warn('too large', UserWarning)\n    return x",
        "import warnings\nwith warnings.catch_warnings(record=True) as caught:\n"
        "    warnings.simplefilter('always')\n    careful(10)\n    careful(9)\n"
        "assert [str(one.message) for one in caught] == ['too large']",
        True,
    ),
    "copied": (
        "",
        "class Box:\n    def __init__(self, *held):\n        self.held = list(held)\n"
        "    def __format__(self, form):\n        return form + str(self.held)",
        "import copy\nbox = Box(1)\ntwin = copy.deepcopy(box)\ntwin.held.append(2)\n"
        "assert box.held == [1] and twin.held == [1, 2] and f'{box:=}' == '=[1]'\n"
        "del box.held\nassert not hasattr(box, 'held')",
        True,
    ),
    "output": (
        "",
        "def shout(text):\n    print(text.upper())",
        "import io, sys\nsys.stdout = io.StringIO()\nshout('a')\n"
        "shown = sys.stdout.getvalue()\nsys.stdout = sys.__stdout__\nassert shown == 'A\\n'",
        True,
    ),
    "applied": (
        "import pandas as pd",
        "def total(row):\n    return row.sum()",
        "table = pd.DataFrame({'a': [1, 2], 'b': [3, 4]})\n"
        "assert table.apply(total, axis=1).tolist() == [4, 6]",
        True,
    ),
    "magic": (
        "",
        "def quick(n):\n    return n",
        "timed = %timeit -o -n 1 -r 1 quick(3)\nassert timed.worst < 5",
        True,
    ),
    "own_input": (
        "",
        "def ask_again():\n    return input('? ')",
        "input = lambda prompt='': 'yes'\nassert ask_again() == 'yes'\ndel input",
        True,
    ),
    "other_input": (
        "",
        "def ask_twice():\n    return ask_again() + ask_again()",
        "from unittest import mock\nwith mock.patch('builtins.input', side_effect=['a', 'b']):\n"
        "    assert ask_twice() == 'ab'",
        True,
    ),
    "abstract": (
        "",
        "class Countdown:\n    def __init__(self, n):\n        self.n = n\n"
        "    def __iter__(self):\n        return self\n    def __next__(self):\n"
        "        if not self.n:\n            raise StopIteration\n        self.n -= 1\n"
        "        return self.n",
        "from collections.abc import Iterator, Sized\n"
        "assert isinstance(Countdown(1), Iterator) and not isinstance(Countdown(1), Sized)\n"
        "assert issubclass(Countdown, Iterator) and list(Countdown(2)) == [1, 0]\n"
        "from typing import Protocol\nclass Stepwise(Iterator, Protocol):\n    pass\n"
        "assert not isinstance(5, Iterator)",
        True,
    ),
    "patched": (
        "",
        "import random, time\ndef slow_roll():\n    time.sleep(9)\n"
        "    return random.randint(1, 6) + random.randint(1, 6)",
        "import random, time\nfrom unittest.mock import patch\nasked, own = [], random.randint\n"
        "def fake(low, high):\n    asked.append((low, high))\n    return 6\n"
        "with patch('time.sleep') as slept:\n    random.randint = fake\n"
        "    assert slow_roll() == 12 and asked == [(1, 6)] * 2\n    random.randint = own\n"
        "    with patch.object(random, 'randint', side_effect=[3, 4]):\n"
        "        assert slow_roll() == 7\n    assert 2 <= slow_roll() <= 12\n"
        "assert slept.call_count == 3",
        True,
    ),
    "changed_setting": (
        "settings = {'limit': 3}",
        "def limited(values):\n    return values[:settings['limit']]",
        "assert limited([1, 2, 3, 4]) == [1, 2, 3]\nsettings['limit'] = 2\n"
        "assert limited([1, 2, 3, 4]) == [1, 2]",
        True,
    ),
    "unsolved": ("", "unsolved = None", "assert unsolved == 4", False),
    "subclass": (
        "",
        "class Animal:\n    def speak(self):\n        return self.sound",
        "class Cat(Animal):\n    sound = 'meow'\nassert Cat().speak() == 'meow'",
        False,
    ),
}
#: A module beside the notebook.
TOOLS = """class Link:
    count = 0

    def __init__(self, next=None):
        self.next = next
        Link.count += 1


def agrees(x):
    assert x == 42
"""
REPLAYED = [f"{name}-check" for name, (*_, seals) in CAUSES.items() if not seals]
GRADED = {"grade": True, "solution": False, "locked": True, "points": 1, "schema_version": 3}
SOLUTION = {"grade": False, "solution": True, "locked": False, "schema_version": 3}
LOCKED = {"grade": False, "solution": False, "locked": True, "schema_version": 3}


def source_notebook():
    """Return the source, in a format without cell ids."""
    notebook = new_notebook(
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "P"}}
    )
    notebook.nbformat_minor = 4

    def add(text, name, grading):
        cell = new_code_cell(text)
        del cell["id"]
        cell.metadata["nbgrader"] = {"grade_id": name, **grading}
        notebook.cells.append(cell)

    for name, (locked, solution, check, _) in CAUSES.items():
        if locked:
            add(locked, f"{name}-given", LOCKED)
        add(f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION", name, SOLUTION)
        if name == "locked":
            add("result = twice(1) + 2", "uses-the-students", LOCKED)
        add(check, f"{name}-check", GRADED)
        if name == "in_place":
            add("shown = len(numbers)\nprint(shown)", "uses-the-checks", LOCKED)
    return notebook


def run(root, *arguments, status=0):
    """Run a command in a course; return what it printed."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", *arguments],
        cwd=root,
        env={**os.environ, "PATH": path, "MPLBACKEND": "agg"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == status, done.stdout
    return done.stdout


def hand_in(root, student, answers):
    """Hand in the release with some answers."""
    notebook = nbformat.read(root / "release/ps1/ps1.ipynb", as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(name, cell.source)
    target = root / "submitted" / student / "ps1"
    target.mkdir(parents=True)
    nbformat.write(notebook, target / "ps1.ipynb")


def points(root):
    """Return each student's points by check."""
    with Gradebook(f"sqlite:///{root}/gradebook.db", "foreign") as book:
        return {
            submission.student.id: {
                g.name: g.auto_score for n in submission.notebooks for g in n.grades
            }
            for submission in book.assignment_submissions("ps1")
        }


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course with three graded submissions: its folder, and what the commands said."""
    root = tmp_path_factory.mktemp("foreign")
    (root / "nbgrader_config.py").write_text(CONFIG)
    source = root / "source" / "ps1"
    source.mkdir(parents=True)
    with open(source / "ps1.ipynb", "w", encoding="utf-8") as file:
        json.dump(source_notebook(), file)
    (source / "data.txt").write_text("beside")
    (source / "tools.py").write_text(TOOLS)
    said = run(root, "nbgrader", "generate_assignment", "ps1")
    right = {name: solution for name, (_, solution, _, _) in CAUSES.items()}
    right["unsolved"] = "unsolved = 4"  # unlike the source
    hand_in(root, "right", right)
    hand_in(root, "empty", {})
    text = "class Text(str):\n    pass\n\nword = Text('a')"
    forged = "class Equal:\n    def __eq__(self, other):\n        return True\n\nitems = Equal()"
    in_place_of_200 = right["operator"] + "\n" + forged + "\ndef cents(money):\n"
    in_place_of_200 += "    return items if money.n == 2 else 300"
    made = {"plain_type": text, "stale": forged, "module": "answer = 0"}
    made["in_place"] = "pass"  # a cell handed out needs what its check would bind
    made["library_exception"] = "import unittest\ndef parse(_):\n    raise unittest.SkipTest"
    hand_in(root, "forger", {**right, **made, "operator": in_place_of_200})
    said += run(root, "nbgrader", "autograde", "ps1")
    return root, said


def test_every_check_has_the_points_of_one_process(course):
    root, _ = course
    got = points(root)
    assert got["right"] == {f"{name}-check": 1.0 for name in CAUSES}
    assert set(got["empty"].values()) == {0.0}
    lost = {name for name, score in got["forger"].items() if not score}
    forged = ("plain_type", "stale", "module", "operator", "library_exception", "in_place")
    assert lost == {f"{name}-check" for name in forged}


def test_only_what_cannot_be_sealed_is_replayed_and_says_so(course):
    root, said = course
    verdict = json.loads((root / "source" / ".nbseal" / "ps1.json").read_text())
    judges = {name: ruling["judge"] for name, ruling in verdict["checks"]["ps1"].items()}
    expected = {
        f"{n}-check": "sealed" if seals else "replayed" for n, (*_, seals) in CAUSES.items()
    }
    assert judges == expected
    assert f"ps1: {len(CAUSES) - len(REPLAYED)} of {len(CAUSES)} checks are sealed" in said
    assert said.count("Settling") == 1  # autograde reads what was settled
    notebook = nbformat.read(root / "autograded/right/ps1/ps1.ipynb", as_version=4)
    shown = {
        cell.metadata.nbgrader.grade_id: str(cell.outputs)
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    marked = [name for name, text in shown.items() if "judged in the process" in text]
    assert marked == REPLAYED
    assert not list((root / "release").rglob("*.json"))


def test_students_and_teachers_see_what_was_replayed(course):
    root, _ = course
    run(root, "nbgrader", "generate_feedback", "ps1", "--student=right")
    page = (root / "feedback/right/ps1/ps1.html").read_text(encoding="utf-8")
    assert page.count("judged in the student") == len(REPLAYED)
    run(root, "nbseal", "report", "ps1")
    (report,) = root.glob("*.html")
    assert report.read_text(encoding="utf-8").count("judged in the student") == len(REPLAYED)


def test_check_names_reason_and_remedy_and_sealed_only_refuses(course):
    root, _ = course
    said = run(root, "nbseal", "check", "ps1", "--quick", status=1)
    assert "ps1: subclass-check: judged in the student's process" in said
    assert "Compare plain values instead" in said
    with open(root / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write("c.Autograde.sealed_only = True\n")
    said = run(root, "nbgrader", "autograde", "ps1", "--force", status=1)
    assert "subclass-check" in said


def test_another_kernel_is_refused_in_one_line(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    for folder in (tmp_path / "source/ps1", tmp_path / "submitted/one/ps1"):
        folder.mkdir(parents=True)
        notebook = source_notebook()
        notebook.metadata["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}
        (folder / "ps1.ipynb").write_text(json.dumps(notebook))
    said = run(tmp_path, "nbgrader", "autograde", "ps1", status=1)
    assert "ps1.ipynb is written for the kernel ir; only Python is graded. Nothing was run" in said
    assert "Traceback" not in said


def test_autotest_lines_without_their_templates_are_named(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    folder = tmp_path / "source/ps1"
    folder.mkdir(parents=True)
    notebook = source_notebook()
    notebook.cells[-1].source = "### AUTOTEST answer"
    (folder / "ps1.ipynb").write_text(json.dumps(notebook))
    (folder / "autotests.yml").write_text("templates: {}\n")
    said = run(tmp_path, "nbseal", "check", "ps1", status=2)
    assert "ps1.ipynb: its header, footer or AUTOTEST lines cannot be filled in" in said
    assert "Traceback" not in said


def test_init_asks_and_is_undone_by_one_command(tmp_path):
    config = tmp_path / "nbgrader_config.py"
    config.write_text("c = get_config()\nc.CourseDirectory.course_id = 'one'")
    before = config.read_bytes()
    assert "add --yes" in run(tmp_path, "nbseal", "init", status=2)
    assert "+nbseal.configure(c)" in run(tmp_path, "nbseal", "init", "--yes")
    assert config.read_text().count("nbseal.configure(c)") == 1
    run(tmp_path, "nbseal", "init", "--undo", "--yes")
    assert config.read_bytes() == before


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"c.CourseDirectory.course_id = 'one'\n",
        b"c = get_config()\r\nc.CourseDirectory.course_id = 'one'\r\n",
        b"\xef\xbb\xbfc = get_config()\n# nbseal.configure(c) comes later",
        "# -*- coding: latin-1 -*-\nname = 'Zoë'\n".encode("latin-1"),
        b"import logging\nlogging.basicConfig()\nc = get_config()\nc.NbGrader.logfile = '.log'\n",
        b"c = get_config()\nc.CourseDirectory.db_url = 'sqlite:///marks/course.db'\n",
    ],
)
def test_init_keeps_any_configuration(tmp_path, monkeypatch, capsys, before):
    monkeypatch.chdir(tmp_path)
    config = tmp_path / "nbgrader_config.py"
    config.write_bytes(before)
    assert command(["init", "--yes"]) == 0
    written = config.read_bytes()
    assert written.splitlines()[-2:] == [b"import nbseal", b"nbseal.configure(c)"]
    assert (b"\r\n" in written) == (b"\r\n" in before)
    assert command(["init", "--yes"]) == 0
    assert config.read_bytes() == written
    assert command(["init", "--undo", "--yes"]) == 0
    assert config.read_bytes() == before
    capsys.readouterr()


def test_init_refuses_a_configuration_that_is_no_text(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nbgrader_config.py").write_bytes(b"name = '\xff'\n")
    assert command(["init", "--yes"]) == 2
    assert "cannot be read as Python" in capsys.readouterr().err


def test_a_root_that_the_configuration_names_is_kept(tmp_path):
    source = tmp_path / "course/source/ps1"
    source.mkdir(parents=True)
    notebook = source_notebook()
    kept = ("named", "named-check")
    notebook.cells = [c for c in notebook.cells if c.metadata.nbgrader.grade_id in kept]
    (source / "ps1.ipynb").write_text(json.dumps(notebook))
    root = "c.CourseDirectory.root = 'course'\nimport nbseal\n"
    (tmp_path / "nbgrader_config.py").write_text(CONFIG.replace("import nbseal\n", root))
    assert "1 of 1 checks are sealed" in run(tmp_path, "nbseal", "check", "ps1", "--quick")
