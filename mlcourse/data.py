"""The course's data sets.

Each loader looks in the folder named by the environment variable ``MLCOURSE_DATA``, then in the
course's own ``data/`` folder, then in the user's cache; else it downloads once, checks what came
and keeps it. Without network it says so in one line and gives the embedded sample, whose name
tells that it is one.
"""

import contextlib
import functools
import gzip
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import pooch

from mlcourse.messages import in_page_language

if TYPE_CHECKING:
    import torch
    from torchvision import datasets

__all__ = [
    "MNIST",
    "DataError",
    "load_advertising",
    "load_mnist",
    "load_pretrained",
    "mnist_dataset",
]

ADVERTISING_COLUMNS = ("TV", "Radio", "Newspaper", "Sales")
ADVERTISING_URL = (
    "https://raw.githubusercontent.com/JWarmenhoven/ISLR-python/"
    "4100e941914519eea18385daadc9b3dab99ca8e2/Notebooks/Data/Advertising.csv"
)
ADVERTISING_SHA256 = "69104adc017e75d7019f61fe66ca2eb4ab014ee6f2a9b39b452943f209352010"


#: Where MNIST's files are, one after the other.
MNIST_ADDRESSES = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)


class _MNISTFile(NamedTuple):
    name: str
    shape: tuple[int, ...]
    md5: str


MNIST_FILES = {
    "train_images": _MNISTFile(
        "train-images-idx3-ubyte.gz", (60000, 28, 28), "f68b3c2dcbeaaa9fbdd348bbdeb94873"
    ),
    "train_labels": _MNISTFile(
        "train-labels-idx1-ubyte.gz", (60000,), "d53e105ee54ea40749a09fcbcd1e9432"
    ),
    "test_images": _MNISTFile(
        "t10k-images-idx3-ubyte.gz", (10000, 28, 28), "9fb629c4189551a2d022fa330f9573f3"
    ),
    "test_labels": _MNISTFile(
        "t10k-labels-idx1-ubyte.gz", (10000,), "ec29112dd5afa0611ce80d1b7f02629c"
    ),
}

PRETRAINED_SHAPES = {
    "W1": (784, 50),
    "b1": (50,),
    "W2": (50, 100),
    "b2": (100,),
    "W3": (100, 10),
    "b3": (10,),
}


class DataError(Exception):
    """A data file that is there but wrong; the message names the file and the reason."""


class MNIST(NamedTuple):
    """Pictures of handwritten digits.

    Attributes
    ----------
    train_images, test_images : numpy.ndarray of uint8, shape (k, 28, 28)
        Gray levels, 0 (background) to 255.
    train_labels, test_labels : numpy.ndarray of int64, shape (k,)
        The digit on each picture, 0 to 9.
    name : str
        ``"MNIST"``, or what serves in its place; to be shown in figures and reports.
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    name: str


def load_advertising() -> pd.DataFrame:
    """Load the Advertising table: what 200 markets spent on advertising, and what they sold.

    Returns
    -------
    pandas.DataFrame, shape (200, 4)
        ``TV``, ``Radio``, ``Newspaper`` (thousands of dollars) and ``Sales`` (thousands of
        units), float64. ``attrs["name"]`` is the data set's name.

    Raises
    ------
    DataError
        If a file is found but is no such table.

    References
    ----------
    James, Witten, Hastie, Tibshirani: An Introduction to Statistical Learning, 2013.
    """
    path = _find(Path("advertising", "Advertising.csv"))
    if path is None:
        path = _download_advertising()
    if path is None:
        path = _sample_folder() / "advertising.csv"
        return _read_advertising(path, "Advertising (made sample)")
    return _read_advertising(path, "Advertising")


def load_mnist(*, copy: bool = True) -> MNIST:
    """Load MNIST: 60,000 training and 10,000 test pictures of handwritten digits.

    Parameters
    ----------
    copy : bool
        Whether the arrays are the caller's own, and may be changed. Else they are read-only, and
        cost neither time nor memory from the second call on.

    Returns
    -------
    MNIST
        Changing it changes nothing for the next call.

    Raises
    ------
    DataError
        If a file is found but is not MNIST's.

    References
    ----------
    LeCun, Cortes, Burges: The MNIST database of handwritten digits, 1998.
    """
    found = [_find_mnist(file.name) for file in MNIST_FILES.values()]
    paths = tuple(path for path in found if path is not None)
    if len(paths) < len(found):
        paths = tuple((_download_mnist() or {}).values())
    mnist = _read_mnist(paths) if paths else _sample_mnist()
    if not copy:
        return mnist
    return MNIST(
        **{part: getattr(mnist, part).copy() for part in MNIST._fields[:4]}, name=mnist.name
    )


def read_mnist_ahead() -> None:
    """Let the first `load_mnist` of processes that are forked from this one read no files.

    Nothing happens where MNIST is not at hand, or is broken: `load_mnist` says so.
    """
    with contextlib.suppress(DataError, OSError):
        paths = tuple(_find_mnist(file.name) for file in MNIST_FILES.values())
        if all(paths):
            _read_mnist(paths)


def mnist_dataset(
    train: bool = True, transform: Callable[[Any], Any] | None = None
) -> "datasets.MNIST":
    """Give MNIST as torchvision's data set, wherever its files were found.

    Parameters
    ----------
    train : bool
        Whether to give the training pictures, else the test pictures.
    transform : callable, optional
        What is done to each picture, such as ``torchvision.transforms.ToTensor()``.

    Returns
    -------
    torchvision.datasets.MNIST
        Pairs of a picture (PIL, or what `transform` makes of it) and a label (int).
    """
    import torch
    from torchvision import datasets

    mnist = load_mnist()
    images, labels = mnist[:2] if train else mnist[2:4]

    class LoadedMNIST(datasets.MNIST):
        """torchvision's class, with `load_mnist` in place of its own search for files."""

        def _check_legacy_exist(self) -> bool:
            return False

        def _check_exists(self) -> bool:
            return True

        def _load_data(self) -> "tuple[torch.Tensor, torch.Tensor]":
            return torch.from_numpy(images), torch.from_numpy(labels)

    return LoadedMNIST(root=_cache_folder(), train=train, transform=transform)


def load_pretrained() -> dict[str, np.ndarray]:
    """Load the weights of a trained network 784-50-100-10 (sigmoid, sigmoid, softmax).

    Returns
    -------
    dict of str to numpy.ndarray of float32
        ``W1`` (784, 50), ``b1`` (50,), ``W2`` (50, 100), ``b2`` (100,), ``W3`` (100, 10),
        ``b3`` (10,). The inputs it was trained on are gray levels divided by 255.

    Raises
    ------
    DataError
        If the file is missing or holds other arrays.
    """
    path = _embedded_folder() / "pretrained" / "mnist_784_50_100_10.npz"
    try:
        with np.load(path, allow_pickle=False) as file:
            network = {name: file[name] for name in file.files}
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot read the trained weights: {error}") from error
    shapes = {name: array.shape for name, array in network.items()}
    if shapes != PRETRAINED_SHAPES:
        raise DataError(f"{path}: expected arrays {PRETRAINED_SHAPES}, found {shapes}")
    return network


def keep_data_folder() -> None:
    """Make ``MLCOURSE_DATA`` absolute, so that processes started in other folders find it too."""
    if os.environ.get("MLCOURSE_DATA"):
        os.environ["MLCOURSE_DATA"] = os.path.abspath(os.environ["MLCOURSE_DATA"])


def _embedded_folder() -> Path:
    """Return the folder of what ships with the course: the wheel's, or `data/` of a checkout."""
    package = Path(__file__).resolve().parent
    packed = package / "embedded_data"
    return packed if packed.is_dir() else package.parent / "data"


def _sample_folder() -> Path:
    return _embedded_folder() / "sample"


def _cache_folder() -> Path:
    return Path(pooch.os_cache("mlcourse"))


def _folders() -> Iterator[Path]:
    """Yield the folders to look in, first to last."""
    chosen = os.environ.get("MLCOURSE_DATA")
    if chosen:
        folder = Path(chosen)
        if not folder.is_dir():
            raise DataError(f"MLCOURSE_DATA names {chosen!r}, which is no folder")
        yield folder
    yield _embedded_folder()
    yield _cache_folder()


def _find(name: Path) -> Path | None:
    """Return the first file `name` of the search order, or None."""
    return next((folder / name for folder in _folders() if (folder / name).is_file()), None)


def _find_mnist(name: str) -> Path | None:
    """Find one of MNIST's files, in our layout or in torchvision's."""
    return _find(Path("mnist", name)) or _find(Path("MNIST", "raw", name))


def _say(key: str, **values: object) -> None:
    # Not to stderr: plain nbgrader takes all points for that.
    print(in_page_language(key, **values))


def _download_folder() -> Path | None:
    """Return the first folder of `data/` and the user's cache that can be written to, or None."""
    for folder in (_embedded_folder(), _cache_folder()):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return None


_TIMEOUT = 10  # seconds until a silent server counts as no network


def _retrieve(url: str, known_hash: str, folder: Path, name: str) -> Path:
    """Download one file and check it; pooch renames it into its place after the check."""
    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel("ERROR")
    try:
        downloader = pooch.HTTPDownloader(progressbar=True, timeout=_TIMEOUT)
        path = pooch.retrieve(url, known_hash, fname=name, path=folder, downloader=downloader)
    finally:
        logger.setLevel(level)
    return Path(path)


@functools.cache
def _download_advertising() -> Path | None:
    """Download the table, check it and keep it; return its path, or None where that fails."""
    folder = _download_folder()
    if folder is None:
        _say("advertising-no-folder")
        return None
    known_hash = f"sha256:{ADVERTISING_SHA256}"
    try:
        return _retrieve(ADVERTISING_URL, known_hash, folder / "advertising", "Advertising.csv")
    except ValueError:
        _say("advertising-other-file")
    except (OSError, RuntimeError):  # what requests raises is an OSError
        _say("advertising-no-network")
    return None


@functools.cache
def _download_mnist() -> dict[str, Path] | None:
    """Download MNIST's files and keep those that are right; return the paths, or None."""
    folder = _download_folder()
    if folder is None:
        _say("mnist-no-folder")
        return None
    paths = {}
    for part, file in MNIST_FILES.items():
        reasons = []
        for address in MNIST_ADDRESSES:
            try:
                paths[part] = _retrieve(
                    address + file.name, f"md5:{file.md5}", folder / "mnist", file.name
                )
                break
            except ValueError:
                reasons.append("mnist-other-file")
            except (OSError, RuntimeError):
                reasons.append("mnist-no-network")
        else:
            _say(reasons[-1])
            return None
    return paths


def _read_advertising(path: Path, name: str) -> pd.DataFrame:
    try:
        table = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read as a table: {error}") from error
    # Copies differ in case and in an index column without a name.
    columns = {str(column).strip().lower(): column for column in table.columns}
    missing = [column for column in ADVERTISING_COLUMNS if column.lower() not in columns]
    if missing:
        raise DataError(f"{path}: column {missing[0]} is missing (found {list(table.columns)})")
    table = table[[columns[column.lower()] for column in ADVERTISING_COLUMNS]]
    table.columns = list(ADVERTISING_COLUMNS)
    try:
        table = table.astype(float)
    except ValueError as error:
        raise DataError(f"{path}: not a number: {error}") from error
    if len(table) == 0 or not np.isfinite(table.to_numpy()).all():
        raise DataError(f"{path}: has no rows, or cells that are empty")
    table.attrs["name"] = name
    return table


@functools.cache
def _read_mnist(paths: tuple[Path, ...]) -> MNIST:
    """Read the four files, in the order of `MNIST_FILES`."""
    arrays = {}
    for path, (part, file) in zip(paths, MNIST_FILES.items(), strict=True):
        arrays[part] = _read_idx(path, file)
        if part.endswith("labels"):
            arrays[part] = arrays[part].astype(np.int64)
            arrays[part].flags.writeable = False
    return MNIST(**arrays, name="MNIST")


def _read_idx(path: Path, file: _MNISTFile) -> np.ndarray:
    """Read one packed file of MNIST, after comparing its MD5."""
    try:
        packed = path.read_bytes()
        if hashlib.md5(packed, usedforsecurity=False).hexdigest() != file.md5:
            raise DataError(f"{path}: is not MNIST's file (its MD5 differs); remove it")
        content = gzip.decompress(packed)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    header = 4 * (1 + len(file.shape))  # a magic number and the length of each axis, 4 bytes each
    return np.frombuffer(content, dtype=np.uint8, offset=header).reshape(file.shape)


@functools.cache
def _sample_mnist() -> MNIST:
    """Enlarge real 8x8 digits to 28x28: 1,437 for training, 360 for testing."""
    with np.load(_sample_folder() / "digits.npz", allow_pickle=False) as digits:
        images, labels = digits["images"], digits["labels"].astype(np.int64)
    images = np.rint(images * (255 / 16)).astype(np.uint8)
    images = images.repeat(3, axis=1).repeat(3, axis=2)  # 24x24
    images = np.pad(images, ((0, 0), (2, 2), (2, 2)))
    order = np.random.default_rng(0).permutation(len(images))
    images, labels = images[order], labels[order]
    images.flags.writeable = labels.flags.writeable = False
    name = "8x8 digits enlarged (sample)"
    return MNIST(images[:1437], labels[:1437], images[1437:], labels[1437:], name)
