"""What a parcel costs: by zone and weight, in cents."""

ZONES = {"home": (390, 90), "near": (690, 160), "far": (1490, 420)}
"""Zone to the price of the first kilogram and of each further one."""


def price(zone: str, grams: int) -> int:
    """Return the price in cents; a KeyError for an unknown zone, a ValueError for what nobody carries."""
    first, further = ZONES[zone]
    if not 0 < grams <= 31_500:
        raise ValueError(f"{grams} g is not between 1 g and 31.5 kg")
    return first + further * -(-max(grams - 1000, 0) // 1000)
