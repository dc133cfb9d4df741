"""Lists of words that constraints are about, and the lists that the published checks have of them."""

from __future__ import annotations


def _listed(text: str, separator: str | None = None) -> list[str]:
    return [" ".join(item.split()) for item in text.split(separator) if item.strip()]


NAMES = _listed(
    """
    Emma Liam Sophia Jackson Olivia Noah Ava Lucas Isabella Mason Mia Ethan Charlotte Alexander
    Amelia Benjamin Harper Leo Zoe Daniel Chloe Samuel Lily Matthew Grace Owen Abigail Gabriel Ella
    Jacob Scarlett Nathan Victoria Elijah Layla Nicholas Audrey David Hannah Christopher Penelope
    Thomas Nora Andrew Aria Joseph Claire Ryan Stella Jonathan
    """,
)
"""Of ``count:person_names``."""

PERSONAL_PRONOUNS = frozenset(
    _listed(
        """
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his
    himself she her hers herself it its itself they them their theirs themselves
    """,
    )
)
"""All that the published ``count:pronouns`` knows."""

OTHER_PRONOUNS = frozenset(
    _listed(
        """
    this that these those who whom whose which what whoever whomever whatever whichever anybody
    anyone anything everybody everyone everything nobody nothing somebody someone something each
    either neither both all some any none
    """,
    )
)
"""Demonstrative, interrogative, relative and indefinite ones, which IFBench counts since."""

MINOR_WORDS = frozenset(
    _listed(
        """
    a an the and but for nor or so yet as at by in of off on per to up via from into like near onto
    out over past than till upon with vs
    """,
    )
)
"""Articles, conjunctions and short prepositions, which title case leaves small."""

EUROPEAN_CAPITALS = _listed(
    """
    Reykjavik Helsinki Oslo Tallinn Stockholm Riga Moscow Copenhagen Vilnius Minsk Dublin Berlin
    Amsterdam Warsaw London Brussels Prague Luxembourg Paris Vienna Bratislava Budapest Vaduz
    Chisinau Bern Ljubljana Zagreb
    """,
)
"""North of 45 degrees of latitude, from north to south, as ``custom:european_capitals_sort`` has them."""

AFRICAN_COUNTRIES = frozenset(
    _listed(
        """
    algeria, angola, benin, botswana, burkina faso, burundi, cabo verde, cape verde, cameroon,
    central african republic, chad, comoros, congo, republic of the congo, congo brazzaville, congo
    republic, congo republic of the, congo kinshasa, democratic republic of the congo, democratic
    republic of congo, congo democratic republic of the, dr congo, drc, djibouti, egypt, equatorial
    guinea, eritrea, eswatini, swaziland, ethiopia, gabon, gambia, the gambia, gambia the, ghana,
    guinea, guinea bissau, guineabissau, ivory coast, cote divoire, cote d ivoire, kenya, lesotho,
    liberia, libya, madagascar, malawi, mali, mauritania, mauritius, morocco, mozambique, namibia,
    niger, nigeria, rwanda, sao tome and principe, senegal, seychelles, sierra leone, somalia, south
    africa, south sudan, sudan, tanzania, togo, tunisia, uganda, western sahara, sahrawi arab
    democratic republic, zambia, zimbabwe, somaliland
    """,
        ",",
    )
)
"""In small letters without punctuation, with other names that they go by."""
