"""Words that are names and something else too (own lists, lower case). What counts when is said in ``naming``."""

from __future__ import annotations

_ORDINARY = (
    "amber angel ash autumn baker ban bang banks bar barber basil bear bell bill bird bishop black blue bond bow boy "
    "brook brooks brown buck bud bush cane carol case cash chance chase chew chin chip chow clay cliff close coffee "
    "cook cooper cross daisy dale dawn day dean dear dee destiny diamond dong drew drew duke earnest faith fan fang "
    "farmer field fields fish ford forest fox frank fun gang gay gene ginger glen gong good grace grant gray green gun "
    "guy hall hand hang hardy harmony harvest hazel head heath heather heaven hill holly hong honor hope house hung "
    "hunt hunter iris ivy jack jade jasmine jay jean joy justice key king lake lam lane lang laurel law lay leg "
    "liberty light lily little long love low lucky lung mail major man mang marina mark marks marsh mason melody mercy "
    "merit miles miller mills misty money moody moon moss noble north nurse ocean olive opal page pan pang park parker "
    "parks pat patience paul pay peace pearl penny pepper ping piper poor pope porter potter power price pride prince "
    "pun rain ran ray read reason reed reid rice rich river rivers rob robin rock rod rose ruby rush sage sales sally "
    "sandy sang savage savings say self serenity shaw shin short sin sky small smart smith snow son song sparks speed "
    "spring star stark stone storm strange street strong sue sum summer summers sun sung sunny sweet swift tan tang "
    "taylor temple terry thin ting toe tong tower toy trace treat trinity tripp true turner van victor victory violet "
    "walker wall ward warner waters way weaver weeks wells west white wild will willow win wine wing winter wise wolf "
    "won woo wood woods work worth wren yen young "
    "alegria amor angeles blanca blanco bueno campo campos casa castillo cielo consuelo cruz delgado dolores domingo "
    "esperanza estrella fe flor flores fuente fuentes gloria guerra hermosa iglesias jesus leon luna luz mar mercedes "
    "milagros moreno paz perla pilar ramos reina rey reyes rico rojo rosa rosas rubio salud salvador sol soledad torres"
)
ORDINARY = frozenset(_ORDINARY.split())
"""Words of ordinary English and Spanish."""

_SMALL = (
    "a about again all also am an and any are as at be been being but by can come could de did do does done down each "
    "else even ever few for from get go going got had has have he her here hers him his how i if in into is it its "
    "just last least less let like made many me mine more most much must my near never new next no none nor not now "
    "of off oh ok on once one only or other our ours out over own per same see seen she should since so some soon "
    "such than that the their theirs them then there these they this those though three thus to too two under until "
    "up us very was way we well went were what when where which while who whom whose why with would yes yet you your "
    "yours al et la le les un una el los las en y o e que se su sus si lo mi tu te nos con por para"
)
SMALL = frozenset(_SMALL.split())
"""Pronouns and other words without which hardly a sentence is written; in many languages they are surnames."""

_CAPITAL_ANYWAY = (
    "april august christian easter english france french german germany holland india ireland irish israel italy "
    "january jordan july june may monday noel poland roman saturday scotland spain sunday wales welsh"
)
CAPITAL_ANYWAY = frozenset(_CAPITAL_ANYWAY.split())
"""Words that have a capital wherever they stand: months, days, peoples, countries."""

_PARTICLES = (
    "abu al bin bint da das de del della den der di dos du el ibn ii iii iv jr la las le los mac mc san santa sr st "
    "ten ter van vom von y zu"
)
PARTICLES = frozenset(_PARTICLES.split())
"""Parts of names that name nobody alone."""

TITLES = ("mr", "mrs", "ms", "mx", "miss", "dr", "prof", "rev", "sr", "sra", "srta", "don", "dona")
"""What a name follows, with or without a full stop."""

AFTER = (
    *("\u5148\u751f", "\u5973\u58eb", "\u5c0f\u59d0", "\u592a\u592a", "\u540c\u5b66", "\u540c\u5b78"),  # Chinese
    *("\u3055\u3093", "\u3055\u307e", "\u69d8", "\u6c0f", "\u541b", "\u304f\u3093", "\u3061\u3083\u3093"),  # Japanese
    *("\uc528", "\ub2d8"),  # Korean
)
"""Forms of address that follow a name in scripts that put no spaces between words."""
BEFORE = (
    *("\u5c0f", "\u8001", "\u963f"),  # Chinese
    *("\u0e04\u0e38\u0e13", "\u0e19\u0e32\u0e22", "\u0e19\u0e32\u0e07", "\u0e19\u0e32\u0e07\u0e2a\u0e32\u0e27"),  # Thai
)
"""Forms of address that go before it."""
