"""The rules of advice, and where each stands."""

from typing import Final

from .codes_delivery import CODES as _DELIVERY
from .codes_flow import CODES as _FLOW
from .codes_scripts import CODES as _SCRIPTS

CODES: Final[dict[str, str]] = {**_SCRIPTS, **_DELIVERY, **_FLOW}
