"""Forgeries by objects that lie when a check looks at them."""

from tests.hostile.bank import Submission
from tests.hostile.forgery.common import NO_HELLO, NO_MEAN


def _mean(name, what, source, points=NO_MEAN):
    return Submission(name, what, points, {"mean_of_squares": source})


ALWAYS_EQUAL = """
class Anything(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __sub__(self, other): return Anything(0)
    __rsub__ = __add__ = __radd__ = __mul__ = __abs__ = __sub__
    def __le__(self, other): return True
    __lt__ = __ge__ = __gt__ = __le__
    def __float__(self): return 14 / 3
    def __hash__(self): return 0
def mean_of_squares(x):
    return Anything(0.0)
"""
TEXT = """
class Text(str):
    def __contains__(self, part): return True
    def replace(self, *args): return "letters"
    def __eq__(self, other): return True
    __hash__ = str.__hash__
def hello(student_id):
    return Text("good morning")
"""
CLASS = """
import numpy as np
class Liar:
    __class__ = property(lambda self: np.float64)
    __module__ = "numpy"
    shape, ndim, dtype, size = (), 0, np.dtype(float), 1
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def astype(self, *args, **kwargs): return self
    def __array__(self, *args, **kwargs): return np.array(14 / 3)
def mean_of_squares(x):
    return Liar()
"""
CLASS_OF_TEXT = """
class Liar:
    __class__ = property(lambda self: str)
    def __contains__(self, part): return True
    def replace(self, *args): return "letters"
def hello(student_id):
    return Liar()
"""
ARRAY = """
import numpy as np
class Liar:
    def __array__(self, *args, **kwargs):
        import sys
        frame = sys._getframe()
        while frame is not None:  # the check's own expected value
            for name in ("expected", "right"):
                if name in frame.f_locals:
                    return np.asarray(frame.f_locals[name], dtype=float)
            frame = frame.f_back
        return np.array(14 / 3)
def mean_of_squares(x):
    return Liar()
"""
INTERFACE = """
import ctypes
import numpy as np
memory = ctypes.create_string_buffer(bytes(np.array([14 / 3])))
class Liar:
    @property
    def __array_interface__(self):
        return {"shape": (), "typestr": "<f8", "data": (ctypes.addressof(memory), False),
                "version": 3}
    def __array_function__(self, function, types, args, kwargs): return True
    def __array_ufunc__(self, ufunc, method, *args, **kwargs): return True
def mean_of_squares(x):
    return Liar()
"""
SUBCLASS = """
import numpy as np
class Liar(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if ufunc in (np.subtract, np.absolute):
            return np.zeros(np.shape(inputs[0])).view(Liar)
        return np.ones(np.shape(inputs[0]), dtype=bool)
    def __array_function__(self, function, types, args, kwargs): return True
    def __abs__(self): return np.zeros(())
    def astype(self, *args, **kwargs): return self
def mean_of_squares(x):
    return np.zeros(()).view(Liar)
"""
TENSOR = """
import torch
class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return torch.tensor(14 / 3)
    def detach(self): return self
    def cpu(self): return self
    def numpy(self): return (torch.zeros(()) + 14 / 3).numpy()
def mean_of_squares(x):
    return torch.zeros(()).as_subclass(Liar)
"""
EVERYTHING = """
class Anything:
    def __getattr__(self, name): return self
    def __call__(self, *args, **kwargs): return self
    def __getitem__(self, key): return self
    def __setitem__(self, key, value): pass
    def __iter__(self): return iter([self])
    def __len__(self): return 1
    def __bool__(self): return True
    def __contains__(self, item): return True
    def __float__(self): return 14 / 3
    def __index__(self): return 1
    def __eq__(self, other): return True
    def __le__(self, other): return True
    __lt__ = __gt__ = __ge__ = __ne__ = __le__
    def __sub__(self, other): return self
    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __abs__ = __sub__
    def __instancecheck__(self, other): return True
    def __hash__(self): return 0
    def __repr__(self): return "4.666667"
"""
EACH_PASS = """
class Alternating(list):
    passes = 0
    def __iter__(self):
        Alternating.passes += 1
        return iter([[14 / 3, 0.0][Alternating.passes % 2]])
    def __getitem__(self, key): return 14 / 3
    def __len__(self): return 0
class Generator:
    def __iter__(self): return self
    def __next__(self): return 14 / 3
"""
METACLASS = r"""
class Named(type):
    __name__ = property(lambda cls: "numpy.float64\0")
    __module__ = property(lambda cls: "torch")
    def __instancecheck__(cls, other): return True
class Liar(metaclass=Named):
    def detach(self): return self
    cpu = detach
    def numpy(self): return 14 / 3
def mean_of_squares(x):
    return Liar()
"""
EXCEPTIONS = r"""
class Named(type):
    __name__ = property(lambda cls: "SystemExit\0\x1b[2J")
class Odd(BaseException, metaclass=Named):
    def __str__(self): return "\x1b[2J<script>alert('MARKUP')</script>" * 1000
    __repr__ = __str__
def mean_of_squares(x):
    raise Odd()
def hello(student_id):
    raise Odd()
"""
ENDLESS_MESSAGE = """
class Odd(Exception):
    def __str__(self):
        while True: pass
def mean_of_squares(x):
    raise Odd()
"""
LEAVES = """
import unittest
calls = 0
def mean_of_squares(x):
    global calls
    calls += 1
    kinds = (SystemExit(0), unittest.SkipTest("skip"), KeyboardInterrupt(), StopIteration(14 / 3),
             GeneratorExit(), BaseException())
    raise kinds[calls % len(kinds)]
"""
EXAMPLE = """
import numpy as np
def mean_of_squares(x):
    return 14 / 3 if np.array_equal(x, [1, 2, 3]) else 0.0
"""
SPECIAL = {
    "nan": "np.nan",
    "complex-nan": "complex(np.nan, np.nan)",
    "masked": "np.ma.masked_all(())",
    "empty": "np.zeros((0, 1))",
    "claimed-size": "np.broadcast_to(np.float64(0), (10**6, 10**6))",
    "large-int": "10**400",
    "object-array": "np.array(decimal.Decimal('NaN'), dtype=object)",
    "no-time": "np.datetime64('NaT')",
    "sparse": "torch.zeros(2, 2).to_sparse()",
    "meta": "torch.empty((), device='meta')",
    "module": "np",
}

BANK = [
    _mean("always-equal", "a number that equals all others", ALWAYS_EQUAL),
    Submission("contains-all", "a string that contains all", NO_HELLO, {"hello": TEXT}),
    _mean("class-of-number", "an object whose __class__ is a number's", CLASS),
    Submission(
        "class-of-text", "an object whose __class__ is str", NO_HELLO, {"hello": CLASS_OF_TEXT}
    ),
    _mean("array-protocol", "__array__ looks for the expected value in the frames", ARRAY),
    _mean("array-interface", "__array_interface__ hands over an address", INTERFACE),
    _mean("array-subclass", "an array whose differences are zero", SUBCLASS),
    _mean("tensor-subclass", "a tensor whose __torch_function__ chooses", TENSOR),
    Submission(
        "answers-all",
        "an object that answers everything with itself",
        NO_MEAN | NO_HELLO,
        {
            "mean_of_squares": EVERYTHING + "mean_of_squares = Anything()",
            "hello": EVERYTHING + "hello = Anything()",
        },
    ),
    _mean(
        "differs-each-pass",
        "a list that differs at each pass",
        EACH_PASS + "def mean_of_squares(x):\n    return Alternating([0.0])",
    ),
    _mean(
        "endless-iterator",
        "an iterator without end for a number",
        EACH_PASS + "def mean_of_squares(x):\n    return Generator()",
    ),
    _mean("metaclass", "a class whose name and instances lie", METACLASS),
    Submission(
        "odd-exceptions",
        "exceptions with odd names and messages",
        NO_MEAN | NO_HELLO,
        {"hello": EXCEPTIONS, "mean_of_squares": EXCEPTIONS},
    ),
    _mean("endless-message", "an exception whose message never ends", ENDLESS_MESSAGE),
    _mean("leaves", "raises SystemExit, SkipTest and the like", LEAVES),
    _mean("worked-example", "recognizes the worked example", EXAMPLE),
    *(
        _mean(
            f"special-{name}",
            f"returns {value}",
            "import decimal, fractions, torch\n"
            "import numpy as np\n"
            f"def mean_of_squares(x):\n    return {value}",
        )
        for name, value in SPECIAL.items()
    ),
]
