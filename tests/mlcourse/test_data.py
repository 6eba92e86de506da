import gzip
import hashlib
import http.server
import shutil
import sys
import threading
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from mlcourse import data, messages


@pytest.fixture
def real_file(real_advertising):
    """Where the real table was found."""
    return data._find(Path("advertising", "Advertising.csv"))


@pytest.fixture
def nothing_found(monkeypatch, tmp_path):
    """No data folder, an empty cache, no network, and nothing remembered."""
    monkeypatch.delenv("MLCOURSE_DATA", raising=False)
    embedded = tmp_path / "course"
    shutil.copytree(data._embedded_folder() / "sample", embedded / "sample")
    monkeypatch.setattr(data, "_embedded_folder", lambda: embedded)
    monkeypatch.setattr(data, "_cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(data, "ADVERTISING_URL", "http://127.0.0.1:9/Advertising.csv")
    monkeypatch.setattr(data, "MNIST_ADDRESSES", ("http://127.0.0.1:9/", "http://127.0.0.1:9/b/"))
    for function in (data._download_advertising, data._download_mnist):
        function.cache_clear()
    yield tmp_path
    for function in (data._download_advertising, data._download_mnist):
        function.cache_clear()


def serve(folder, handler=http.server.SimpleHTTPRequestHandler):
    class Quiet(handler):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, directory=folder, **kwargs)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def test_the_real_table_gives_the_known_line(real_advertising):
    inputs = real_advertising[["TV", "Radio", "Newspaper"]].to_numpy()
    sales = real_advertising["Sales"].to_numpy()
    line = np.linalg.lstsq(np.c_[np.ones(len(inputs)), inputs], sales, rcond=None)[0]
    known = [2.938889, 0.045765, 0.188530, -0.001037]
    np.testing.assert_allclose(line, known, atol=1e-6)


def test_real_mnist_has_its_known_mean_and_spread(real_mnist):
    pixels = real_mnist.train_images / 255
    assert pixels.mean() == pytest.approx(0.1307, abs=1e-4)
    assert pixels.std() == pytest.approx(0.3081, abs=1e-4)
    assert np.bincount(real_mnist.test_labels).tolist()[:2] == [980, 1135]


def test_changing_what_was_loaded_changes_nothing_later(real_mnist):
    real_mnist.test_images[:] = 0
    assert data.load_mnist().test_images.any()
    shared = data.load_mnist(copy=False)
    assert not any(array.flags.writeable for array in shared[:4])
    assert shared.test_images is data.load_mnist(copy=False).test_images


def test_what_was_read_ahead_is_read_no_more(real_mnist, monkeypatch):
    data._read_mnist.cache_clear()
    data.read_mnist_ahead()
    monkeypatch.setattr(data, "_read_idx", None)
    np.testing.assert_array_equal(data.load_mnist().test_images, real_mnist.test_images)


def test_torchvision_gives_the_same_pictures():
    mnist = data.load_mnist()
    dataset = data.mnist_dataset(train=False)
    picture, label = dataset[3]
    np.testing.assert_array_equal(np.asarray(picture), mnist.test_images[3])
    assert label == mnist.test_labels[3]
    assert len(dataset) == len(mnist.test_labels)


def test_without_network_the_sample_serves_and_one_line_says_so(nothing_found, capsys):
    table = data.load_advertising()
    assert table.attrs["name"] == "Advertising (made sample)"
    assert table.shape == (200, 4)
    assert table.columns.tolist() == ["TV", "Radio", "Newspaper", "Sales"]
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.count("\n") == 1
    assert "no network" in said.out
    assert data.load_advertising().attrs["name"] == "Advertising (made sample)"
    assert capsys.readouterr().out == ""


def test_a_japanese_page_says_it_in_japanese(nothing_found, monkeypatch, capsys):
    monkeypatch.setattr(messages, "_languages", ("ja", "en"))
    data.load_advertising()
    assert "ネットワークにつながらず" in capsys.readouterr().out


def test_a_download_is_checked_and_kept(real_file, nothing_found, monkeypatch):
    server = serve(real_file.parent)
    url = f"http://127.0.0.1:{server.server_port}/Advertising.csv"
    monkeypatch.setattr(data, "ADVERTISING_URL", url)
    assert data.load_advertising().attrs["name"] == "Advertising"
    server.shutdown()
    server.server_close()
    assert (nothing_found / "course" / "advertising" / "Advertising.csv").is_file()
    data._download_advertising.cache_clear()
    assert data.load_advertising().attrs["name"] == "Advertising"  # from what was kept


@pytest.mark.parametrize("content", [b"TV,Radio,Newspaper,Sales\n1,2,3,4\n", b""])
def test_a_wrong_download_leaves_nothing_behind(nothing_found, monkeypatch, capsys, content):
    folder = nothing_found / "server"
    folder.mkdir()
    (folder / "Advertising.csv").write_bytes(content)
    server = serve(folder)
    url = f"http://127.0.0.1:{server.server_port}/Advertising.csv"
    monkeypatch.setattr(data, "ADVERTISING_URL", url)
    assert data.load_advertising().attrs["name"] == "Advertising (made sample)"
    server.shutdown()
    server.server_close()
    assert "not the known file" in capsys.readouterr().out
    assert list((nothing_found / "course").glob("advertising/*")) == []


def test_a_read_only_disk_is_said(nothing_found, monkeypatch, capsys):
    monkeypatch.setattr(data, "_cache_folder", lambda: Path("/proc/nowhere"))
    monkeypatch.setattr(data, "_embedded_folder", lambda: Path("/proc/nowhere"))
    assert data._download_advertising() is None
    assert "can be written to" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "cannot be read as a table"),
        ("TV,Radio,Sales\n1,2,3\n", "column Newspaper is missing"),
        ("TV,Radio,Newspaper,Sales\n1,2,3,x\n", "not a number"),
        ("TV,Radio,Newspaper,Sales\n1,2,3,\n", "cells that are empty"),
    ],
)
def test_a_wrong_table_is_an_error_that_names_the_file(tmp_path, monkeypatch, text, reason):
    path = tmp_path / "advertising" / "Advertising.csv"
    path.parent.mkdir()
    path.write_text(text)
    monkeypatch.setenv("MLCOURSE_DATA", str(tmp_path))
    with pytest.raises(data.DataError, match=f"Advertising.csv.*{reason}"):
        data.load_advertising()


def test_a_folder_that_is_not_there_is_an_error(monkeypatch):
    monkeypatch.setenv("MLCOURSE_DATA", "/no/such/folder")
    with pytest.raises(data.DataError, match="MLCOURSE_DATA names '/no/such/folder'"):
        data.load_advertising()


def test_files_that_are_not_mnist_are_an_error(tmp_path, monkeypatch):
    folder = tmp_path / "mnist"
    folder.mkdir()
    for file in data.MNIST_FILES.values():
        (folder / file.name).write_bytes(gzip.compress(b"not MNIST"))
    monkeypatch.setenv("MLCOURSE_DATA", str(tmp_path))
    data.read_mnist_ahead()  # leaves it to the first use to say so
    with monkeypatch.context() as patch:
        patch.setattr(data, "_find_mnist", Mock(side_effect=PermissionError))
        data.read_mnist_ahead()
    with pytest.raises(data.DataError, match=r"train-images.*is not MNIST's file"):
        data.load_mnist()


def test_the_mnist_sample_has_the_same_form(nothing_found):
    sample = data._sample_mnist()
    assert not any(array.flags.writeable for array in sample[:4])
    assert sample.train_images.shape == (1437, 28, 28)
    assert sample.test_images.shape == (360, 28, 28)
    assert sample.train_images.dtype == np.uint8
    assert sample.train_images.max() == 255
    assert sorted(set(sample.test_labels.tolist())) == list(range(10))
    assert "sample" in sample.name


def test_the_made_table_is_what_its_script_makes():
    from build_tools.make_sample import PATH, make_advertising

    assert make_advertising().to_csv(index=False, lineterminator="\n") == PATH.read_text()


def test_the_small_digits_are_scikit_learns():
    from build_tools.make_sample import DIGITS, make_digits

    with np.load(DIGITS) as kept:
        for name, array in make_digits().items():
            np.testing.assert_array_equal(kept[name], array)


def test_mnist_comes_from_the_next_address_where_one_fails(nothing_found, monkeypatch, capsys):
    folder = nothing_found / "server" / "good"
    folder.mkdir(parents=True)
    bad = nothing_found / "server" / "bad"
    bad.mkdir()
    files = {file.name: gzip.compress(bytes(8)) for file in data.MNIST_FILES.values()}
    known = {}
    for part, file in data.MNIST_FILES.items():
        (folder / file.name).write_bytes(files[file.name])
        (bad / file.name).write_bytes(b"not it")
        known[part] = file._replace(md5=hashlib.md5(files[file.name]).hexdigest())
    monkeypatch.setattr(data, "MNIST_FILES", known)
    server = serve(nothing_found / "server")
    address = f"http://127.0.0.1:{server.server_port}/"
    monkeypatch.setattr(data, "MNIST_ADDRESSES", (address + "bad/", address + "good/"))
    paths = data._download_mnist()
    server.shutdown()
    server.server_close()
    assert [path.name for path in paths.values()] == list(files)
    assert all(path.read_bytes() == files[path.name] for path in paths.values())
    assert sorted(paths) == sorted(known)
    assert len(list((nothing_found / "course" / "mnist").iterdir())) == 4
    assert "using" not in capsys.readouterr().out


def test_without_network_and_libraries_there_are_digits(nothing_found, monkeypatch, capsys):
    for name in ("sklearn", "torch", "torchvision"):
        monkeypatch.setitem(sys.modules, name, None)
    assert "sample" in data.load_mnist().name
    assert capsys.readouterr().out.count("\n") == 1
