"""The twelve outlets: where they are, when they are open, and what is true of each."""

from dataclasses import dataclass
from enum import StrEnum

from sakshi_desktop.core import gstin as gst
from sakshi_desktop.demo.types import Window

COMPANY_PAN = "AAKCS4821M"
STATE_CODES = {"Karnataka": "29", "Maharashtra": "27", "Tamil Nadu": "33", "Kerala": "32", "Delhi": "07"}
SUBDIVISIONS = {"Karnataka": "KA", "Maharashtra": "MH", "Tamil Nadu": "TN", "Kerala": "KL", "Delhi": "DL"}


class Crowd(StrEnum):
    """Who comes, which decides the hours and weekdays of an outlet."""

    OFFICE = "office"
    LEISURE = "leisure"
    FAMILY = "family"
    COLLEGE = "college"


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet of the chain.

    Attributes:
        opens: minutes after midnight.
        closes: minutes after midnight; above 1440 is after midnight.
        size: orders of a usual day against the others.
        opened: share of the window at which it opened; below 0 it was there before, by so many windows.
        growth: change of its demand in a year.
        late: share of deliveries that come late on a dry day; ``late_in_rain`` on a wet one.
        mistakes: share of orders with a wrong or missing item.
        quality: stars of an order in which nothing went wrong.
        apps: share of delivery apps at the start of the window.
        rent: rupees a month at the start of the window; ``rent_step`` per cent more every half year.
        dear: per cent by which its prices are above the menu.
        waste: per cent of goods that are thrown away.
        team: members of staff.
    """

    name: str
    city: str
    state: str
    pin_code: str
    latitude: float
    longitude: float
    seats: int
    crowd: Crowd
    opens: int
    closes: int
    size: float
    rent: int
    opened: float = -2.0
    growth: float = 0.10
    late: float = 0.09
    late_in_rain: float = 0.17
    mistakes: float = 0.013
    quality: float = 4.45
    apps: float = 0.22
    rent_step: float = 2.5
    dear: int = 0
    waste: int = 3
    team: int = 10
    veg_only: bool = False

    @property
    def gstin(self) -> str:
        """Return the GSTIN under which the company is registered in the outlet's state."""
        body = f"{STATE_CODES[self.state]}{COMPANY_PAN}1Z"
        return body + gst.check_digit(body)

    def opened_on(self, window: Window) -> int:
        """Return the business date on which it opened."""
        return window.at(self.opened)


# The star, the one whose rent eats its margin, the one that is late in the rain, the one that packs the wrong things,
# two that opened within the window; the others are as cafes are.
OUTLETS = (
    Outlet(
        "Indiranagar", "Bengaluru", "Karnataka", "560038", 12.9719, 77.6412, 72, Crowd.LEISURE, 420, 1380, 1.75,
        94_000, -2.6, growth=0.17, late=0.05, late_in_rain=0.09, mistakes=0.006, quality=4.85, apps=0.20,
        waste=2, team=13,
    ),
    Outlet(
        "Bandra West", "Mumbai", "Maharashtra", "400050", 19.0596, 72.8295, 48, Crowd.LEISURE, 480, 1500, 1.25,
        172_000, -2.1, growth=0.04, rent_step=8.0, waste=6, apps=0.27, dear=10, team=11,
    ),
    Outlet(
        "T. Nagar", "Chennai", "Tamil Nadu", "600017", 13.0418, 80.2341, 60, Crowd.FAMILY, 390, 1350, 1.20, 80_000,
        -3.1, growth=0.08, late=0.20, late_in_rain=0.52, quality=4.40, apps=0.24, team=10,
    ),
    Outlet(
        "Connaught Place", "New Delhi", "Delhi", "110001", 28.6315, 77.2167, 64, Crowd.OFFICE, 480, 1380, 1.30,
        112_000, -1.9, growth=0.09, mistakes=0.058, quality=4.35, apps=0.23, dear=5, waste=4, team=11,
    ),
    Outlet(
        "Koramangala", "Bengaluru", "Karnataka", "560034", 12.9352, 77.6245, 44, Crowd.OFFICE, 450, 1440, 1.25, 92_000,
        -1.5, growth=0.13, apps=0.31, team=10,
    ),
    Outlet(
        "Koregaon Park", "Pune", "Maharashtra", "411001", 18.5362, 73.8940, 40, Crowd.LEISURE, 480, 1410, 0.95, 64_000,
        -1.2, growth=0.10, quality=4.50, team=8,
    ),
    Outlet(
        "Jayanagar", "Bengaluru", "Karnataka", "560011", 12.9250, 77.5938, 54, Crowd.FAMILY, 390, 1350, 1.05, 62_000,
        -3.8, growth=0.06, mistakes=0.010, quality=4.55, apps=0.17, team=9,
    ),
    Outlet(
        "Fort Kochi", "Kochi", "Kerala", "682001", 9.9658, 76.2421, 38, Crowd.LEISURE, 450, 1350, 0.80, 50_000,
        -1.1, growth=0.11, quality=4.55, apps=0.14, team=7,
    ),
    Outlet(
        "Hauz Khas", "New Delhi", "Delhi", "110016", 28.5494, 77.2001, 36, Crowd.COLLEGE, 540, 1500, 0.90, 74_000,
        -0.9, growth=0.07, apps=0.29, late=0.12, quality=4.40, team=8,
    ),
    Outlet(
        "Gokulam", "Mysuru", "Karnataka", "570002", 12.3310, 76.6270, 42, Crowd.FAMILY, 390, 1320, 0.75, 42_000,
        -1.7, growth=0.05, quality=4.60, apps=0.12, veg_only=True, team=6,
    ),
    Outlet(
        "R.S. Puram", "Coimbatore", "Tamil Nadu", "641002", 11.0089, 76.9500, 40, Crowd.COLLEGE, 420, 1350, 0.85,
        42_000, 0.42, growth=0.12, apps=0.20, quality=4.50, team=6,
    ),
    Outlet(
        "Baner", "Pune", "Maharashtra", "411045", 18.5590, 73.7868, 46, Crowd.OFFICE, 450, 1380, 0.95, 66_000,
        0.71, growth=0.10, apps=0.33, mistakes=0.020, quality=4.40, team=6,
    ),
)  # fmt: skip
