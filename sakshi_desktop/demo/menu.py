"""The menu: sixty things to eat and drink, when they are wanted, and what goes with what."""

from typing import NamedTuple

import numpy as np

from sakshi_desktop.core.vocabulary import Allergen, Diet
from sakshi_desktop.demo.types import Floats

VEG, VEGAN, JAIN, EGG, MEAT = Diet.VEG, Diet.VEGAN, Diet.JAIN, Diet.EGG, Diet.NON_VEG
GLUTEN, MILK, NUT, PEANUT, EGGS, SOY = (
    Allergen.GLUTEN,
    Allergen.MILK,
    Allergen.TREE_NUT,
    Allergen.PEANUT,
    Allergen.EGG,
    Allergen.SOYBEAN,
)


class Dish(NamedTuple):
    """One item of the menu.

    Attributes:
        price: rupees at the end of the window, without tax.
        cost: per cent of the price that its goods cost.
        wanted: how much at breakfast, lunch, afternoon, dinner, late night: a digit 0-9 each.
        warmth: above 0 more in hot weather, below 0 more in cold.
        season: first and last month in which it is sold.
        launched: share of the window at which it came on the menu; ``retired`` at which it left.
        home: states where it is a favourite.
    """

    name: str
    category: str
    price: int
    cost: int
    diet: Diet
    allergens: tuple[Allergen, ...]
    wanted: str
    liked: float = 1.0
    warmth: float = 0.0
    season: tuple[int, int] | None = None
    launched: float | None = None
    retired: float | None = None
    home: tuple[str, ...] = ()


HOT, COLD, SOUTH, SNACKS, MEALS, SWEETS = "Hot drinks", "Cold drinks", "South Indian", "Snacks", "Meals", "Sweets"
KA, MH, TN, KL, DL = "Karnataka", "Maharashtra", "Tamil Nadu", "Kerala", "Delhi"

MENU = (
    Dish("Masala Chai", HOT, 55, 22, VEG, (MILK,), "95862", 2.6, -0.5, home=(DL, MH)),
    Dish("कटिंग चाय", HOT, 30, 24, VEG, (MILK,), "94751", 1.6, -0.3, home=(MH,)),
    Dish("Filter Coffee", HOT, 65, 24, JAIN, (MILK,), "94641", 2.5, -0.3, home=(KA, TN)),
    Dish("Cappuccino", HOT, 160, 23, VEG, (MILK,), "75864", 1.7, -0.2),
    Dish("Café Latte", HOT, 170, 24, VEG, (MILK,), "75754", 1.1, -0.2),
    Dish("Americano", HOT, 140, 17, VEGAN, (), "75642", 0.7),
    Dish("Hot Chocolate", HOT, 180, 27, VEG, (MILK, SOY), "32675", 0.6, -0.8),
    Dish("Ginger Lemon Tea", HOT, 75, 16, JAIN, (), "63643", 0.5, -0.5),
    Dish("Kashmiri Kahwa", HOT, 120, 25, VEG, (NUT,), "53664", 0.9, -0.5, (11, 2), home=(DL,)),
    Dish("हल्दी दूध", HOT, 90, 25, VEG, (MILK,), "42366", 0.4, -0.6),
    Dish("Cold Coffee", COLD, 150, 26, VEG, (MILK,), "36864", 1.6, 0.7),
    Dish("Iced Latte", COLD, 180, 24, VEG, (MILK,), "45853", 1.0, 0.7),
    Dish("Fresh Lime Soda", COLD, 85, 15, JAIN, (), "27764", 1.1, 0.8),
    Dish("Sweet Lassi", COLD, 95, 30, JAIN, (MILK,), "37653", 0.8, 0.7, home=(DL,)),
    Dish("Mango Lassi", COLD, 130, 33, VEG, (MILK,), "37764", 2.0, 0.4, (4, 7), home=(MH,)),
    Dish("Masala Chaas", COLD, 55, 22, VEG, (MILK,), "28531", 0.8, 0.8, home=(KA, MH)),
    Dish("Tender Coconut Cooler", COLD, 120, 36, VEGAN, (), "46641", 0.8, 0.8, home=(KL, TN)),
    Dish("आम पन्ना", COLD, 80, 20, JAIN, (), "27641", 1.5, 0.4, (4, 7), home=(DL, MH)),
    Dish("Thandai", COLD, 120, 34, JAIN, (MILK, NUT), "24554", 1.3, 0.0, (2, 3), home=(DL,)),
    Dish("Filter Coffee Frappé", COLD, 190, 23, VEG, (MILK,), "25853", 1.5, 0.6, launched=0.38),
    Dish("Masala Dosa", SOUTH, 125, 27, VEG, (MILK,), "96472", 2.4, home=(KA, TN)),
    Dish("Ghee Roast Dosa", SOUTH, 145, 29, VEG, (MILK,), "85462", 1.2, home=(TN, KA)),
    Dish("Idli Sambar", SOUTH, 80, 25, VEGAN, (), "93231", 1.8, home=(TN, KA)),
    Dish("Medu Vada", SOUTH, 80, 26, VEGAN, (), "92431", 1.4, home=(TN, KA)),
    Dish("Rava Upma", SOUTH, 75, 24, VEG, (GLUTEN, NUT), "81210", 0.6, home=(KA, KL)),
    Dish("Ven Pongal", SOUTH, 95, 26, VEG, (MILK, NUT), "91120", 0.7, home=(TN,)),
    Dish("Ragi Dosa", SOUTH, 135, 25, VEGAN, (), "74341", 1.1, launched=0.55, home=(KA,)),
    Dish("Appam with Veg Stew", SOUTH, 160, 28, VEGAN, (), "83152", 0.9, home=(KL,)),
    Dish("Puttu Kadala", SOUTH, 120, 26, VEGAN, (), "92121", 0.5, home=(KL,)),
    Dish("Vada Pav", SNACKS, 50, 27, VEGAN, (GLUTEN,), "64954", 1.7, -0.1, home=(MH,)),
    Dish("Samosa", SNACKS, 45, 26, VEGAN, (GLUTEN,), "44943", 1.6, -0.2, home=(DL,)),
    Dish("Misal Pav", SNACKS, 115, 26, VEGAN, (GLUTEN,), "85431", 0.8, home=(MH,)),
    Dish("कांदा पोहे", SNACKS, 70, 23, VEGAN, (PEANUT,), "91311", 1.0, home=(MH,)),
    Dish("साबूदाना खिचड़ी", SNACKS, 105, 27, VEG, (PEANUT,), "82321", 0.6, home=(MH,)),
    Dish("Pav Bhaji", SNACKS, 150, 27, VEG, (GLUTEN, MILK), "15786", 1.3, home=(MH,)),
    Dish("Bun Maska", SNACKS, 65, 25, VEG, (GLUTEN, MILK), "82722", 0.9, home=(MH,)),
    Dish("Onion Pakoda", SNACKS, 90, 22, VEGAN, (), "11943", 0.9, -0.5),
    Dish("Masala Fries", SNACKS, 120, 22, VEGAN, (), "05867", 1.0),
    Dish("Egg Puff", SNACKS, 55, 29, EGG, (GLUTEN, EGGS), "53821", 0.8, home=(KL, TN)),
    Dish("Chicken Puff", SNACKS, 75, 34, MEAT, (GLUTEN,), "33831", 0.8, home=(KL, TN)),
    Dish("Bombay Masala Sandwich", MEALS, 130, 25, VEG, (GLUTEN, MILK), "68854", 1.4, home=(MH,)),
    Dish("Paneer Tikka Sandwich", MEALS, 195, 32, VEG, (GLUTEN, MILK), "37655", 1.2),
    Dish("Chicken Tikka Sandwich", MEALS, 225, 35, MEAT, (GLUTEN, MILK), "37666", 1.1),
    Dish("Masala Omelette and Toast", MEALS, 135, 28, EGG, (GLUTEN, EGGS, MILK), "91122", 1.0),
    Dish("Chole Bhature", MEALS, 180, 27, VEG, (GLUTEN, MILK), "49252", 1.0, -0.2, home=(DL,)),
    Dish("राजमा चावल", MEALS, 170, 25, VEGAN, (), "09152", 1.1, home=(DL,)),
    Dish("Paneer Kathi Roll", MEALS, 185, 32, VEG, (GLUTEN, MILK), "07568", 1.1),
    Dish("Chicken Kathi Roll", MEALS, 205, 35, MEAT, (GLUTEN, EGGS), "07569", 1.2),
    Dish("Veg Dum Biryani", MEALS, 235, 29, VEG, (MILK, NUT), "09085", 0.9),
    Dish("Chicken Dum Biryani", MEALS, 285, 35, MEAT, (MILK, NUT), "09098", 1.3),
    Dish("South Indian Thali", MEALS, 240, 33, VEG, (MILK,), "09050", 0.9, home=(KA, TN, KL)),
    Dish("Curd Rice", MEALS, 115, 24, JAIN, (MILK,), "07141", 0.6, 0.5, home=(TN,)),
    Dish("Millet Khichdi Bowl", MEALS, 210, 26, JAIN, (), "07163", 1.0, launched=0.72),
    Dish("Gulab Jamun", SWEETS, 75, 28, JAIN, (GLUTEN, MILK), "14576", 0.9, -0.1),
    Dish("गाजर का हलवा", SWEETS, 110, 31, VEG, (MILK, NUT), "13577", 1.5, -0.4, (11, 2), home=(DL, MH)),
    Dish("Kesari Bath", SWEETS, 70, 27, JAIN, (GLUTEN, MILK, NUT), "81321", 0.6, home=(KA,)),
    Dish("Mysore Pak", SWEETS, 65, 34, VEG, (MILK,), "12443", 0.6, home=(KA,)),
    Dish("Modak", SWEETS, 85, 29, VEG, (MILK,), "23554", 1.2, 0.0, (8, 9), home=(MH,)),
    Dish("Banana Walnut Cake", SWEETS, 120, 29, EGG, (GLUTEN, MILK, NUT, EGGS), "43854", 0.9),
    Dish("Multigrain Biscotti", SWEETS, 95, 30, VEG, (GLUTEN, NUT), "42520", 0.5, retired=0.6),
)

COUNT = len(MENU)
PLACE = {dish.name: place for place, dish in enumerate(MENU)}
_LIKES = {  # how much more of the second after the first, by category
    HOT: {HOT: 0.10, COLD: 0.15, SOUTH: 1.6, SNACKS: 1.7, MEALS: 0.8, SWEETS: 0.9},
    COLD: {HOT: 0.15, COLD: 0.10, SOUTH: 0.8, SNACKS: 1.3, MEALS: 1.6, SWEETS: 0.7},
    SOUTH: {HOT: 2.2, COLD: 0.9, SOUTH: 0.6, SNACKS: 0.3, MEALS: 0.2, SWEETS: 0.7},
    SNACKS: {HOT: 2.2, COLD: 1.3, SOUTH: 0.3, SNACKS: 0.6, MEALS: 0.4, SWEETS: 0.7},
    MEALS: {HOT: 0.7, COLD: 1.9, SOUTH: 0.2, SNACKS: 0.7, MEALS: 0.4, SWEETS: 1.2},
    SWEETS: {HOT: 1.9, COLD: 0.7, SOUTH: 0.5, SNACKS: 0.7, MEALS: 0.8, SWEETS: 0.4},
}
_COUPLES = (
    ("Masala Chai", "Samosa", 3.0),
    ("Masala Chai", "Bun Maska", 2.6),
    ("कटिंग चाय", "Vada Pav", 3.6),
    ("कटिंग चाय", "Bun Maska", 3.0),
    ("Filter Coffee", "Masala Dosa", 2.4),
    ("Filter Coffee", "Medu Vada", 2.4),
    ("Idli Sambar", "Medu Vada", 6.0),
    ("Masala Chai", "Onion Pakoda", 2.4),
    ("Cappuccino", "Banana Walnut Cake", 3.2),
    ("Cold Coffee", "Masala Fries", 2.4),
    ("Chole Bhature", "Sweet Lassi", 3.4),
    ("Chicken Dum Biryani", "Fresh Lime Soda", 2.2),
    ("Chicken Kathi Roll", "Masala Fries", 2.6),
    ("Curd Rice", "Medu Vada", 2.0),
    ("Puttu Kadala", "Filter Coffee", 2.0),
    ("Kesari Bath", "Rava Upma", 5.0),
    ("राजमा चावल", "Masala Chaas", 3.0),
)


def pairing() -> Floats:
    """Return how much more of the second item is ordered after the first, a row for each first."""
    table = np.array([[_LIKES[first.category][second.category] for second in MENU] for first in MENU])
    for first, second, times in _COUPLES:
        table[PLACE[first], PLACE[second]] *= times
        table[PLACE[second], PLACE[first]] *= times
    np.fill_diagonal(table, 0.0)
    return table


def in_season(dish: Dish, month: int) -> bool:
    """Return whether the dish is sold in ``month``, 1-12."""
    if dish.season is None:
        return True
    first, last = dish.season
    return first <= month <= last if first <= last else month >= first or month <= last
