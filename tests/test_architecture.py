"""The map of the code names every room, and every place where a library is reached into."""

import ast
import re
import tomllib

from build_tools.lessons import ROOT

MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
GRADER = ROOT / "autograde" / "nbseal"
#: Names that begin with an underscore and are documented all the same.
DOCUMENTED = {"_exit", "_getframe", "_fields", "_replace", "_asdict"}


def test_rooms_stand_in_the_order_of_imports():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    (diagram,) = re.findall(r"^```\n(nbseal\..*?)```", MAP, re.MULTILINE | re.DOTALL)
    rooms = re.findall(r"(?:^nbseal|  )\.(\w+)", diagram, re.MULTILINE)
    order = {room: n for n, layer in enumerate(layers) for room in layer.split(" | ")}
    assert sorted(rooms) == sorted(order)
    assert [order[room] for room in rooms] == sorted(order.values())


def own_names(trees):
    """Return the names with an underscore that the grader itself gives to attributes."""
    names = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("self", "cls"):
            names.add(node.attr)
    return names


def test_every_private_name_of_a_library_stands_in_the_table():
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(GRADER.rglob("*.py"))}
    known = own_names(trees.values()) - {"_showtraceback", "_format_dest", "_get_score"}
    missing = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and re.match("_[a-zA-Z]", node.attr)
        and ast.unparse(node.value) not in ("self", "cls")
        and node.attr not in known | DOCUMENTED
        and node.attr not in MAP
    ]
    assert missing == []


def locked():
    """The versions of libraries in requirements.lock: older Pythons may have older ones."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    versions = {}
    for name, version in re.findall(r"(?m)^([\w.-]+)==([\w.]+)", text):
        versions.setdefault(name, []).append(version)
    return versions


def test_the_tested_versions_are_those_that_are_locked():
    versions = locked()
    versions["pytorch"] = versions["torch"]
    rows = re.findall(r"(?m)^\| ([^|`]+) \| ([\d., to]+) \| .*\| .*\|$", MAP)
    tested = [
        (name.lower(), told.split(" to ")[-1])
        for names, all_told in rows
        for name, told in zip(names.split(", "), all_told.split(", "), strict=False)
        if name.lower() in versions
    ]
    assert len(tested) > 15
    assert [
        (name, told, versions[name])
        for name, told in tested
        if not any(f"{version}.".startswith(f"{told}.") for version in versions[name])
    ] == []


def test_students_are_told_the_size_of_the_pytorch_that_is_locked():
    ((major, minor, *_),) = (version.split(".") for version in locked()["torch"])
    for name in ("student.md", "student.ja.md"):
        assert f"{major}.{minor}" in (ROOT / "docs" / name).read_text(encoding="utf-8")
