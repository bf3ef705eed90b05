"""All cases, in the order in which they are tried."""

from .case import Case
from . import preface, settings, frames, streams, closed, blocks, flow, signals, priority
from . import compression, fields, pseudo, messages, forwarding, responses, ending

MODULES = (
    preface, settings, frames, streams, closed, blocks, flow, signals, priority,
    compression, fields, pseudo, messages, forwarding, responses, ending,
)
ALL: list[Case] = [case for module in MODULES for case in vars(module).values() if isinstance(case, Case)]
