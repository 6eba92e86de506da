"""Helpers for the check cells of the exercises.

===============  ============================================================================
`values`         compare one value with what is right, and say what is wrong with it
`probes`         run a part of a check beside the student's objects
`domains`        what a function may be given, as its statement says, and cases drawn from it
`agreement`      compare a function with its reference over its domain, and what always holds
`fingerprints`   whether a call left its arguments and the libraries' settings as they were
`models`         models of PyTorch: outputs by the formula, parameters, gradients
`optimizers`     which optimizer drew a curve of losses
`digits`         histories and accuracies of networks that read digits
`chance`         whether bits are independent and orders are shuffled
`pictures`       whether files are different pictures with data in them
===============  ============================================================================

The names of the first five are had from here; the others' are imported from their modules by the
lessons that use them, so that a lesson without PyTorch loads none. Messages are in all languages.
"""

from mlcourse.checks.agreement import check_agrees, check_result, check_settings, check_untouched
from mlcourse.checks.domains import (
    Array,
    Code,
    Drawn,
    Flag,
    Instance,
    Length,
    Line,
    Mapping,
    Number,
    Numbers,
    Text,
    Whole,
    declare,
)
from mlcourse.checks.fingerprints import fingerprint, watched_settings
from mlcourse.checks.probes import call_and_keep, check_quiet, probe, run_probes_with
from mlcourse.checks.values import (
    answered,
    check_close,
    check_equal,
    check_length,
    check_shape,
    check_type,
    check_unchanged,
    expect,
    fail,
)

__all__ = [
    "Array",
    "Code",
    "Drawn",
    "Flag",
    "Instance",
    "Length",
    "Line",
    "Mapping",
    "Number",
    "Numbers",
    "Text",
    "Whole",
    "answered",
    "call_and_keep",
    "check_agrees",
    "check_close",
    "check_equal",
    "check_length",
    "check_quiet",
    "check_result",
    "check_settings",
    "check_shape",
    "check_type",
    "check_unchanged",
    "check_untouched",
    "declare",
    "expect",
    "fail",
    "fingerprint",
    "probe",
    "run_probes_with",
    "watched_settings",
]
